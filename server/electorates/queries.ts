import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { listingOf, oneLine, soughtAs } from '#domain/electorate.ts'
import { pageSize } from '#domain/limits.ts'
import { newId } from '#server/ids.ts'
import { refusedLines } from './file-queries.ts'

/** A roll with the body that holds it, or undefined. */
export const findElectorate = (db: Db, id: string) =>
  db
    .selectFrom('electorate')
    .innerJoin('body', 'body.id', 'electorate.bodyId')
    .selectAll('electorate')
    .select(['body.slug', 'body.name as bodyName', 'body.parentId'])
    .where('electorate.id', '=', id)
    .executeTakeFirst()

export type FoundElectorate = NonNullable<Awaited<ReturnType<typeof findElectorate>>>

/** Held by whoever changes who is on a roll, or freezes it: one at a time. Its instants as they are then. */
export const lockElectorate = (trx: Db, id: string) =>
  trx.selectFrom('electorate').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow()

export const electoratesOf = (db: Db, bodyId: string, most: number) =>
  db.selectFrom('electorate').selectAll().where('bodyId', '=', bodyId).orderBy('createdAt', 'desc').orderBy('id').limit(most).execute()

/** The members of the body at an instant, each with one vote. Gives back how many. */
export async function enrolMembers(trx: Db, electorateId: string, bodyId: string, at: Date) {
  const { rows } = await sql<{ n: number }>`
    with added as (
      insert into elector (electorate_id, member_id, name, sought, mark)
      select electorate.id, member.id, first_name,
        regexp_replace(normalize(lower(first_name collate "fr-x-icu"), nfd), '[\u0300-\u036f]', '', 'g'), elector_mark(key, email, 1)
      from electorate join membership using (body_id) join member on member.id = member_id
      where electorate.id = ${electorateId} and body_id = ${bodyId} and email is not null
        and joined_at <= ${at} and (left_at is null or left_at > ${at})
      group by electorate.id, member.id
      returning 1)
    select count(*) as n from added`.execute(trx)
  await changeNumbers(trx, electorateId, rows[0]!.n, rows[0]!.n)
}

export const changeNumbers = (trx: Db, id: string, electors: number, votes: number) =>
  trx
    .updateTable('electorate')
    .set((set) => ({ electors: set('electors', '+', electors), votes: set('votes', '+', votes) }))
    .where('id', '=', id)
    .execute()

const told = [
  'elector.memberId',
  'member.email',
  'elector.name',
  'elector.unit',
  'elector.weight',
  'elector.line',
  'elector.sheet',
  'elector.reason',
] as const

/**
 * A page of the people of a roll of so many, in the order of its file. The page is found in an index alone, from the end that is nearer to it,
 * then its people are.
 */
export function electorsOf(db: Db, electorateId: string, page: number, total: number) {
  const before = (page - 1) * pageSize
  const after = Math.max(total - before - pageSize, 0)
  const most = Math.min(pageSize, Math.max(total - before, 0))
  const [way, skipped] = before <= after ? (['asc', before] as const) : (['desc', after] as const)
  return db
    .selectFrom((from) =>
      from
        .selectFrom('elector')
        .select('memberId')
        .where('electorateId', '=', electorateId)
        .orderBy('line', way)
        .orderBy('memberId', way)
        .limit(most)
        .offset(skipped)
        .as('found'),
    )
    .innerJoin('elector', (join) => join.onRef('elector.memberId', '=', 'found.memberId').on('elector.electorateId', '=', electorateId))
    .innerJoin('member', 'member.id', 'elector.memberId')
    .select(told)
    .orderBy('elector.line')
    .orderBy('elector.memberId')
    .execute()
}

/** Those whose address, or whose name, begins so: each by its own index, one more than a page of either. */
export async function electorsStarting(db: Db, electorateId: string, start: string) {
  const startsWith = (text: string) => `${text.replace(/[\\%_]/g, '\\$&')}%`
  const asked = oneLine(start)
  const within = () =>
    db
      .selectFrom('elector')
      .innerJoin('member', 'member.id', 'elector.memberId')
      .select(told)
      .where('electorateId', '=', electorateId)
      .limit(pageSize + 1)
  const [byAddress, byName] = await Promise.all([
    within().where('member.email', 'like', startsWith(asked.toLowerCase())).orderBy('member.email').execute(),
    within()
      .where('sought', 'like', startsWith(soughtAs(asked)))
      .orderBy('sought')
      .execute(),
  ])
  const found = new Map([...byAddress, ...byName].map((elector) => [elector.memberId, elector]))
  return { electors: [...found.values()].slice(0, pageSize), more: found.size > pageSize }
}

export const electorIn = (db: Db, electorateId: string, memberId: string) =>
  db
    .selectFrom('elector')
    .select(['memberId', 'weight'])
    .where('electorateId', '=', electorateId)
    .where('memberId', '=', memberId)
    .executeTakeFirst()

/** Whether a secret poll will take this roll when it opens. */
export async function awaitsSecret(db: Db, electorateId: string) {
  const row = await db
    .selectFrom('poll')
    .select('id')
    .where('electorateId', '=', electorateId)
    .where('level', '=', 'secret')
    .where('rollFrozenAt', 'is', null)
    .where('cancelledAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Which of these people are on a roll. */
export async function electorsAmong(db: Db, electorateId: string, memberIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (memberIds.length === 0) return new Set()
  const rows = await db.selectFrom('elector').select('memberId').where('electorateId', '=', electorateId).where('memberId', 'in', memberIds).execute() // prettier-ignore
  return new Set(rows.map(({ memberId }) => memberId))
}

/** The member with this address, whom a roll makes when there is none; they have not said how they are called. */
export async function memberOfAddress(trx: Db, email: string) {
  await trx
    .insertInto('member')
    .values({ id: newId(), firstName: '', email, language: 'fr' })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute()
  return (await trx.selectFrom('member').select('id').where('email', '=', email).executeTakeFirstOrThrow()).id
}

/** A page of those who were put on a roll after it was frozen, and why; the first first. */
export const additionsSince = (db: Db, electorateId: string, frozenAt: Date, page: number) =>
  db
    .selectFrom('elector')
    .select(['addedAt', 'reason', 'mark'])
    .where('electorateId', '=', electorateId)
    .where('addedAt', '>', frozenAt)
    .orderBy('addedAt')
    .orderBy('memberId')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()

/**
 * The public listing of a roll as it was when it was frozen: domain/electorate.ts says what it is. A part at a time, as it is read: half a
 * million marks are 32 MB, and whoever reads slowly holds no connection.
 */
export async function* listingOnceFrozen(db: Db, electorateId: string): AsyncGenerator<string> {
  for (let number = 0; ; number++) {
    const part = await db
      .selectFrom('listingPart')
      .select('marks')
      .where('electorateId', '=', electorateId)
      .where('number', '=', number)
      .executeTakeFirst()
    if (!part) return
    yield listingOf(part.marks.toString('hex').match(/.{64}/g)!)
  }
}

/** Writes down what is published when a roll is frozen. */
export async function freeze(trx: Db, electorateId: string, by: string) {
  await sql`
    update electorate set frozen_at = clock_timestamp(), frozen_by = ${by}, admitted = electors,
      rejected = ${refusedLines(electorateId)},
      fingerprint = (
        select sha256(convert_to(string_agg(encode(mark, 'hex') || E'\n', '' order by mark), 'UTF8'))
        from elector where electorate_id = electorate.id)
    where id = ${electorateId}`.execute(trx)
  await sql`select list_marks(${electorateId})`.execute(trx)
}

/** Those of a roll who vote by a printed sheet, in the order of their numbers. */
export const sheetsOf = (db: Db, electorateId: string) =>
  db
    .selectFrom('elector')
    .select(['memberId', 'sheet', 'name'])
    .where('electorateId', '=', electorateId)
    .where('sheet', 'is not', null)
    .orderBy('sheet')
    .execute()

/** The number of the next sheet of a roll that is held. */
export async function nextSheet(trx: Db, electorateId: string) {
  const { last } = await trx
    .selectFrom('elector')
    .select(({ fn }) => fn.max('sheet').as('last'))
    .where('electorateId', '=', electorateId)
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}
