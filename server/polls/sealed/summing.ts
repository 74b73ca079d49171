import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { addAggregates, type Aggregate, emptyAggregate, readSums } from '#domain/sealing/aggregate.ts'
import type { OpenPoll } from '#domain/sealing/open-poll.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { boardOf } from './queries.ts'

/** How many ballots a thread adds up in one go, some 30 ms: those who vote elsewhere wait no longer for the check of theirs. */
const inOneGo = 25
const lapse = sql`interval '10 seconds'`

/**
 * Adds up the last ballot of everyone who voted, by the threads that check ballots, each of which has one task at a time, and says where it is.
 * Null when someone else is at it, here or in another process.
 */
export async function addUpAll(db: Db, sealing: Sealing, poll: OpenPoll): Promise<Aggregate | null> {
  const by = await takeTheSum(db, poll.id)
  if (!by) return null
  const { manifest } = (await boardOf(db, poll.id))!
  let sum = emptyAggregate(poll)
  let told = Date.now()
  const asked: ReturnType<Sealing['addUp']>[] = []
  const takeFirst = async () => {
    const { sums, ...added } = await asked.shift()!
    sum = addAggregates(poll, sum, { ...added, sums: readSums(poll, sums) })
    if (Date.now() - told < 1000) return
    told = Date.now()
    await tellAdded(db, poll.id, by, sum.ballots)
  }
  for await (const leaves of lastBallots(db, poll.id, 20 * inOneGo))
    for (let at = 0; at < leaves.length; at += inOneGo) {
      if (asked.length === 2) await takeFirst()
      asked.push(sealing.addUp(manifest, leaves.slice(at, at + inOneGo)))
    }
  while (asked.length > 0) await takeFirst()
  await tellAdded(db, poll.id, by, sum.ballots)
  return sum
}

/** By whom the sum is made from now on; null while someone who is still there makes it. */
async function takeTheSum(db: Db, pollId: string): Promise<string | null> {
  const by = randomUUID()
  const { rows } = await sql`
    insert into board_sum (poll_id, by) values (${pollId}, ${by})
    on conflict (poll_id) do update set by = excluded.by, ballots = null, added = 0, at = excluded.at
    where board_sum.at < clock_timestamp() - ${lapse}
    returning by`.execute(db)
  if (rows.length === 0) return null
  const { ballots } = await counting(db, pollId)
    .select(({ fn }) => fn.countAll<number>().as('ballots'))
    .executeTakeFirstOrThrow()
  await db.updateTable('boardSum').set({ ballots }).where('pollId', '=', pollId).where('by', '=', by).execute()
  return by
}

const tellAdded = (db: Db, pollId: string, by: string, added: number) =>
  db
    .updateTable('boardSum')
    .set({ added, at: sql`clock_timestamp()` })
    .where('pollId', '=', pollId)
    .where('by', '=', by)
    .execute()

/** The ballots that count: the one with the highest counter of each credential that is not revoked. */
const counting = (db: Db, pollId: string) =>
  db
    .selectFrom('sealedBallot as mine')
    .where('mine.pollId', '=', pollId)
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

/** Their leaves, by pages: the board may hold hundreds of thousands. */
async function* lastBallots(db: Db, pollId: string, page: number) {
  for (let after = -1; ;) {
    const rows = await counting(db, pollId)
      .innerJoin('leaf', (join) => join.onRef('leaf.pollId', '=', 'mine.pollId').onRef('leaf.position', '=', 'mine.position'))
      .select(['leaf.position', 'leaf.bytes'])
      .where('mine.position', '>', after)
      .orderBy('mine.position')
      .limit(page)
      .execute()
    yield rows.map(({ bytes }) => bytes)
    if (rows.length < page) return
    after = rows.at(-1)!.position
  }
}

/** What anyone may know of a count under way: how many ballots are added up of how many (null: not counted yet), how many trustees gave their part of how many. */
export type CountUnderWay = { summed: boolean; added: number; ballots: number | null; parts: number; needed: number }

/** Where the count of a board is, from its closing on; undefined for a poll without a board. */
export async function whereTheCountIs(db: Db, pollId: string): Promise<CountUnderWay | undefined> {
  const { rows } = await sql<CountUnderWay>`
    select exists (select from leaf where poll_id = board.poll_id and kind = 'aggregate') as summed,
      coalesce(added, 0) as added, ballots,
      (select count(*)::int from leaf where poll_id = board.poll_id and kind = 'partial' and get_byte(bytes, 1) > 0) as parts,
      coalesce((select needed from sealed_poll where poll_id = board.poll_id), 0) as needed
    from board left join board_sum using (poll_id)
    where board.poll_id = ${pollId}`.execute(db)
  return rows[0]
}
