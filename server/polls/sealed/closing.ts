import { randomBytes } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import { addAggregates, type Aggregate, aggregateLeaf, emptyAggregate, readSums, refuseOpening } from '#domain/sealing/aggregate.ts'
import { signWith } from '#domain/sealing/board-key.ts'
import { type Leaf, leafSigned, readLeaf, writeLeaf } from '#domain/sealing/leaf.ts'
import { countsOf, openAggregate } from '#domain/sealing/open-aggregate.ts'
import { openPoll, type OpenPoll } from '#domain/sealing/open-poll.ts'
import { decryptPartially } from '#domain/sealing/partial.ts'
import { serverSecret } from '#domain/sealing/server-key.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { aloneWithPoll } from '../lock.ts'
import { appendLeaves, signBoard } from './board.ts'
import { boardOf } from './queries.ts'

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
 * few voted for it ever to be opened: it is not written then, and the result says how many they were.
 */
export async function sumOnce(db: Db, sealing: Sealing, poll: OpenPoll): Promise<Found<'aggregate'> | null> {
  const written = await leafOf(db, poll, 'aggregate')
  if (written) return written
  const sum = await addUpAll(db, sealing, poll)
  const leaf = aggregateLeaf(poll, sum)
  if (refuseOpening(sum, poll.manifest.minimum)) {
    await writeResult(db, poll, { voters: leaf.ballots, counts: null })
    return null
  }
  await appendOnce(db, sealing, poll, leaf)
  return leaf
}

/** How many ballots a thread adds up in one go, some 30 ms: those who vote elsewhere wait no longer for the check of theirs. */
const inOneGo = 25

/** By the threads that check ballots, each of which has one task at a time. */
async function addUpAll(db: Db, sealing: Sealing, poll: OpenPoll): Promise<Aggregate> {
  const { manifest } = (await boardOf(db, poll.id))!
  let sum = emptyAggregate(poll)
  const asked: ReturnType<Sealing['addUp']>[] = []
  const takeFirst = async () => {
    const { sums, ...added } = await asked.shift()!
    sum = addAggregates(poll, sum, { ...added, sums: readSums(poll, sums) })
  }
  for await (const leaves of lastBallots(db, poll.id, 20 * inOneGo))
    for (let at = 0; at < leaves.length; at += inOneGo) {
      if (asked.length === 2) await takeFirst()
      asked.push(sealing.addUp(manifest, leaves.slice(at, at + inOneGo)))
    }
  while (asked.length > 0) await takeFirst()
  return sum
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

/** The ballot with the highest counter of each credential, by pages: the board may hold hundreds of thousands. */
async function* lastBallots(db: Db, pollId: string, page: number) {
  for (let after = -1; ;) {
    const rows = await db
      .selectFrom('sealedBallot as mine')
      .innerJoin('leaf', (join) => join.onRef('leaf.pollId', '=', 'mine.pollId').onRef('leaf.position', '=', 'mine.position'))
      .select(['leaf.position', 'leaf.bytes'])
      .where('mine.pollId', '=', pollId)
      .where('mine.position', '>', after)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('credential')
              .select('credential.k')
              .whereRef('credential.pollId', '=', 'mine.pollId')
              .whereRef('credential.k', '=', 'mine.k')
              .where('credential.revokedAt', 'is not', null),
          ),
        ),
      )
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('sealedBallot as later')
              .select('later.counter')
              .whereRef('later.pollId', '=', 'mine.pollId')
              .whereRef('later.k', '=', 'mine.k')
              .whereRef('later.counter', '>', 'mine.counter'),
          ),
        ),
      )
      .orderBy('mine.position')
      .limit(page)
      .execute()
    yield rows.map(({ bytes }) => bytes)
    if (rows.length < page) return
    after = rows.at(-1)!.position
  }
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
