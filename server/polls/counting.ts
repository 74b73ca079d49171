import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Level } from '#domain/poll.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { aloneWithPoll } from './lock.ts'
import { storedResult } from './queries.ts'
import { freezeRoll, writeRoll } from './roll.ts'
import { countSecret } from './sealed/closing.ts'
import { countSealed } from './sealed/decrypting.ts'

/**
 * The result of a poll, counted by whoever comes first past its closing; null while it is open, or when it was cancelled.
 * Only the database's clock judges, after every cast under way has ended: a cast either is in the count or was refused.
 */
export async function resultOnceClosed({ db, sealing }: { db: Db; sealing: Sealing }, pollId: string) {
  const stored = await storedResult(db, pollId)
  const due = stored ? undefined : await dueLevel(db, pollId)
  switch (due) {
    case undefined:
    case 'imported':
      return stored
    case 'open':
      await aloneWithPoll(db, pollId, (trx, at) => count(trx, pollId, at))
      break
    case 'secret':
      await freezeRoll({ db, sealing }, pollId)
      await countSecret(db, sealing, pollId)
      break
    case 'sealed':
      await countSealed(db, sealing, pollId)
  }
  return storedResult(db, pollId)
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
    .select(['choiceCount', 'scale'])
    .where('id', '=', pollId)
    .where('level', '=', 'open')
    .where('cancelledAt', 'is', null)
    .where('closesAt', '<=', at)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('result').select('pollId').where('pollId', '=', pollId))))
    .executeTakeFirst()
  if (!poll) return
  await writeRoll(trx, pollId, at)
  const { rollSize, voters, blank } = await headsOf(trx, pollId)
  const counts = await histograms(trx, pollId, poll.choiceCount, poll.scale.length)
  if (counts.some((row) => row.reduce((sum, n) => sum + n, 0) !== voters - blank)) throw new Error(`poll ${pollId} does not add up`)
  await trx
    .insertInto('result')
    .values({ pollId, rollSize, voters, blank, counts })
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

/** How many voters gave each choice each grade, from the worst to the best: one pass over the ballots that are not blank. */
async function histograms(db: Db, pollId: string, choices: number, grades: number): Promise<number[][]> {
  const cells = Array.from({ length: choices * grades }, (_, cell) => {
    const [choice, grade] = [sql.lit(Math.floor(cell / grades)), sql.lit(cell % grades)]
    return sql`count(*) filter (where get_byte(grades, ${choice}) = ${grade})`
  })
  const { rows } = await sql<{ cells: number[] }>`
    select to_jsonb(array[${sql.join(cells)}]) as cells from ballot where poll_id = ${pollId} and octet_length(grades) > 0`.execute(db)
  return Array.from({ length: choices }, (_, choice) => rows[0]!.cells.slice(choice * grades, (choice + 1) * grades))
}
