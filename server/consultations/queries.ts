import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { pageSize } from '#domain/limits.ts'
import { refuseIf } from '#server/errors.ts'
import { type Text, votesElsewhere } from '#server/polls/queries.ts'

/** The poll by which a group answers, if it holds one that is not cancelled. */
const itsPoll = sql`poll.consultation_id = consultation_group.consultation_id and poll.body_id = consultation_group.body_id and poll.cancelled_at is null`
const groupsOf = (which: ReturnType<typeof sql>) => sql<number>`(
  select count(*)::int from consultation_group where consultation_group.consultation_id = consultation.id and ${which})`
/** Whether it passed the question on: then it answers by groups inside it, and by a poll of its own only if it opens one. */
const passedOn = sql`exists (select from consultation_group inside
  where inside.consultation_id = consultation_group.consultation_id and inside.through_id = consultation_group.body_id)`
const holdsPoll = sql`exists (select from poll where ${itsPoll})`
/** Those of a group who vote in no other group of the consultation: they would vote in its poll now, and nowhere without it. */
const leftOf = (id: Text, bodyId: Text) =>
  sql`membership where body_id = ${bodyId} and left_at is null and not ${votesElsewhere(id, bodyId)}`
/** Whether a poll is still to be opened by a group, whether it passed the question on or not: it holds none, and someone would vote in it alone. */
export const hasToOpen = sql`(not ${holdsPoll} and (
  select true from ${leftOf(sql`consultation_group.consultation_id`, sql`consultation_group.body_id`)} limit 1))`
const answered = (now: Date) => sql`exists (select from poll where ${itsPoll} and poll.closes_at <= ${now})`

/**
 * A consultation with the body that sends it, how many groups answer by a poll, and how many have closed it. unanswered: those without a closed poll;
 * of which those that passed the question on, since they may still open one, for members who are in no group inside.
 */
const consultations = (db: Db, now: Date) =>
  db
    .selectFrom('consultation')
    .innerJoin('body', 'body.id', 'consultation.bodyId')
    .selectAll('consultation')
    .select(['body.slug as bodySlug', 'body.name as bodyName'])
    .select([groupsOf(sql`(${holdsPoll} or not ${passedOn})`).as('groups'), groupsOf(answered(now)).as('answered')])
    .select(groupsOf(sql`not ${answered(now)}`).as('unanswered'))

export const findConsultation = (db: Db, id: string, now: Date) =>
  consultations(db, now).where('consultation.id', '=', id).executeTakeFirst()
export type FoundConsultation = NonNullable<Awaited<ReturnType<typeof findConsultation>>>

/** Alone with a consultation until the end of the transaction: its choices are decided and locked one at a time. */
export const lockConsultation = (trx: Db, id: string) =>
  trx.selectFrom('consultation').select('id').where('id', '=', id).forUpdate().execute()

/** Those that a body sent or was sent, those that end last first. */
export async function consultationsOf(db: Db, bodyId: string, now: Date, page: number) {
  const sent = sql<boolean>`(consultation.body_id = ${bodyId} or exists (select from consultation_group
    where consultation_group.consultation_id = consultation.id and consultation_group.body_id = ${bodyId}))`
  const [found, { total }] = await Promise.all([
    consultations(db, now)
      .where(sent)
      .orderBy('consultation.closesAt', 'desc')
      .orderBy('consultation.id')
      .limit(pageSize)
      .offset((page - 1) * pageSize)
      .execute(),
    db
      .selectFrom('consultation')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where(sent)
      .executeTakeFirstOrThrow(),
  ])
  return { found, total }
}

/** How many consultations of a body are not over. */
export async function pendingConsultations(db: Db, bodyId: string, now: Date) {
  const pending = db
    .selectFrom('consultation')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('bodyId', '=', bodyId)
    .where('closesAt', '>', now)
    .where('cancelledAt', 'is', null)
  return (await pending.executeTakeFirstOrThrow()).count
}

/** How the deadline was moved, the first time first: from the journal of the body that asks. */
export async function extensionsOf(db: Db, { id, bodyId }: { id: string; bodyId: string }) {
  const lines = db
    .selectFrom('journal')
    .select(['at', 'detail'])
    .where('bodyId', '=', bodyId)
    .where('what', '=', 'consultation-extended')
    .where(sql<boolean>`detail->>'consultation' = ${id}`)
    .orderBy('id')
  return (await lines.execute()).map(({ at, detail }) => ({
    at: at.toISOString(),
    ...(detail as { from: string; to: string; reason: string }),
  }))
}

/** Every choice in the order in which it came, with the group that proposed it. */
export const choicesOf = (db: Db, id: string) =>
  db
    .selectFrom('consultationChoice')
    .leftJoin('body', 'body.id', 'consultationChoice.groupId')
    .select(['consultationChoice.id', 'label', 'description', 'source', 'groupId', 'decidedAt', 'refusal'])
    .select(['body.slug as groupSlug', 'body.name as groupName'])
    .where('consultationId', '=', id)
    .orderBy('place')
    .execute()

/** Every group it was sent to, with the poll by which it answers. */
export const groupsAsked = (db: Db, id: string) =>
  db
    .selectFrom('consultationGroup')
    .innerJoin('body', 'body.id', 'consultationGroup.bodyId')
    .leftJoin('poll', (join) => join.on(sql<boolean>`${itsPoll}`))
    .select(['body.id', 'body.slug', 'body.name', 'body.kind', 'consultationGroup.throughId', 'consultationGroup.account'])
    .select(['poll.id as pollId', 'poll.closesAt', sql<boolean>`${passedOn}`.as('passedOn')])
    .select(
      sql<number>`(select count(*)::int from membership where membership.body_id = body.id and membership.left_at is null)`.as('members'),
    )
    .where('consultationGroup.consultationId', '=', id)
    .orderBy(sql`body.name collate "fr-x-icu"`)
    .execute()
export type AskedGroup = Awaited<ReturnType<typeof groupsAsked>>[number]

/** The groups of a consultation someone is in, their standing there, and whether they are on the roll of its poll. */
export const groupsOfMember = (db: Db, id: string, memberId: string) =>
  db
    .selectFrom('consultationGroup')
    .innerJoin('body', 'body.id', 'consultationGroup.bodyId')
    .innerJoin('membership', (join) => join.onRef('membership.bodyId', '=', 'body.id').on('membership.memberId', '=', memberId))
    .leftJoin('poll', (join) => join.on(sql<boolean>`${itsPoll}`))
    .leftJoin('rollEntry', (join) => join.onRef('rollEntry.pollId', '=', 'poll.id').on('rollEntry.memberId', '=', memberId))
    .select(['body.id', 'body.slug', 'membership.standing', 'rollEntry.pollId as votes'])
    .where('consultationGroup.consultationId', '=', id)
    .where('membership.leftAt', 'is', null)
    .orderBy('body.slug')
    .execute()

/**
 * What waits for this person's coordination: a group that may still propose a choice and has proposed none, or that has to open its poll; and
 * choices to be decided and locked, where they coordinate the body that asks.
 */
export async function consultationsWaiting(db: Db, memberId: string, now: Date) {
  const { rows } = await sql<{ id: string; title: string; slug: string; name: string; todo: 'propose' | 'open' | 'choose'; until: Date }>`
    with mine as (select body_id from membership where member_id = ${memberId} and left_at is null and standing = 'coordinator'),
    live as (select * from consultation where cancelled_at is null and closes_at > ${now})
    select live.id, live.title, body.slug, body.name,
      case when locked_at is null then 'propose' else 'open' end as todo, case when locked_at is null then proposals_until else closes_at end as until
    from live join consultation_group on consultation_group.consultation_id = live.id
    join mine on mine.body_id = consultation_group.body_id join body on body.id = mine.body_id
    where case when locked_at is null then proposals_until > ${now} and not exists (
        select from consultation_choice c where c.consultation_id = live.id and c.group_id = body.id)
      else ${hasToOpen} end
    union all
    select live.id, live.title, body.slug, body.name, 'choose', closes_at
    from live join mine using (body_id) join body on body.id = mine.body_id where locked_at is null and proposals_until <= ${now}
    order by until, id, slug limit 20`.execute(db)
  return rows
}

/** How many would vote in the poll of a group now. */
export async function votersLeft(db: Db, id: string, bodyId: string) {
  const { rows } = await sql<{ left: number }>`select count(*)::int as left from ${leftOf(id, bodyId)}`.execute(db)
  return rows[0]!.left
}

/** The bodies of these names just inside one, by their id; refuses when one of them is not there. */
export async function bodiesInside(trx: Db, parentId: string, names: readonly string[]) {
  const slugs = [...new Set(names)]
  const found = await trx.selectFrom('body').select('id').where('parentId', '=', parentId).where('slug', 'in', slugs).execute()
  refuseIf(found.length < slugs.length ? 'not-inside' : null)
  return found.map(({ id }) => id)
}
