import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { refuseLeaving, type Standing } from '#domain/membership.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'

const memberCount = sql<number>`(select count(*)::int from membership where membership.body_id = body.id and left_at is null)`

export const bodyBySlug = (db: Db, slug: string) =>
  db
    .selectFrom('body')
    .select(['id', 'kind', 'name', 'slug', 'parentId', memberCount.as('members')])
    .where('slug', '=', slug)
    .executeTakeFirst()

export const theMovement = (db: Db) =>
  db.selectFrom('body').select(['id', 'name', 'slug']).where('kind', '=', 'movement').executeTakeFirst()

export const bodyById = (db: Db, id: string) =>
  db.selectFrom('body').select(['id', 'slug', 'name', 'kind']).where('id', '=', id).executeTakeFirst()

/** Bodies are created one at a time: two of one name at once must not be given one address. No other lock is taken in this order. */
export const lockNames = (trx: Db) => sql`select pg_advisory_xact_lock(hashtextextended('names of bodies', 0))`.execute(trx)

export const childrenOf = (db: Db, id: string) =>
  db
    .selectFrom('body')
    .select(['slug', 'name', 'kind', memberCount.as('members')])
    .where('parentId', '=', id)
    .orderBy(sql`name collate "fr-x-icu"`)
    .execute()

export const allBodies = (db: Db) =>
  db
    .selectFrom('body')
    .leftJoin('body as parent', 'parent.id', 'body.parentId')
    .select(['body.slug', 'body.name', 'body.kind', 'parent.slug as parentSlug', memberCount.as('members')])
    .orderBy(sql`body.name collate "fr-x-icu"`)
    .execute()

/** The bodies someone is in now: the movement, then groups, then what is inside them. */
export const bodiesOf = (db: Db, memberId: string) =>
  db
    .selectFrom('membership as mine')
    .innerJoin('body', 'body.id', 'mine.bodyId')
    .leftJoin('body as parent', 'parent.id', 'body.parentId')
    .select(['body.slug', 'body.name', 'body.kind', 'parent.slug as parentSlug', 'mine.standing', memberCount.as('members')])
    .where('mine.memberId', '=', memberId)
    .where('mine.leftAt', 'is', null)
    .orderBy(sql`array_position(array['movement', 'group', 'subgroup', 'circle'], body.kind)`)
    .orderBy(sql`body.name collate "fr-x-icu"`)
    .execute()

export async function standingIn(db: Db, bodyId: string, memberId: string): Promise<Standing | null> {
  const stay = await db
    .selectFrom('membership')
    .select('standing')
    .where('bodyId', '=', bodyId)
    .where('memberId', '=', memberId)
    .where('leftAt', 'is', null)
    .executeTakeFirst()
  return stay?.standing ?? null
}

/** How many are in a body, and how many of them coordinate it. */
export const headsOf = (db: Db, bodyId: string) =>
  db
    .selectFrom('membership')
    .select([
      sql<number>`count(*)::int`.as('members'),
      sql<number>`(count(*) filter (where standing = 'coordinator'))::int`.as('coordinators'),
    ])
    .where('bodyId', '=', bodyId)
    .where('leftAt', 'is', null)
    .executeTakeFirstOrThrow()

export const peopleOf = (db: Db, bodyId: string, { limit, offset }: { limit: number; offset: number }) =>
  db
    .selectFrom('membership')
    .innerJoin('member', 'member.id', 'membership.memberId')
    .select(['member.id', 'firstName', 'standing', 'joinedAt'])
    .where('bodyId', '=', bodyId)
    .where('leftAt', 'is', null)
    .orderBy('standing')
    .orderBy(sql`first_name collate "fr-x-icu"`)
    .orderBy('membership.id')
    .limit(limit)
    .offset(offset)
    .execute()

/** The body and those above it, the movement last. */
const lineage = (bodyId: string) => sql<{ id: string }>`
  with recursive up as (
    select id, parent_id, 0 as height from body where id = ${bodyId}
    union all select body.id, body.parent_id, height + 1 from body join up on body.id = up.parent_id)
  select id from up order by height`

/** The body and those below it. */
const descent = (bodyId: string) => sql<{ id: string }>`
  with recursive down as (
    select id from body where id = ${bodyId}
    union all select body.id from body join down on body.parent_id = down.id)
  select id from down order by id`

/** Begins a stay in a body and in those above it; where one is already, nothing changes. */
export async function joinBody(trx: Db, bodyId: string, memberId: string, now: Date, standing: Standing = 'member') {
  const { rows } = await lineage(bodyId).execute(trx)
  const stays = rows.map(({ id }) => ({ bodyId: id, memberId, joinedAt: now, standing: id === bodyId ? standing : ('member' as const) }))
  await trx
    .insertInto('membership')
    .values(stays)
    .onConflict((conflict) => conflict.columns(['bodyId', 'memberId']).where('leftAt', 'is', null).doNothing())
    .execute()
}

/** What is counted in a body is still so until the end of the transaction: one change at a time. */
export const lockBody = (trx: Db, bodyId: string) => trx.selectFrom('body').select('id').where('id', '=', bodyId).forNoKeyUpdate().execute()

/** Ends someone's stays in a body and in those below it; refused when one of them would be left without coordination. */
export async function leaveBody(trx: Db, bodyId: string, memberId: string, now: Date) {
  const ids = (await descent(bodyId).execute(trx)).rows.map(({ id }) => id)
  // One leaves at a time: two last coordinators who go together must not both be told that the other one stays.
  await trx.selectFrom('body').select('id').where('id', 'in', ids).orderBy('id').forNoKeyUpdate().execute()
  const stays = await trx
    .selectFrom('membership')
    .select(['bodyId', 'standing'])
    .where('memberId', '=', memberId)
    .where('bodyId', 'in', ids)
    .where('leftAt', 'is', null)
    .execute()
  orNotFound(stays.find((stay) => stay.bodyId === bodyId))
  for (const stay of stays) refuseIf(refuseLeaving(stay.standing, await headsOf(trx, stay.bodyId)))
  await trx
    .updateTable('membership')
    .set({ leftAt: sql`greatest(${now}::timestamptz, joined_at)` })
    .where('memberId', '=', memberId)
    .where('bodyId', 'in', ids)
    .where('leftAt', 'is', null)
    .execute()
}

export async function leaveEverything(trx: Db, memberId: string, now: Date) {
  const movement = await theMovement(trx)
  if (movement && (await standingIn(trx, movement.id, memberId))) await leaveBody(trx, movement.id, memberId, now)
}

export const giveStanding = (trx: Db, bodyId: string, memberId: string, standing: Standing) =>
  trx
    .updateTable('membership')
    .set({ standing })
    .where('bodyId', '=', bodyId)
    .where('memberId', '=', memberId)
    .where('leftAt', 'is', null)
    .execute()

/** How many people are members of a body now. */
export async function membersNow(db: Db, bodyId: string) {
  const { count } = await db
    .selectFrom('membership')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('bodyId', '=', bodyId)
    .where('leftAt', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

/** Which of these people are in a body now. */
export async function membersAmong(db: Db, bodyId: string, memberIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (memberIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('membership')
    .select('memberId')
    .where('bodyId', '=', bodyId)
    .where('leftAt', 'is', null)
    .where('memberId', 'in', memberIds)
    .execute()
  return new Set(rows.map(({ memberId }) => memberId))
}
