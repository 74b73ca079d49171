import type { FastifyInstance } from 'fastify'
import { sealingLimits } from '#domain/limits.ts'
import { rightsIn } from '#domain/membership.ts'
import { phase } from '#domain/poll.ts'
import { ceremonyStage, type CeremonySpeech, missingToOpen, refuseRestart, refuseSpeech } from '#domain/trustees.ts'
import { Malformed as NoSuchBytes, same } from '#domain/sealing/bytes.ts'
import { readAnnouncement, readComplaint, readOpening, readShares, recordOf, writeOpening } from '#domain/sealing/ceremony-bytes.ts'
import { electionKeyOf, transcriptHash } from '#domain/sealing/ceremony-result.ts'
import { ceremonyOf, refuseRounds } from '#domain/sealing/ceremony.ts'
import { readKey } from '#domain/sealing/group.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { standingIn } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound, Refused, refuseIf } from '#server/errors.ts'
import { writeInJournal } from '#server/journal.ts'
import { aloneWithPoll } from '../lock.ts'
import { findPoll, type FoundPoll } from '../queries.ts'
import { base64 } from './casts.ts'
import { openingOf } from './decrypting.ts'
import { openOnceReady } from './opening.ts'
import { whereTheCountIs } from './summing.ts'
import { announceServer, serverPart } from './trust.ts'
import { trustDoors } from './trust-doors.ts'
import { factsOf, numberOf, rollSizeOf, type Said, saidIn, type Trusted, trustOf, unreachedOf } from './trust-queries.ts'

/** The doors of a key ceremony. What is said is checked as it comes, so that nobody builds on what cannot hold. */
export function ceremonies(app: FastifyInstance, { db, sealing, mail }: Tools) {
  open(app, trustDoors.trust, async ({ params, me, now }) => {
    await openOnceReady({ db, sealing }, params.id)
    const poll = orNotFound(await findPoll(db, params.id))
    const trust = orNotFound(await trustOf(db, params.id))
    const number = numberOf(trust, me.memberId)
    const iAmRegistrar = trust.registrarId === me.memberId
    const standing = await standingIn(db, poll.bodyId, me.memberId)
    orNotFound(number !== null || iAmRegistrar || standing !== null || null)
    const said = await saidIn(db, trust)
    const facts = factsOf(trust, said)
    const { summed, tooFew, seen, partials } = await openingOf(db, sealing, trust)
    const registrar = await db.selectFrom('member').select('firstName').where('id', '=', trust.registrarId).executeTakeFirstOrThrow()
    return {
      needed: trust.needed,
      trustees: trust.trustees.map(({ number, name }) => ({ number, name })),
      registrar: registrar.firstName,
      me: number,
      iAmRegistrar,
      attempt: trust.attempt,
      stage: ceremonyStage(facts),
      said: said.map(({ bytes, ...one }) => ({ ...one, bytes: number === null && one.step === 'shares' ? '' : base64(bytes) })),
      codes: {
        rollSize: await rollSizeOf(db, poll.id),
        givenAt: trust.codesGivenAt?.toISOString() ?? null,
        handedAt: trust.codesHandedAt?.toISOString() ?? null,
      },
      missing: poll.openedAt ? [] : missingToOpen(facts, trust),
      writes: mail.kind === 'smtp',
      unreached: rightsIn(standing).openPolls ? await unreachedOf(db, poll.id) : [],
      counting: (phase(poll, now) === 'closed' && !tooFew && (await whereTheCountIs(db, poll.id))) || null,
      opening: { summed, tooFew, seen: [...seen], partials: [...partials] },
    }
  })

  open(app, trustDoors.speak, async ({ params, body, me }) => {
    await changing(params.id, me.memberId, async (trx, trust, number) => {
      refuseIf(trust.attempt === body.attempt ? null : 'begun-again')
      const said = await saidIn(trx, trust)
      refuseIf(refuseSpeech(factsOf(trust, said), number, body.step))
      const bytes = Buffer.from(body.bytes, 'base64')
      refuseIf(refusePart(trust, said, number!, body.step, bytes))
      const { pollId, attempt } = trust
      await trx.insertInto('ceremonyMessage').values({ pollId, attempt, number: number!, step: body.step, bytes }).execute()
      await answerOfServer(trx, trust)
    })
    if (body.step === 'confirmation') await openOnceReady({ db, sealing }, params.id)
  })

  open(app, trustDoors.beginAgain, async ({ params, body, me }) => {
    await changing(params.id, me.memberId, async (trx, trust, number, poll) => {
      refuseIf(trust.attempt === body.attempt ? null : 'begun-again')
      refuseIf(refuseRestart(factsOf(trust, await saidIn(trx, trust)), number))
      refuseIf(trust.attempt < sealingLimits.attempts ? null : 'too-many-attempts')
      const attempt = trust.attempt + 1
      await trx.updateTable('sealedPoll').set({ attempt }).where('pollId', '=', trust.pollId).execute()
      await announceServer(trx, sealing, { ...trust, attempt })
      await writeInJournal(trx, {
        actorId: me.memberId,
        bodyId: poll.bodyId,
        pollId: poll.id,
        what: 'ceremony-begun-again',
        detail: { attempt },
      })
    })
  })

  type Change = (trx: Db, trust: Trusted, number: number | null, poll: FoundPoll) => Promise<void>

  /** Who is no trustee does not make the others wait for a lock. */
  async function changing(pollId: string, memberId: string, change: Change) {
    refuseIf(numberOf(orNotFound(await trustOf(db, pollId)), memberId) === null ? 'not-a-trustee' : null)
    await aloneWithPoll(db, pollId, async (trx, at) => {
      const poll = (await findPoll(trx, pollId))!
      const now = phase(poll, at)
      if (now === 'cancelled' || now === 'closed') throw new Refused(now)
      const trust = (await trustOf(trx, pollId))!
      await change(trx, trust, numberOf(trust, memberId), poll)
    })
  }

  /** Why what a trustee says cannot be right, or null. */
  function refusePart(trust: Trusted, said: readonly Said[], number: number, step: CeremonySpeech, bytes: Uint8Array) {
    const ceremony = ceremonyOf(trust.pollId, trust.needed, trust.names)
    const { group } = sealing
    try {
      switch (step) {
        case 'announcement':
          readKey(group, readAnnouncement(bytes).encryptionKey, 'encryption key')
          return null
        case 'opening': {
          const first = said.find((one) => one.number === number && one.step === 'announcement')!
          return refuseRounds(group, ceremony, number, readAnnouncement(first.bytes), readOpening(ceremony, number, bytes))
        }
        case 'shares':
          return readShares(trust.trustees.length, bytes) && null
        case 'confirmation': {
          const record = recordOf(ceremony, said)!
          return same(bytes, transcriptHash(ceremony, record, electionKeyOf(group, record))) ? null : 'another-transcript'
        }
        case 'complaint':
          return readComplaint(trust.trustees.length, bytes) && null
      }
    } catch (error) {
      if (error instanceof NoSuchBytes) return 'malformed-part'
      throw error
    }
  }

  /** The server opens its part when every trustee has announced theirs, in the same instant as the last of them. */
  async function answerOfServer(trx: Db, trust: Trusted) {
    const said = await saidIn(trx, trust)
    const opened = said.some(({ number, step }) => number === 0 && step === 'opening')
    if (opened || ceremonyStage(factsOf(trust, said)) !== 'opening') return
    const bytes = Buffer.from(writeOpening((await serverPart(sealing, trust)).second))
    const { pollId, attempt } = trust
    await trx.insertInto('ceremonyMessage').values({ pollId, attempt, number: 0, step: 'opening', bytes }).execute()
  }
}
