import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { laterIn, mailingLimits as limits, type MailingKind, mayLeave } from '#domain/mailing.ts'
import { isToTheEntrusted } from '#domain/trustees.ts'
import { hasBallot, takesIn } from '#server/polls/queries.ts'
import { turns } from '#server/polls/sealed/queries.ts'
import type { Posted } from '#server/mail/mail.ts'
import { goneOf } from './returned/queries.ts'

type About = { pollId: string; kind: MailingKind } | { assemblyId: string; kind: 'convening' | 'cancellation' }
type NewMailing = { id: string; electorateId: string; pace: number; madeBy: string } & About

/**
 * Writes a mailing and one message to each elector with an address; of a poll, to each whom it takes; a reminder, to each of them who has not signed and whose address is somebody's; a cancellation, to each for whom the
 * convening notice has left or is in hand. Says how many.
 */
export async function addMailing(trx: Db, mailing: NewMailing): Promise<number> {
  await trx.insertInto('mailing').values(mailing).execute()
  return addDeliveries(trx, mailing, whomOf(mailing))
}

/** Of the electors with an address, those to whom a mailing goes. */
function whomOf(mailing: NewMailing) {
  if ('pollId' in mailing) {
    const taken = takesIn(mailing.pollId, sql.ref('member.id'))
    if (mailing.kind !== 'reminder') return taken
    return sql`${taken} and not ${hasSigned(mailing.pollId)} and member.id not in (${goneOf(mailing.electorateId)})`
  }
  if (mailing.kind === 'convening') return sql`true`
  return sql`exists (select from delivery as notice join mailing as convening on convening.id = notice.mailing_id
    where convening.assembly_id = ${mailing.assemblyId} and convening.kind = 'convening' and notice.member_id = member.id
      and notice.taken_at is not null and notice.failed_at is null)`
}

/** What convened an assembly leaves no more: it will not be held. */
export const stopConvening = (trx: Db, assemblyId: string) =>
  trx
    .updateTable('mailing')
    .set({ stoppedAt: sql<Date>`clock_timestamp()` })
    .where('assemblyId', '=', assemblyId)
    .where('stoppedAt', 'is', null)
    .execute()

async function addDeliveries(trx: Db, { id, electorateId }: { id: string; electorateId: string }, whom: RawBuilder<unknown>) {
  const { numAffectedRows } = await sql`
    insert into delivery (mailing_id, member_id, place)
    select ${id}, member_id, split_part(email, '@', 2)
    from elector join member on member.id = member_id
    where electorate_id = ${electorateId} and email is not null and ${whom}
    on conflict (mailing_id, member_id) do nothing`.execute(trx)
  return Number(numAffectedRows)
}

/** A message to those of a roll whom a mailing never had one for, and once more to those whose address was refused. Says how many. */
export async function sendMissing(trx: Db, { id, electorateId }: { id: string; electorateId: string | null }): Promise<number> {
  const { numAffectedRows } = await sql`
    update delivery set failed_at = null, sent_at = null, problem = null, tries = 0, taken_at = null, due_at = clock_timestamp(), again = again + 1
    where mailing_id = ${id} and failed_at is not null`.execute(trx)
  return Number(numAffectedRows) + (electorateId ? await addDeliveries(trx, { id, electorateId }, sql`true`) : 0)
}

/** Whether the member of the row has a ballot in a poll. */
const hasSigned = (pollId: string) => hasBallot(pollId, sql.ref('member.id'))

/** The mailings to the roll of a poll, the latest first, and how far each is. `later`: waiting because their domain asked for it; `returned`: of the failures, those that had left. */
export async function mailingsOf(db: Db, pollId: string) {
  return withHeads(
    db,
    await db
      .selectFrom('mailing')
      .selectAll()
      .where('pollId', '=', pollId)
      .where('electorateId', 'is not', null)
      .orderBy('madeAt', 'desc')
      .limit(50)
      .execute(),
  )
}

/** The mailing that convenes an assembly, and how far it is; null before. */
export async function mailingOfAssembly(db: Db, assemblyId: string) {
  const made = await db.selectFrom('mailing').selectAll().where('assemblyId', '=', assemblyId).where('kind', '=', 'convening').execute()
  return (await withHeads(db, made))[0] ?? null
}

/** A mailing as mailingsOf tells it. */
export const headOf = async <M extends { id: string }>(db: Db, mailing: M) => (await withHeads(db, [mailing]))[0]!

export async function withHeads<M extends { id: string }>(db: Db, mailings: readonly M[]) {
  const { rows } = await sql<{
    id: string
    all: number
    sent: number
    failed: number
    returned: number
    skipped: number
    later: number
    firstSentAt: Date | null
    lastSentAt: Date | null
  }>`
    select mailing_id as id, count(*)::int as all, (count(sent_at) filter (where failed_at is null))::int as sent,
      count(failed_at)::int as failed, (count(sent_at) filter (where failed_at is not null))::int as returned, count(skipped)::int as skipped,
      (count(*) filter (where sent_at is null and failed_at is null and skipped is null and due_at > clock_timestamp()))::int as later,
      min(sent_at) as first_sent_at, max(sent_at) as last_sent_at
    from delivery where mailing_id = any (${mailings.map(({ id }) => id)}) group by mailing_id`.execute(db)
  const heads = new Map(rows.map((row) => [row.id, row]))
  return mailings.map((mailing) => {
    const {
      all = 0,
      sent = 0,
      failed = 0,
      returned = 0,
      skipped = 0,
      later = 0,
      firstSentAt = null,
      lastSentAt = null,
    } = heads.get(mailing.id) ?? {}
    const waiting = all - sent - failed - skipped
    return { ...mailing, all, sent, failed, returned, skipped, later, waiting, firstSentAt, lastSentAt, ended: waiting === 0 }
  })
}

/** A mailing with the body that sends it, that of its roll or of its consultation, and the words of what it is about. */
export const findMailing = (db: Db, id: string) =>
  db
    .selectFrom('mailing')
    .leftJoin('electorate', 'electorate.id', 'mailing.electorateId')
    .leftJoin('consultation', 'consultation.id', 'mailing.consultationId')
    .leftJoin('poll', 'poll.id', 'mailing.pollId')
    .leftJoin('assembly', 'assembly.id', 'mailing.assemblyId')
    .selectAll('mailing')
    .select(({ fn }) => fn.coalesce('poll.question', 'assembly.title', 'consultation.title').as('about'))
    .select(({ fn }) => fn.coalesce('electorate.bodyId', 'consultation.bodyId', 'poll.bodyId').$notNull().as('bodyId'))
    .where('mailing.id', '=', id)
    .executeTakeFirst()

/** Those that a mail server refused for good or gave back, with why: for whoever keeps the roll. */
export const failuresOf = (db: Db, id: string, { limit, offset }: { limit: number; offset: number }) =>
  db
    .selectFrom('delivery')
    .innerJoin('member', 'member.id', 'delivery.memberId')
    .select(['email', 'problem', 'failedAt'])
    .where('mailingId', '=', id)
    .where('failedAt', 'is not', null)
    .orderBy('failedAt')
    .orderBy('member.id')
    .limit(limit)
    .offset(offset)
    .execute()

/** Mailings that have something to send now. */
export async function mailingsToCarry(db: Db) {
  const { rows } = await sql<{ id: string }>`
    select id from mailing where paused_at is null and stopped_at is null and exists (
      select from delivery where mailing_id = mailing.id and sent_at is null and failed_at is null and skipped is null
        and due_at <= now())`.execute(db)
  return rows.map(({ id }) => id)
}

export type Taken = {
  memberId: string
  place: string
  tries: number
  again: number
  email: string
  language: 'fr' | 'en'
}

/** Seconds over which the pace is held. */
const paceWindow = 5

/**
 * Takes the next messages of a mailing, as many as its pace and the patience of each domain let leave now: both are counted from what was
 * taken lately, so that any number of processes hold them together. What another process forgot is taken again. now(), since an index is not
 * searched for an instant that moves (clock_timestamp): with it every message of the mailing was read for each handful.
 */
export function takeNext(db: Db, id: string): Promise<Taken[]> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(48, hashtext(${id}))`.execute(trx)
    await stopOnceOver(trx, id)
    const mailing = await findMailing(trx, id)
    if (!mailing || mailing.pausedAt || mailing.stoppedAt) return []
    const { rows: left } = await sql<{ place: string; count: number }>`
      select place, count(*)::int as count from delivery
      where mailing_id = ${id} and taken_at > now() - make_interval(secs => ${paceWindow}) group by place`.execute(trx)
    const most = Math.min(limits.batch, mayLeave(mailing.pace, left.reduce((sum, { count }) => sum + count, 0), paceWindow)) // prettier-ignore
    if (most === 0) return []
    const leftTo = new Map(left.map(({ place, count }) => [place, count]))
    // Those that have had their share are left out of what is looked at: many of them at the head would hide all the others.
    const full = left.filter(({ count }) => mayLeave(limits.toOneDomain, count, paceWindow) === 0).map(({ place }) => place)
    const { rows } = await sql<Taken & { signed: boolean }>`
      select member_id, place, tries, again, email, language, ${whoHasNoMoreToDo(mailing)} as signed
      from delivery join member on member.id = member_id
      where mailing_id = ${id} and sent_at is null and failed_at is null and skipped is null and due_at <= now()
        and (taken_at is null or taken_at < now() - make_interval(mins => ${limits.forgottenMinutes}))
        and place not in (select place from mail_place where rests_till > now()) and place <> all (${full}::text[])
      order by due_at limit ${4 * most}`.execute(trx)
    const gone = rows.filter(({ email, signed }) => signed || email === null)
    const next = rows
      .filter((row) => !gone.includes(row))
      .filter(({ place }) => {
        const to = leftTo.get(place) ?? 0
        leftTo.set(place, to + 1)
        return mayLeave(limits.toOneDomain, to, paceWindow) > 0
      })
      .slice(0, most)
    await sql`update delivery set skipped = case when email is null then 'erased' else ${mailing.kind === 'reminder' ? 'signed' : 'done'} end
      from member where member.id = member_id and mailing_id = ${id} and member_id = any (${gone.map(({ memberId }) => memberId)})`.execute(
      trx,
    )
    await sql`update delivery set taken_at = clock_timestamp()
      where mailing_id = ${id} and member_id = any (${next.map(({ memberId }) => memberId)})`.execute(trx)
    return next
  })
}

/** Of the row's member, when their message is about to leave: they have voted, or done what a sealed poll waited for. */
function whoHasNoMoreToDo({ kind, pollId }: { kind: string; pollId: string | null }) {
  if (kind === 'reminder') return hasSigned(pollId!)
  if (!isToTheEntrusted(kind)) return sql`false`
  return sql`not exists (select from (${turns(new Date())}) as turn where turn.poll_id = ${pollId} and turn.member_id = member.id)`
}

/** Nobody is called to a poll or a consultation that was cancelled or is closed, to the opening of one that is open, nor to a count that was held or given up. */
const stopOnceOver = (trx: Db, id: string) =>
  sql`update mailing set stopped_at = clock_timestamp() where id = ${id} and stopped_at is null and (
    exists (select from poll where poll.id = poll_id and (cancelled_at is not null or closes_at <= clock_timestamp() and kind not in ('count', 'count-again')
      or opened_at is not null and kind in ('entrusted', 'awaited')))
    or kind in ('count', 'count-again') and exists (select from poll left join result on result.poll_id = poll.id
      where poll.id = mailing.poll_id and (result.poll_id is not null or given_up_at is not null))
    or exists (select from consultation where consultation.id = consultation_id and (cancelled_at is not null or closes_at <= clock_timestamp())))`.execute(
    trx,
  )

export type Carried = { mailingId: string; memberId: string; place: string; tries: number; posted: Posted }

/** Writes what became of messages: sent, given up, or to be tried later, when the domain that asked for it is left alone too. */
export async function writeCarried(db: Db, carried: readonly Carried[]) {
  const rows = carried.map(({ mailingId, memberId, place, tries, posted }) => {
    const again = posted.outcome === 'later' ? laterIn(tries + 1) : null
    return {
      mailingId,
      memberId,
      place,
      tries: posted.outcome === 'down' ? tries : tries + 1,
      sent: posted.outcome === 'sent',
      failed: posted.outcome === 'refused' || (posted.outcome === 'later' && again === null),
      minutes: again,
      problem: posted.outcome === 'sent' ? null : posted.problem.slice(0, 200),
    }
  })
  await sql`
    with carried as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as row ("mailingId" text, "memberId" text, place text, tries int, sent boolean, failed boolean, minutes int, problem text)
    ), resting as (
      insert into mail_place (place, rests_till)
      select place, clock_timestamp() + make_interval(mins => min(minutes)) from carried where minutes is not null group by place
      order by place -- two processes that write of the same places do not wait in a circle
      on conflict (place) do update set rests_till = excluded.rests_till
    )
    update delivery set tries = carried.tries,
      -- One that came back before this was written stays a failure.
      problem = case when failed_at is null then carried.problem else delivery.problem end,
      sent_at = case when sent then clock_timestamp() end,
      failed_at = coalesce(failed_at, case when failed then clock_timestamp() end),
      taken_at = case when sent or failed then taken_at end,
      due_at = case when minutes is null then due_at else clock_timestamp() + make_interval(mins => minutes) end
    from carried where delivery.mailing_id = "mailingId" and delivery.member_id = "memberId"`.execute(db)
}

export async function changeMailing(
  trx: Db,
  id: string,
  { state, pace }: { state?: 'paused' | 'running' | 'stopped'; pace?: number },
  now: Date,
) {
  const pausedAt = state === 'paused' ? now : state === 'running' ? null : undefined
  const change = { pace, pausedAt, stoppedAt: state === 'stopped' ? now : undefined }
  if (state || pace) await trx.updateTable('mailing').set(change).where('id', '=', id).execute()
}

/** How many are on a roll, and how many of them have no address to be written to. */
export async function electorsOf(db: Db, electorateId: string) {
  const { rows } = await sql<{ electors: number; withoutAddress: number }>`
    select count(*)::int as electors, (count(*) filter (where email is null))::int as without_address
    from elector join member on member.id = member_id where electorate_id = ${electorateId}`.execute(db)
  return rows[0]!
}

export const isFrozen = async (db: Db, electorateId: string) =>
  (await db.selectFrom('electorate').select('frozenAt').where('id', '=', electorateId).executeTakeFirst())?.frozenAt != null
