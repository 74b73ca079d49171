import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { mailingLimits as limits } from '#domain/mailing.ts'
import { goneStatus, type MailboxProblem, type Returned } from '#domain/returned.ts'
import { writeInJournal } from '#server/journal.ts'
import type { Place } from './box.ts'
import type { Named } from './names.ts'

/**
 * Messages of a mailing that left and came back did not reach anyone: they are failures from now on, whose problem says so, with the status if
 * there is one. Says how many, how many of those given were failures already, and to whom nothing of this mailing had left.
 */
export async function writeReturned(trx: Db, mailingId: string, returned: readonly Returned[]) {
  const given = returned.flatMap(({ addresses, status }, at) => addresses.map((email) => ({ at, email, problem: problemOf(status) })))
  const { rows } = await sql<{ at: number; already: boolean }>`
    with given as (select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as row (at int, email text, problem text)),
    found as (
      select distinct on (delivery.member_id) at, delivery.member_id, given.problem, failed_at is not null as already
      from given join member using (email) join delivery on delivery.member_id = member.id
      where mailing_id = ${mailingId} and (sent_at is not null or failed_at is not null) order by delivery.member_id, at
    ), written as (
      update delivery set failed_at = clock_timestamp(), problem = found.problem
      from found where mailing_id = ${mailingId} and delivery.member_id = found.member_id and failed_at is null
    )
    select at, already from found`.execute(trx)
  const known = new Set(rows.map(({ at }) => at))
  const already = rows.filter((row) => row.already).length
  const unknown = returned.flatMap(({ addresses }, at) => (known.has(at) ? [] : [addresses[0]!]))
  return { returned: rows.length - already, already, unknown }
}

const problemOf = (status: string | null) => ['returned', status].filter(Boolean).join(' ')

/**
 * Messages that reports say failed: each is a failure from now on, unless it was one already or has been sent again since, in the journal of whoever sent it, a line a mailing. Says how many.
 * One that is still in hand may have come back before the mail server's answer was written: what is written here stays.
 */
export async function writeFailures(trx: Db, failures: readonly (Named & { status: string | null })[]): Promise<number> {
  const given = failures.map(({ status, ...named }) => ({ ...named, problem: problemOf(status) }))
  const { rows } = await sql<{ mailingId: string; pollId: string | null; bodyId: string; returned: number }>`
    with given as (
      select distinct on ("mailingId", "memberId", again) * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb)
        as row ("mailingId" text, "memberId" text, again int, problem text)
    ), written as (
      update delivery set failed_at = clock_timestamp(), problem = given.problem from given
      where mailing_id = "mailingId" and member_id = "memberId" and delivery.again = given.again and taken_at is not null and failed_at is null and skipped is null
      returning mailing_id
    )
    select mailing.id as mailing_id, poll_id, coalesce(electorate.body_id, consultation.body_id, poll.body_id) as body_id, count(*)::int as returned
    from written join mailing on mailing.id = mailing_id left join electorate on electorate.id = electorate_id
      left join consultation on consultation.id = consultation_id left join poll on poll.id = poll_id
    group by mailing.id, electorate.body_id, consultation.body_id, poll.body_id order by mailing.id`.execute(trx)
  for (const { mailingId, pollId, bodyId, returned } of rows) {
    const detail = { mailing: mailingId, returned }
    await writeInJournal(trx, { actorId: null, bodyId, ...(pollId && { pollId }), what: 'mailing-returned', detail })
  }
  return rows.reduce((sum, { returned }) => sum + returned, 0)
}

/** Who of a roll is written to in vain: the last that is known of what was sent to them on it is that their address is nobody's any more. */
export const goneOf = (electorateId: string) => sql`
  select lost.member_id from delivery as lost join mailing as lost_of on lost_of.id = lost.mailing_id
  where lost_of.electorate_id = ${electorateId} and lost.failed_at is not null and lost.problem ~ ${goneStatus} and not exists (
    select from delivery as later join mailing as later_of on later_of.id = later.mailing_id
    where later_of.electorate_id = ${electorateId} and later.member_id = lost.member_id and later.failed_at is null and later.sent_at > lost.failed_at)`

/** How many they are, of those who still have an address. */
export async function countGone(db: Db, electorateId: string): Promise<number> {
  const { rows } = await sql<{ gone: number }>`
    select count(*)::int as gone from member where email is not null and id in (${goneOf(electorateId)})`.execute(db)
  return rows[0]!.gone
}

/** The turn of a process to read the mailbox, and from where; null when one has had it lately. */
export async function takeTurn(db: Db): Promise<Place | null> {
  const { rows } = await sql<Place>`
    insert into returned_mail (turn_at) values (clock_timestamp())
    on conflict (id) do update set turn_at = clock_timestamp()
      where returned_mail.turn_at < clock_timestamp() - make_interval(secs => ${limits.boxEverySeconds})
    returning mailbox, validity, uid`.execute(db)
  return rows[0] ?? null
}

/** What was read of it is not read again. */
export const wasReadTo = (db: Db, place: Place) => db.updateTable('returnedMail').set(place).execute()

/** `left`: what is left there, once it was read to its end; null when there is more to read. */
export const wasRead = (db: Db, left: number | null) =>
  db
    .updateTable('returnedMail')
    .set({ problem: null, ...(left !== null && { readAt: sql<Date>`clock_timestamp()`, leftThere: left }) })
    .execute()

export const wasNotRead = (db: Db, problem: MailboxProblem) => db.updateTable('returnedMail').set({ problem }).execute()

/** When the mailbox was last read to its end, what was left there then, and why it cannot be read since. */
export async function stateOfBox(db: Db) {
  const state = await db.selectFrom('returnedMail').select(['readAt', 'leftThere', 'problem']).executeTakeFirst()
  return {
    readAt: state?.readAt?.toISOString() ?? null,
    left: state?.leftThere ?? 0,
    problem: (state?.problem ?? null) as MailboxProblem | null,
  }
}
