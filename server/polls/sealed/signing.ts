import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { sealingLimits } from '#domain/limits.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { aloneWithPoll } from '../lock.ts'
import { signBoard } from './board.ts'
import { boardOf } from './queries.ts'

/** Boards that grew since their last head, when that one is a minute old: what receipts promised is then due. */
export const boardsToSign = sql`
  select board.poll_id as id from board
  cross join lateral (select size as signed, at from board_head where poll_id = board.poll_id order by size desc limit 1) as last
  where board.size > signed and at <= clock_timestamp() - make_interval(secs => ${sql.lit(sealingLimits.headSeconds)})`

/** Signs a board as it stands when that is due. Any number of processes may do it: one does. */
export async function signOnceDue(db: Db, { keys, group }: Pick<Sealing, 'keys' | 'group'>, pollId: string) {
  const boardKey = await keys.boardKey()
  await aloneWithPoll(db, pollId, async (trx, at) => {
    const { rows } = await sql`select from (${boardsToSign}) as due where id = ${pollId}`.execute(trx)
    if (rows.length === 0) return
    const { manifest } = (await boardOf(trx, pollId))!
    await signBoard(trx, openPoll(group, manifest), boardKey, at)
  })
}
