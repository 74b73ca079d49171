import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { standingIn } from '#server/bodies/queries.ts'
import { findMailing } from '../queries.ts'

type Mailing = NonNullable<Awaited<ReturnType<typeof findMailing>>>

export type Line = {
  memberId: string
  name: string
  email: string | null
  sheet: number | null
  written: boolean
  sentAt: Date | null
  failedAt: Date | null
  skipped: string | null
  problem: string | null
}

/** The people of a mailing: everyone on its roll, of an assembly everyone whom it convenes; where it has none, those it was written to. */
const peopleOf = ({ id, electorateId }: Mailing) =>
  electorateId
    ? sql`(select member_id, name, line, sheet from elector where electorate_id = ${electorateId})`
    : sql`(select member_id, '' as name, null::int as line, null::int as sheet from delivery where mailing_id = ${id})`

/** How many they are. */
export async function countPeople(db: Db, mailing: Mailing): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${peopleOf(mailing)} as person`.execute(db)
  return rows[0]!.n
}

/** As they say, else as the file of the roll does. */
const called = sql`coalesce(nullif(first_name, ''), nullif(found.name, ''), '—')`

const linesOf = (db: Db, { id }: Mailing, found: RawBuilder<unknown>, order: RawBuilder<unknown>) =>
  sql<Line>`
    select member.id as member_id, ${called} as name, email, sheet,
      delivery.mailing_id is not null as written, sent_at, failed_at, skipped, problem
    from (${found}) as found join member on member.id = found.member_id
      left join delivery on delivery.mailing_id = ${id} and delivery.member_id = found.member_id
    order by ${order}`.execute(db)

/** A page of them; in the order of names where one holds all, else in that of the roll. */
export async function pageOfProof(db: Db, mailing: Mailing, { limit, offset, whole }: { limit: number; offset: number; whole: boolean }) {
  const found = sql`select * from ${peopleOf(mailing)} as person order by line, member_id limit ${limit} offset ${offset}`
  return (await linesOf(db, mailing, found, whole ? sql`${called} collate "fr-x-icu", member.id` : sql`found.line, member.id`)).rows
}

/** All of them, some thousands at a time, as they are read: whoever reads slowly holds no connection. */
export async function* wholeProof(db: Db, mailing: Mailing, atOnce: number): AsyncGenerator<Line[]> {
  for (let after = ''; ;) {
    const found = sql`select * from ${peopleOf(mailing)} as person where member_id > ${after} order by member_id limit ${atOnce}`
    const { rows } = await linesOf(db, mailing, found, sql`member.id`)
    if (rows.length > 0) yield rows
    if (rows.length < atOnce) return
    after = rows.at(-1)!.memberId
  }
}

/** Who reads the proof of a mailing: the coordination of the body that sends it, with the addresses; those who hold the assembly, without. */
export async function readerOfProof(db: Db, mailing: Mailing, memberId: string): Promise<'coordination' | 'officer' | null> {
  if ((await standingIn(db, mailing.bodyId, memberId)) === 'coordinator') return 'coordination'
  if (!mailing.assemblyId) return null
  const held = await db.selectFrom('assembly').select(['chairId', 'secretaryId']).where('id', '=', mailing.assemblyId).executeTakeFirst()
  return held && [held.chairId, held.secretaryId].includes(memberId) ? 'officer' : null
}
