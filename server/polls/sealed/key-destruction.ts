import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { sealingLimits } from '#domain/limits.ts'
import { isSecret, type Level } from '#domain/poll.ts'
import { writeInJournal } from '#server/journal.ts'
import type { Sealing } from '#server/sealing/sealing.ts'

/**
 * Destroys the key of a poll whose time for contesting is over, or that was cancelled: after it nobody opens anything of it. Done by
 * whoever comes first; cut short after the file went, it is done again. Does nothing before its time.
 */
export async function destroyPollKey(db: Db, { keys }: Pick<Sealing, 'keys'>, pollId: string) {
  if (!(await mayGo(db, pollId))) return
  await keys.destroyPollKey(pollId)
  await db.transaction().execute(async (trx) => {
    const gone = await trx
      .updateTable('board')
      .set({ keyDestroyedAt: sql`clock_timestamp()` })
      .where('pollId', '=', pollId)
      .where('keyDestroyedAt', 'is', null)
      .returning('pollId')
      .executeTakeFirst()
    if (!gone) return
    const { bodyId } = await trx.selectFrom('poll').select('bodyId').where('id', '=', pollId).executeTakeFirstOrThrow()
    await writeInJournal(trx, { actorId: null, bodyId, pollId, what: 'poll-key-destroyed' })
  })
}

/** Polls whose key is there and may go, of `pollId` or of all: cancelled, given up, or counted and no longer to be contested. */
export const keysThatMayGo = sql`
  select board.poll_id as id from board join poll on poll.id = board.poll_id left join result on result.poll_id = board.poll_id
  where key_destroyed_at is null
    and (cancelled_at is not null or given_up_at is not null or counted_at <= clock_timestamp() - make_interval(days => ${sql.lit(sealingLimits.contestDays)}))`

async function mayGo(db: Db, pollId: string) {
  const { rows } = await sql`select from (${keysThatMayGo}) as due where id = ${pollId}`.execute(db)
  return rows.length > 0
}

/** Whether the key of a poll is there, and until when: told from the count, or from the closing as long as nothing is counted. */
export async function keyFacts(db: Db, pollId: string, level: Level) {
  if (!isSecret(level)) return { key: 'none', keyUntil: null } as const
  const row = await db
    .selectFrom('poll')
    .leftJoin('board', 'board.pollId', 'poll.id')
    .leftJoin('result', 'result.pollId', 'poll.id')
    .select(['board.pollId as frozen', 'keyDestroyedAt', 'closesAt', 'countedAt', 'cancelledAt', 'givenUpAt'])
    .where('poll.id', '=', pollId)
    .executeTakeFirstOrThrow()
  if (row.keyDestroyedAt) return { key: 'destroyed', keyUntil: row.keyDestroyedAt.toISOString() } as const
  if (!row.frozen) return { key: row.cancelledAt ? 'none' : 'not-yet', keyUntil: null } as const
  const until = new Date((row.countedAt ?? row.closesAt).getTime() + sealingLimits.contestDays * 86_400_000)
  return { key: 'kept', keyUntil: (row.cancelledAt ?? row.givenUpAt ?? until).toISOString() } as const
}
