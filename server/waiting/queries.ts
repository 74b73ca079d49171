import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Place } from './room.ts'

/** Until when one may vote in each of these polls, or in the first to close of each of these rolls; null where nothing is open. */
export async function closingOf(db: Db, places: Place[]): Promise<(Date | null)[]> {
  const polls = places.map((place) => ('pollId' in place ? place.pollId : null))
  const rolls = places.map((place) => ('electorateId' in place ? place.electorateId : null))
  const { rows } = await sql<{ closesAt: Date | null }>`
    select (select min(closes_at) from poll
      where (poll.id = asked.poll or poll.electorate_id = asked.roll) and opens_at <= now() and closes_at > now() and cancelled_at is null) as closes_at
    from unnest(${sql.val(polls)}::text[], ${sql.val(rolls)}::text[]) with ordinality as asked (poll, roll, place)
    order by place`.execute(db)
  return rows.map(({ closesAt }) => closesAt)
}
