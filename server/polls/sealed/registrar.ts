import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { setImmediate as breathe } from 'node:timers/promises'
import { refuseBallot } from '#domain/ballot.ts'
import { sealingLimits } from '#domain/limits.ts'
import { phase } from '#domain/poll.ts'
import { refuseHanding } from '#domain/trustees.ts'
import { compareBytes, Malformed as NoSuchBytes, pieces } from '#domain/sealing/bytes.ts'
import { type Group, readKey } from '#domain/sealing/group.ts'
import { refuseCredential } from '#domain/sealing/whose-credential.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, Refused, refuseIf } from '#server/errors.ts'
import { voterIn } from '#server/voter.ts'
import { writeInJournal } from '#server/journal.ts'
import { aloneWithPoll } from '../lock.ts'
import { findPoll } from '../queries.ts'
import { openOnceReady } from './opening.ts'
import { castsOf, credentialOn, insertCredentials } from './queries.ts'
import { trustDoors } from './trust-doors.ts'
import { joinedCredentials, peopleOfRoll, rollSizeOf, trustOf } from './trust-queries.ts'

/** The doors of the registrar of a sealed poll, and of what voters ask of the codes. A code itself never comes here. */
export function registrars(app: FastifyInstance, { db, sealing }: Tools) {
  open(app, trustDoors.rollPeople, async ({ params, query: { page = 1 }, me }) => {
    const poll = orNotFound(await findPoll(db, params.id))
    const trust = orNotFound(await trustOf(db, params.id))
    orNotFound(trust.registrarId === me.memberId || null)
    const people = await peopleOfRoll(db, poll.id, page, sealingLimits.peopleAPage)
    await writeInJournal(db, { actorId: me.memberId, bodyId: poll.bodyId, pollId: poll.id, what: 'roll-taken', detail: { page } })
    return { people, total: await rollSizeOf(db, poll.id), page, perPage: sealingLimits.peopleAPage }
  })

  open(app, trustDoors.giveCredentials, async ({ params, body, me }) => {
    const trust = orNotFound(await trustOf(db, params.id))
    refuseIf(trust.registrarId === me.memberId ? null : 'not-the-registrar')
    const [registrarKey, credentials] = await readCredentials(sealing.group, body)
    await aloneWithPoll(db, params.id, async (trx, at) => {
      const poll = (await findPoll(trx, params.id))!
      const now = phase(poll, at)
      if (now === 'cancelled' || now === 'closed') throw new Refused(now)
      refuseIf(poll.openedAt ? 'already-open' : null)
      refuseIf(credentials.length === (await rollSizeOf(trx, poll.id)) ? null : 'wrong-count')
      await replaceCredentials(trx, poll.id, credentials)
      await trx
        .updateTable('sealedPoll')
        .set({ registrarKey: Buffer.from(registrarKey), codesGivenAt: at, codesHandedAt: null })
        .where('pollId', '=', poll.id)
        .execute()
      await writeInJournal(trx, { actorId: me.memberId, bodyId: poll.bodyId, pollId: poll.id, what: 'codes-given' })
    })
    await openOnceReady({ db, sealing }, params.id)
  })

  open(app, trustDoors.handCodes, async ({ params, body, me }) => {
    const trust = orNotFound(await trustOf(db, params.id))
    refuseIf(trust.registrarId === me.memberId ? null : 'not-the-registrar')
    await aloneWithPoll(db, params.id, async (trx, at) => {
      const poll = (await findPoll(trx, params.id))!
      const now = phase(poll, at)
      if (now === 'cancelled' || now === 'closed') throw new Refused(now)
      const codes = (await trustOf(trx, params.id))!
      refuseIf(refuseHanding(codes, new Date(body.givenAt)))
      // Said again, because the answer was lost on the way, it is said.
      if (codes.codesHandedAt) return
      await trx.updateTable('sealedPoll').set({ codesHandedAt: at }).where('pollId', '=', poll.id).execute()
      await writeInJournal(trx, { actorId: me.memberId, bodyId: poll.bodyId, pollId: poll.id, what: 'codes-handed' })
    })
    await openOnceReady({ db, sealing }, params.id)
  })

  open(app, trustDoors.credentials, async ({ params }) => {
    const poll = orNotFound(await findPoll(db, params.id))
    orNotFound(poll.openedAt)
    return Readable.from(joinedCredentials(db, poll.id), { objectMode: false })
  })

  open(app, trustDoors.counterOf, async ({ params, request, now }) => {
    await openOnceReady({ db, sealing }, params.id)
    const poll = orNotFound(await findPoll(db, params.id))
    orNotFound(poll.level === 'sealed' || null)
    const memberId = voterIn(poll.electorateId, request)
    const k = Buffer.from(params.k, 'hex')
    const voter = await castsOf(db, poll.id, memberId)
    refuseIf(refuseBallot(poll, voter, voter.casts + 1, now))
    refuseIf(refuseCredential(voter.k, await credentialOn(db, poll.id, k), k, memberId))
    return { counter: voter.casts + 1 }
  })
}

/** The registrar's key, and the credentials: points of the group, sorted, each once. It breathes, since there may be half a million. */
async function readCredentials(group: Group, bytes: Uint8Array): Promise<[Uint8Array, Uint8Array[]]> {
  if (bytes.length < 64 || bytes.length % 32 !== 0) throw new Refused('malformed-part')
  const [registrarKey, ...credentials] = pieces(bytes, 32) as [Uint8Array, ...Uint8Array[]]
  for (const [at, k] of credentials.entries()) {
    if (at > 0 && compareBytes(credentials[at - 1]!, k) >= 0) throw new Refused('not-sorted')
    try {
      readKey(group, k, 'credential')
    } catch (error) {
      if (error instanceof NoSuchBytes) throw new Refused('malformed-part')
      throw error
    }
    if (at % 500 === 499) await breathe()
  }
  return [registrarKey, credentials]
}

async function replaceCredentials(trx: Db, pollId: string, credentials: readonly Uint8Array[]) {
  await trx.deleteFrom('credential').where('pollId', '=', pollId).execute()
  await insertCredentials(
    trx,
    pollId,
    credentials.map((k) => ({ k })),
  )
}
