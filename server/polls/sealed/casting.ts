import type { Db } from '#db/connect.ts'
import { awaitTheStandby } from '#db/standby.ts'
import { refuseBallot } from '#domain/ballot.ts'
import { ballotHash, readBallotParts } from '#domain/sealing/ballot-bytes.ts'
import { same } from '#domain/sealing/bytes.ts'
import type { Leaf } from '#domain/sealing/leaf.ts'
import type { OpenPoll } from '#domain/sealing/open-poll.ts'
import { type CredentialRefusal, refuseCredential } from '#domain/sealing/whose-credential.ts'
import { limits } from '#domain/limits.ts'
import { microBatcher } from '../batcher.ts'
import { aloneWithPoll } from '../lock.ts'
import { findPoll, type FoundPoll } from '../queries.ts'
import { appendLeaves } from './board.ts'
import { ballotAt, castsOf, credentialOn, isClosedOnBoard } from './queries.ts'

/** A ballot whose signature and proofs hold, by the member whose credential it carries. */
export type SealedCast = { poll: OpenPoll; memberId: string; ballot: Uint8Array }

export type SealedOutcome =
  | { outcome: 'cast' | 'repeated'; leafHash: Uint8Array; counter: number; at: Date }
  | { outcome: NonNullable<ReturnType<typeof refuseBallot>> | 'unknown' | CredentialRefusal }

/** Where sealed ballots are written: those that came in while the last ones were being written go together, in one transaction a poll. */
export function sealedDesk(db: Db) {
  return microBatcher<SealedCast, SealedOutcome>({
    ...limits.casting,
    hands: 1,
    carry: async (items) => {
      const outcomes = new Map<SealedCast, SealedOutcome>()
      for (const [poll, casts] of Map.groupBy(items, ({ poll }) => poll))
        await aloneWithPoll(db, poll.id, async (trx, at) => {
          for (const [cast, outcome] of await writeTogether(trx, poll, casts, at)) outcomes.set(cast, outcome)
        })
      return items.map((item) => outcomes.get(item)!)
    },
    key: ({ poll, memberId }) => `${poll.id} ${memberId}`,
    faulty: () => true,
  })
}

async function writeTogether(trx: Db, poll: OpenPoll, casts: readonly SealedCast[], at: Date) {
  const found = await findPoll(trx, poll.id)
  const closed = await isClosedOnBoard(trx, poll.id)
  const judged = new Map<SealedCast, SealedOutcome>()
  const leaves: (Leaf & { kind: 'ballot' })[] = []
  const rows: { pollId: string; k: Buffer; counter: number }[] = []
  for (const cast of casts) {
    const { credential, counter } = readBallotParts(poll, cast.ballot)
    const leafHash = ballotHash(poll, cast.ballot)
    const before = await ballotAt(trx, poll.id, credential, counter)
    if (before && same(before.hash, leafHash) && (await credentialOn(trx, poll.id, credential))?.memberId === cast.memberId) {
      judged.set(cast, { outcome: 'repeated', leafHash, counter, at: before.at })
      continue
    }
    const refusal = found ? await refusalOf(trx, found, closed, { memberId: cast.memberId, credential, counter }, at) : 'unknown'
    if (refusal) {
      judged.set(cast, { outcome: refusal })
      continue
    }
    leaves.push({ kind: 'ballot', weight: 1, ballot: cast.ballot })
    rows.push({ pollId: poll.id, k: Buffer.from(credential), counter })
    judged.set(cast, { outcome: 'cast', leafHash, counter, at })
  }
  if (leaves.length > 0) {
    const first = await appendLeaves(trx, poll, leaves, at)
    await trx
      .insertInto('sealedBallot')
      .values(rows.map((row, index) => ({ ...row, position: first + index })))
      .execute()
  }
  if ([...judged.values()].some(({ outcome }) => outcome === 'repeated')) await awaitTheStandby(trx)
  return judged
}

type Asked = { memberId: string; credential: Uint8Array; counter: number }

/**
 * The same rule as for open ballots; a board that has its close leaf takes no more, whatever the clock says. The first cast of a sealed
 * poll binds the person to the credential.
 */
async function refusalOf(trx: Db, poll: FoundPoll, closed: boolean, { memberId, credential, counter }: Asked, at: Date) {
  const voter = await castsOf(trx, poll.id, memberId)
  const refusal = refuseBallot(closed ? { ...poll, closesAt: poll.opensAt } : poll, voter, counter, at)
  if (refusal) return refusal
  const foreign = refuseCredential(voter.k, await credentialOn(trx, poll.id, credential), credential, memberId)
  if (foreign) return foreign
  if (voter.k === null)
    await trx.updateTable('credential').set({ memberId }).where('pollId', '=', poll.id).where('k', '=', Buffer.from(credential)).execute()
  return null
}
