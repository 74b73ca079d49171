import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { hasBallot, takesIn } from '#server/polls/queries.ts'
import type { Ticket } from '#server/ticket.ts'

type Named = Pick<Ticket, 'electorateId' | 'memberId'>

/** Electors with what is needed to write to them and to say where they vote, in the order asked; undefined: removed from the roll, erased, never there. */
export async function electorsOf(db: Db, asked: readonly Named[]) {
  const [rolls, members] = [asked.map(({ electorateId }) => electorateId), asked.map(({ memberId }) => memberId)]
  const among = sql<boolean>`(elector.electorate_id, elector.member_id) in (select * from unnest(${rolls}::text[], ${members}::text[]))`
  const nameOf = ({ electorateId, memberId }: Named) => `${electorateId} ${memberId}`
  const found = new Map((await electors(db).where(among).execute()).map((elector) => [nameOf(elector), elector]))
  return asked.map((one) => found.get(nameOf(one)))
}

/** Those who bear an address, or the number of a printed sheet: one a roll. */
export const electorsCalled = (db: Db, { email = null, sheet = null }: { email?: string | null; sheet?: number | null }) =>
  electors(db)
    .where((or) => or.or([or('member.email', '=', email), or('elector.sheet', '=', sheet)]))
    .where('electorate.frozenAt', 'is not', null)
    .orderBy('electorate.createdAt', 'desc')
    .limit(10_000)
    .execute()

const electors = (db: Db) =>
  db
    .selectFrom('elector')
    .innerJoin('electorate', 'electorate.id', 'elector.electorateId')
    .innerJoin('member', 'member.id', 'elector.memberId')
    .innerJoin('body', 'body.id', 'electorate.bodyId')
    .select(['elector.electorateId', 'elector.memberId', 'elector.sheet', 'electorate.title', 'email', 'language', 'body.name as bodyName', 'slug']) // prettier-ignore

/** The polls on a roll that take this person and were not cancelled, those that close first first, and whether this person has cast in each. */
export const pollsOn = (db: Db, { electorateId, memberId }: Named) =>
  db
    .selectFrom('poll')
    .select([
      'id',
      'question',
      'level',
      'opensAt',
      'closesAt',
      'openedAt',
      'cancelledAt',
      'choiceCount',
      hasBallot(sql.ref('poll.id'), memberId).as('voted'),
    ])
    .where('electorateId', '=', electorateId)
    .where('cancelledAt', 'is', null)
    .where(takesIn(sql.ref('poll.id'), memberId))
    .orderBy('closesAt')
    .orderBy('id')
    .limit(100)
    .execute()

/** Whether a link may be sent again now: counted with the others of the last hour, one request of a person at a time. */
export async function noteLostLink(db: Db, { electorateId, memberId }: Named, most: number) {
  const { numInsertedOrUpdatedRows } = await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`lost link ${electorateId} ${memberId}`}, 0))`.execute(trx)
    return trx
      .insertInto('lostLink')
      .columns(['electorateId', 'memberId', 'askedAt'])
      .expression(
        sql`select ${electorateId}, ${memberId}, clock_timestamp() where ${most} > (
          select count(*) from lost_link where electorate_id = ${electorateId} and member_id = ${memberId}
            and asked_at > clock_timestamp() - interval '1 hour')`,
      )
      .executeTakeFirst()
  })
  return numInsertedOrUpdatedRows === 1n
}

/** Whether a poll takes this person: they may be on its roll since it opened. */
export async function isTakenBy(db: Db, pollId: string, memberId: string) {
  const { rows } = await sql<{ taken: boolean }>`select ${takesIn(pollId, memberId)} as taken`.execute(db)
  return rows[0]!.taken
}
