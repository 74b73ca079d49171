import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { type ChainLine, isHandedOut, writeChainLine } from '#domain/journal.ts'
import type { Electorate } from '#domain/electorate.ts'

export type Filter = { poll?: string; assembly?: string }

const atOnce = 1000

/** Lines of a body, or those about one of its polls or assemblies: also what was done to the votes and the letters of an assembly. */
const concerned = (bodyId: string, { poll, assembly }: Filter): RawBuilder<boolean> => sql<boolean>`body_id = ${bodyId}
  and (${poll ?? null}::text is null or poll_id = ${poll ?? null} or what = 'poll-asked-again' and detail ->> 'of' = ${poll ?? null})
  and (${assembly ?? null}::text is null or ${assembly ?? null} in (detail ->> 'assembly', detail ->> 'after')
    or poll_id in (select poll.id from poll join assembly_item on assembly_item.id = agenda_item_id where assembly_item.assembly_id = ${assembly ?? null})
    or detail ->> 'mailing' in (select id from mailing where assembly_id = ${assembly ?? null}))`

/** The latest first. */
export const linesOf = (db: Db, bodyId: string, filter: Filter, { limit, offset }: { limit: number; offset: number }) =>
  db
    .selectFrom('journal')
    .select(['line', sql<string>`encode(hash, 'hex')`.as('hash')])
    .where(concerned(bodyId, filter))
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)
    .execute()

export async function howManyLines(db: Db, bodyId: string, filter: Filter = {}) {
  const counted = db.selectFrom('journal').select(sql<number>`count(*)::int`.as('lines')).where(concerned(bodyId, filter)) // prettier-ignore
  return (await counted.executeTakeFirstOrThrow()).lines
}

/** Which line of its journal a hash is, counted from the first; null where it is none of it. */
export async function numberOfLine(db: Db, bodyId: string, hash: string) {
  const found = await db
    .selectFrom('journal')
    .select((line) => [
      line.selectFrom('journal as former').select(sql<number>`count(*)::int`.as('lines')).where('former.bodyId', '=', bodyId).whereRef('former.id', '<=', 'journal.id').as('number'), // prettier-ignore
    ])
    .where('bodyId', '=', bodyId)
    .where('hash', '=', Buffer.from(hash, 'hex'))
    .executeTakeFirst()
  return found?.number ?? null
}

/** The whole chain as a file, the first line first: the same for everyone who may read it, so that copies can be compared. */
export async function* chainOf(db: Db, bodyId: string): AsyncGenerator<string> {
  for (let after = 0; ;) {
    const lines = await db
      .selectFrom('journal')
      .select(['id', 'what', 'line', sql<string>`encode(hash, 'hex')`.as('hash')])
      .where('bodyId', '=', bodyId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(atOnce)
      .execute()
    if (lines.length === 0) return
    yield lines.map(({ hash, line, what }): ChainLine => ({ hash, text: isHandedOut(what) ? line : null })).map(writeChainLine).join('') // prettier-ignore
    after = lines.at(-1)!.id
  }
}

export const namesOf = (db: Db, ids: readonly string[]) =>
  ids.length === 0 ? [] : db.selectFrom('member').select(['id', 'firstName', 'erasedAt']).where('id', 'in', ids).execute()

type Thing = {
  key: string
  kind: 'poll' | 'assembly' | 'consultation' | 'text' | 'frozen-text' | 'roll'
  id: string
  title: string
  convenedAt: Date | null
} & Pick<Electorate, 'frozenAt' | 'claimsUntil'>

/**
 * What lines name by an id of theirs, with the title it has now. `key` is that id: that of a mailing leads to the assembly or the consultation
 * it is about. A text in the archives, an assembly that was given up, are no longer there to be shown.
 */
export async function thingsNamed(db: Db, keys: readonly string[]): Promise<Thing[]> {
  if (keys.length === 0) return []
  const named = sql.join(keys)
  const { rows } = await sql<Thing>`
    select *, null::timestamptz as frozen_at, null::timestamptz as claims_until from (
      select id as key, 'poll' as kind, id, question as title, null::timestamptz as convened_at from poll where id in (${named})
      union all select id, 'assembly', id, title, convened_at from assembly where id in (${named})
      union all select id, 'consultation', id, title, null from consultation where id in (${named})
      union all select id, 'text', id, title, null from document where id in (${named}) and archived_at is null
      union all select id, 'frozen-text', id, title, null from frozen_text where id in (${named})
      union all select mailing.id, 'assembly', assembly.id, title, convened_at from mailing join assembly on assembly.id = assembly_id where mailing.id in (${named})
      union all select mailing.id, 'consultation', consultation.id, title, null from mailing join consultation on consultation.id = consultation_id where mailing.id in (${named})
    ) found
    union all select id, 'roll', id, title, null, frozen_at, claims_until from electorate where id in (${named})`.execute(db)
  return rows
}
