import { awaitTheStandby } from '#db/standby.ts'
import type { FastifyInstance } from 'fastify'
import { randomBytes } from 'node:crypto'
import { packGrades, refuseBallot } from '#domain/ballot.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { sealingLimits } from '#domain/limits.ts'
import { ballotSigned } from '#domain/sealing/rows.ts'
import { refuseCredential } from '#domain/sealing/whose-credential.ts'
import { type BallotParts, readBallotParts } from '#domain/sealing/ballot-bytes.ts'
import { Malformed as NoSuchBytes } from '#domain/sealing/bytes.ts'
import type { OpenPoll } from '#domain/sealing/open-poll.ts'
import { signReceipt, writeReceipt } from '#domain/sealing/receipt.ts'
import { memberCode } from '#domain/sealing/server-key.ts'
import { isSignedBy } from '#domain/sealing/signature.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, Refused, refuseIf } from '#server/errors.ts'
import { casterIn, voterIn } from '#server/voter.ts'
import { Overloaded } from '../batcher.ts'
import { readGrades } from '../casts.ts'
import { findPoll } from '../queries.ts'
import { freezeRoll } from '../roll.ts'
import { type SealedOutcome, sealedDesk } from './casting.ts'
import { sealedDoors } from './doors.ts'
import { openedPolls } from './opened.ts'
import { openOnceReady } from './opening.ts'
import { castsOf, credentialOn } from './queries.ts'

/** The doors of whoever votes in a secret poll: their code, their ballot, their receipt. */
export function sealedCasts(app: FastifyInstance, { db, sealing }: Tools) {
  const opened = openedPolls(db, sealing)
  const desk = sealedDesk(db)
  const proving = new Set<string>()
  app.addHook('onClose', desk.settled)
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

  open(app, sealedDoors.credential, async ({ params, request, now }) => {
    const poll = await secretPoll(params.id)
    const memberId = voterIn(poll.electorateId, request)
    await freezeRoll({ db, sealing }, poll.id)
    const voter = await castsOf(db, poll.id, memberId)
    refuseIf(refuseBallot((await findPoll(db, poll.id))!, voter, voter.casts + 1, now))
    return { code: base64(await codeOf(poll.id, memberId)), counter: voter.casts + 1 }
  })

  open(app, sealedDoors.castSealed, async ({ params, body, request, now }) => {
    const found = await openedNow(params.id, now)
    const { poll, manifest } = orNotFound(await opened(params.id))
    const parts = readParts(poll, body)
    const memberId = casterIn(found.electorateId, request, parts.counter)
    const voter = await castsOf(db, poll.id, memberId)
    // A retry of the ballot that counts is no change, hence refused by no rule.
    const repeats = voter.casts === parts.counter
    refuseIf(refuseBallot(found, voter, repeats ? voter.casts + 1 : parts.counter, now))
    refuseIf(refuseCredential(voter.k, await credentialOn(db, poll.id, parts.credential), parts.credential, memberId))
    refuseIf(isSignedBy(poll.group, parts.credential, ballotSigned(poll, parts.signed), parts.signature) ? null : 'not-signed')
    if (!repeats) await proved(`${poll.id} ${memberId}`, manifest, body)
    return { receipt: await receiptFor(poll, await desk.give({ poll, memberId, ballot: body })) }
  })

  open(app, sealedDoors.castAssisted, async ({ params, body, request, now }) => {
    const found = await secretPoll(params.id)
    const { poll } = orNotFound(await opened(found.id))
    const memberId = casterIn(found.electorateId, request, body.counter)
    const grades = [...packGrades(readGrades(found, body.grades))]
    const outcome = await oneAtATime(`${poll.id} ${memberId}`, async () => {
      refuseIf(refuseBallot(found, await castsOf(db, poll.id, memberId), body.counter, now))
      const credential = credentialOf(sealing.group, poll.id, await codeOf(poll.id, memberId))
      const { bytes } = sealBallot(poll, { credential, counter: body.counter, grades, random: randomBytes(64) })
      return desk.give({ poll, memberId, ballot: bytes })
    })
    return { receipt: await receiptFor(poll, outcome) }
  })

  open(app, sealedDoors.myReceipt, async ({ params, request }) => {
    const { poll } = orNotFound(await opened(params.id))
    const { electorateId } = orNotFound(await findPoll(db, poll.id))
    const { hash, casts, castAt } = await castsOf(db, poll.id, voterIn(electorateId, request))
    if (!hash || !castAt) throw new Refused('not-cast')
    await awaitTheStandby(db)
    return { receipt: await receiptFor(poll, { outcome: 'cast', leafHash: hash, counter: casts, at: castAt }) }
  })

  async function codeOf(pollId: string, memberId: string) {
    const pollKey = await sealing.keys.pollKey(pollId)
    if (!pollKey) throw new Error(`the key of the poll ${pollId} is not here`)
    return memberCode(pollKey, pollId, memberId)
  }

  /** A sealed poll that is not ready has no manifest yet: it says so, instead of not being there. */
  async function openedNow(pollId: string, now: Date) {
    const found = orNotFound(await findPoll(db, pollId))
    if (found.level !== 'sealed' || found.openedAt) return found
    await openOnceReady({ db, sealing }, pollId)
    const poll = orNotFound(await findPoll(db, pollId))
    if (!poll.openedAt) refuseIf(refuseBallot(poll, { onTheRoll: true, casts: 0 }, 1, now))
    return poll
  }

  async function secretPoll(pollId: string) {
    const poll = orNotFound(await findPoll(db, pollId))
    return orNotFound(poll.level === 'secret' ? poll : null)
  }

  /** One ballot of a person at a time: checking proofs, or making them, is what costs. */
  function oneAtATime<T>(who: string, work: () => Promise<T>): Promise<T> {
    if (proving.has(who)) throw new Overloaded()
    proving.add(who)
    return work().finally(() => proving.delete(who))
  }

  async function proved(who: string, manifest: Uint8Array, ballot: Uint8Array) {
    if (sealing.waiting() >= sealingLimits.proofsWaiting) throw new Overloaded()
    refuseIf((await oneAtATime(who, () => sealing.verify(manifest, ballot))) ? null : 'invalid-proof')
  }

  async function receiptFor(poll: OpenPoll, outcome: SealedOutcome) {
    if (outcome.outcome !== 'cast' && outcome.outcome !== 'repeated') throw new Refused(outcome.outcome)
    const { leafHash, counter, at } = outcome
    return base64(
      writeReceipt(signReceipt(await sealing.keys.boardKey(), poll.ctx, { pollId: poll.id, leafHash, counter, at: at.getTime() })),
    )
  }
}

export const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

function readParts(poll: OpenPoll, bytes: Uint8Array): BallotParts {
  try {
    return readBallotParts(poll, bytes)
  } catch (error) {
    if (error instanceof NoSuchBytes) throw new Refused('malformed-ballot')
    throw error
  }
}
