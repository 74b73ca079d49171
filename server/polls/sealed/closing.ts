import { randomBytes } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import { setTimeout as wait } from 'node:timers/promises'
import { aggregateLeaf, refuseOpening } from '#domain/sealing/aggregate.ts'
import { signWith } from '#domain/sealing/board-key.ts'
import { type Leaf, leafSigned, readLeaf, writeLeaf } from '#domain/sealing/leaf.ts'
import { countsOf, openAggregate } from '#domain/sealing/open-aggregate.ts'
import { openPoll, type OpenPoll } from '#domain/sealing/open-poll.ts'
import { decryptPartially } from '#domain/sealing/partial.ts'
import { serverSecret } from '#domain/sealing/server-key.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { aloneWithPoll } from '../lock.ts'
import { appendLeaves, signBoard } from './board.ts'
import { storedResult } from '../queries.ts'
import { boardOf } from './queries.ts'
import { addUpAll } from './summing.ts'

type Found<K extends Leaf['kind']> = Leaf & { kind: K }

/**
 * The count of a secret poll, by whoever comes first past its closing: the signed close, one aggregate, its opening, the result. Each step
 * is a leaf, written once; what was cut short goes on where it was. After the close no ballot is taken. Of too few ballots not even the sum
 * is written: the board ends with its close.
 */
export async function countSecret(db: Db, sealing: Sealing, pollId: string) {
  const board = await boardOf(db, pollId)
  if (!board) return
  const poll = openPoll(sealing.group, board.manifest)
  if (!(await closeOnce(db, sealing, poll))) return
  const aggregate = await sumOnce(db, sealing, poll)
  if (!aggregate) return
  const pollKey = await sealing.keys.pollKey(pollId)
  if (!pollKey) throw new Error(`the key of the poll ${pollId} is not here: its ballots cannot be counted`)
  const result = await openOnce(db, sealing, poll, aggregate, serverSecret(pollKey, pollId))
  await writeResult(db, poll, { voters: result.ballots, counts: countsOf(poll, result).counts })
}

/** Appends the signed close, and a head that says so. False when the poll is not over. */
export async function closeOnce(db: Db, sealing: Sealing, poll: OpenPoll): Promise<boolean> {
  const boardKey = await sealing.keys.boardKey()
  return aloneWithPoll(db, poll.id, async (trx, at) => {
    if (await leafOf(trx, poll, 'close')) return true
    const due = await trx
      .selectFrom('poll')
      .select('id')
      .where('id', '=', poll.id)
      .where('cancelledAt', 'is', null)
      .where('closesAt', '<=', at)
      .executeTakeFirst()
    if (!due) return false
    const unsigned: Found<'close'> = { kind: 'close', at: at.getTime(), signature: new Uint8Array(64) }
    const signature = signWith(boardKey, leafSigned(poll.ctx, writeLeaf(unsigned)))
    await appendLeaves(trx, poll, [{ ...unsigned, signature }], at)
    await signBoard(trx, poll, boardKey, at)
    return true
  })
}

/**
 * Adds up the last ballot of everyone who voted, and writes the sum on the board; the proofs were checked before each receipt. Null when too
 * few voted for it ever to be opened: it is not written then, and the result says how many they were. While another process makes the sum, it
 * is waited for.
 */
export async function sumOnce(db: Db, sealing: Sealing, poll: OpenPoll): Promise<Found<'aggregate'> | null> {
  const written = await leafOf(db, poll, 'aggregate')
  if (written) return written
  if (await storedResult(db, poll.id)) return null
  const sum = await addUpAll(db, sealing, poll)
  if (!sum) {
    await wait(500)
    return sumOnce(db, sealing, poll)
  }
  const leaf = aggregateLeaf(poll, sum)
  if (refuseOpening(sum, poll.manifest.minimum)) {
    await writeResult(db, poll, { voters: leaf.ballots, counts: null })
    return null
  }
  await appendOnce(db, sealing, poll, leaf)
  return leaf
}

async function openOnce(db: Db, sealing: Sealing, poll: OpenPoll, aggregate: Found<'aggregate'>, secret: bigint) {
  const partial = (await leafOf(db, poll, 'partial')) ?? decryptPartially(poll, poll.holders[0]!, secret, aggregate, randomBytes(32))
  await appendOnce(db, sealing, poll, partial)
  const result = openAggregate(poll, aggregate, [partial])
  if (!result) throw new Error(`the ballots of the poll ${poll.id} do not open`)
  await appendOnce(db, sealing, poll, result)
  return result
}

export async function appendOnce(db: Db, sealing: Sealing, poll: OpenPoll, leaf: Leaf) {
  const boardKey = await sealing.keys.boardKey()
  await aloneWithPoll(db, poll.id, async (trx, at) => {
    if (await leafOf(trx, poll, leaf.kind)) return
    await appendLeaves(trx, poll, [leaf], at)
    await signBoard(trx, poll, boardKey, at)
  })
}

export async function leafOf<K extends Leaf['kind']>(db: Db, poll: OpenPoll, kind: K): Promise<Found<K> | null> {
  const row = await db
    .selectFrom('leaf')
    .select('bytes')
    .where('pollId', '=', poll.id)
    .where('kind', '=', kind as 'close')
    .executeTakeFirst()
  return row ? (readLeaf(poll, row.bytes) as Found<K>) : null
}

export const writeResult = (
  db: Db,
  { id, manifest }: OpenPoll,
  { voters, counts }: { voters: number; counts: readonly (readonly number[])[] | null },
) =>
  db
    .insertInto('result')
    .values({ pollId: id, rollSize: manifest.roll.size, voters, counts })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
