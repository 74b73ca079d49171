import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Level } from '#domain/poll.ts'
import { refuseCounts, type Votes } from '#domain/tally.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { aloneWithPoll } from './lock.ts'
import { storedResult, votesColumns } from './queries.ts'
import { freezeRoll, writeRoll } from './roll.ts'
import { countSecret } from './sealed/closing.ts'
import { countSealed } from './sealed/decrypting.ts'

type Tools = { db: Db; sealing: Sealing }

/**
 * The result of a poll, counted by whoever comes first past its closing; null while it is open, or when it was cancelled. Of a large secret
 * poll the count takes minutes: after a few seconds of it nobody is kept waiting, and there is no result yet.
 * Only the database's clock judges, after every cast under way has ended: a cast either is in the count or was refused.
 */
export async function resultOnceClosed(tools: Tools, pollId: string) {
  return (await storedResult(tools.db, pollId)) ?? resultAfter(tools, pollId, 'soon')
}

/** The same, however long it takes. */
export async function resultOnceCounted(tools: Tools, pollId: string) {
  return (await storedResult(tools.db, pollId)) ?? resultAfter(tools, pollId, 'whole')
}

async function resultAfter(tools: Tools, pollId: string, until: keyof Counting) {
  const due = await dueLevel(tools.db, pollId)
  if (due === undefined || due === 'imported') return undefined
  await countingOf(due, tools, pollId)[until]
  return storedResult(tools.db, pollId)
}

/** A count, and what comes first: its end or a few seconds of it. */
type Counting = { whole: Promise<void>; soon: Promise<void> }
/** How many milliseconds who reads a page waits for a count. */
export const fewSeconds = 5000

/** The counts under way in this process: all who come meanwhile wait for the same. */
const underWay = new Map<string, Counting>()

function countingOf(level: Exclude<Level, 'imported'>, tools: Tools, pollId: string): Counting {
  const there = underWay.get(pollId)
  if (there) return there
  const whole = countAs(level, tools, pollId).finally(() => underWay.delete(pollId))
  const counting = { whole, soon: Promise.race([whole, wait(fewSeconds, undefined, { ref: false })]) }
  // Whoever waits is told when it fails; nobody may be left to be.
  for (const promise of [counting.whole, counting.soon]) promise.catch(() => {})
  underWay.set(pollId, counting)
  return counting
}

async function countAs(level: Exclude<Level, 'imported'>, { db, sealing }: Tools, pollId: string) {
  switch (level) {
    case 'open':
      return aloneWithPoll(db, pollId, (trx, at) => count(trx, pollId, at))
    case 'secret':
      await freezeRoll({ db, sealing }, pollId)
      return countSecret(db, sealing, pollId)
    case 'sealed':
      return countSealed(db, sealing, pollId)
  }
}

/** Asked before taking the lock, so that reading the result of an open poll does not hold up its voters. */
async function dueLevel(db: Db, pollId: string) {
  const { rows } = await sql<{ level: Level }>`
    select level from poll where id = ${pollId} and cancelled_at is null and given_up_at is null and closes_at <= clock_timestamp()`.execute(
    db,
  )
  return rows[0]?.level
}

async function count(trx: Db, pollId: string, at: Date) {
  const poll = await trx
    .selectFrom('poll')
    .select(['choiceCount', 'scale', 'electorateId'])
    .where('id', '=', pollId)
    .where('level', '=', 'open')
    .where('cancelledAt', 'is', null)
    .where('closesAt', '<=', at)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('result').select('pollId').where('pollId', '=', pollId))))
    .executeTakeFirst()
  if (!poll) return
  await writeRoll(trx, pollId, at)
  const people = await headsOf(trx, pollId)
  const votes = poll.electorateId ? await votesOf(trx, pollId) : null
  const counts = await histograms(trx, pollId, poll.choiceCount, poll.scale.length, votes !== null)
  if (refuseCounts({ ...people, spoiled: 0, counts, votes })) throw new Error(`poll ${pollId} does not add up`)
  await trx
    .insertInto('result')
    .values({ pollId, ...people, ...votesColumns(votes), counts })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function headsOf(db: Db, pollId: string) {
  const { rows } = await sql<{ rollSize: number; voters: number; blank: number }>`
    select (select count(*) from roll_entry where poll_id = ${pollId}) as roll_size,
      count(*) as voters, count(*) filter (where octet_length(grades) = 0) as blank
    from ballot where poll_id = ${pollId}`.execute(db)
  return rows[0]!
}

/** The votes of those people, where some have several; null where everyone has one. */
async function votesOf(db: Db, pollId: string): Promise<Votes | null> {
  const { rows } = await sql<Votes & { people: number }>`
    select count(*) as people, coalesce(sum(weight), 0)::bigint as roll, coalesce(sum(weight) filter (where ballot.id is not null), 0)::bigint as cast,
      coalesce(sum(weight) filter (where octet_length(grades) = 0), 0)::bigint as blank
    from roll_entry left join ballot using (poll_id, member_id) where poll_id = ${pollId}`.execute(db)
  const { people, ...votes } = rows[0]!
  return votes.roll === people ? null : votes
}

/**
 * How many votes each choice has of each grade, from the worst to the best: one pass over the ballots that are not blank. Where everyone has
 * one vote, ballots are counted; the roll is only asked for weights where there are any.
 */
async function histograms(db: Db, pollId: string, choices: number, grades: number, weighted: boolean): Promise<number[][]> {
  const count = weighted ? sql`sum(weight)` : sql`count(*)`
  const from = weighted ? sql`ballot join roll_entry using (poll_id, member_id)` : sql`ballot`
  const cells = Array.from({ length: choices * grades }, (_, cell) => {
    const [choice, grade] = [sql.lit(Math.floor(cell / grades)), sql.lit(cell % grades)]
    return sql`coalesce(${count} filter (where get_byte(grades, ${choice}) = ${grade}), 0)`
  })
  const { rows } = await sql<{ cells: number[] }>`
    select to_jsonb(array[${sql.join(cells)}]) as cells from ${from} where poll_id = ${pollId} and octet_length(grades) > 0`.execute(db)
  return Array.from({ length: choices }, (_, choice) => rows[0]!.cells.slice(choice * grades, (choice + 1) * grades))
}
