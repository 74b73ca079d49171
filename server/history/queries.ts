import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Stroke } from '#domain/history/sittings.ts'

/** The log of a text, its compacted part and the rest, without its bytes being read unless they are asked for. */
const logOf = (id: string) => sql`(
  select seq, author_id, at, bytes from doc_history where doc_id = ${id}
  union all select seq, author_id, at, bytes from doc_update where doc_id = ${id}) as log`

/** The rows between which a text can be read again: after its first whole state, up to its last row. Null: no such text. */
export async function reachOf(db: Db, id: string): Promise<{ first: number; last: number } | null> {
  const { rows } = await sql<{ first: number | null; last: number }>`
    select (select min(seq) from (select seq from doc_checkpoint where doc_id = ${id} union all select upto_seq from doc_state where doc_id = ${id}) s) as first,
      coalesce((select max(seq) from doc_update where doc_id = ${id}), (select upto_seq from doc_state where doc_id = ${id}), 0) as last`.execute(
    db,
  )
  const { first, last } = rows[0]!
  return first === null ? null : { first, last }
}

/** What each person wrote within each minute between two cuts, from the row after `above` up to `upto`; no byte of it is read. */
export async function strokesOf(db: Db, id: string, above: number, upto: number, cuts: readonly number[]): Promise<Stroke[]> {
  const { rows } = await sql<Stroke>`
    select author_id as author, min(seq) as from_seq, max(seq) as upto_seq, count(*)::int as edits, min(at) as from, max(at) as until
    from ${logOf(id)} where seq > ${above} and seq <= ${upto}
    group by author_id, date_trunc('minute', at), width_bucket(seq - 1, ${[0, ...cuts]}::bigint[])
    order by min(seq)`.execute(db)
  return rows
}

/** What makes a text say again what it said at a row: the nearest whole state before `above`, and the rows since, with their authors. */
export function replayOf(db: Db, id: string, above: number, upto: number) {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const { rows: near } = await sql<{ seq: number; bytes: Buffer }>`
        (select seq, bytes from doc_checkpoint where doc_id = ${id} and seq <= ${above} order by seq desc limit 1)
        union all (select upto_seq, bytes from doc_state where doc_id = ${id} and upto_seq <= ${above})
        order by seq desc limit 1`.execute(trx)
      const state = near[0]
      if (!state) return null
      const { rows } = await sql<{ seq: number; authorId: string | null; bytes: Buffer }>`
        select seq, author_id, bytes from ${logOf(id)} where seq > ${state.seq} and seq <= ${upto} order by seq`.execute(trx)
      return { state: state.bytes, rows }
    })
}

/** The versions that someone named or took up, in the order of the log. takenAt: when what was taken up was written. */
export const marksOf = (db: Db, id: string) =>
  db
    .selectFrom('draftVersion')
    .innerJoin('member', 'member.id', 'draftVersion.madeBy')
    .select(['draftVersion.seq', 'name', 'takenFrom', 'firstName as madeBy'])
    .select(sql<Date | null>`(select log.at from ${logOf(id)} where log.seq = taken_from)`.as('takenAt'))
    .where('documentId', '=', id)
    .orderBy('seq')
    .execute()

export type Mark = Awaited<ReturnType<typeof marksOf>>[number]

/** One version of a text is named at a time, so that what was counted is still so. */
export const lockDraft = (trx: Db, id: string) => trx.selectFrom('document').select('id').where('id', '=', id).forUpdate().execute()

export const insertMark = (
  db: Db,
  mark: { documentId: string; seq: number; name?: string; takenFrom?: number; madeBy: string; madeAt: Date },
) => db.insertInto('draftVersion').values(mark).execute()

/** First names by id. */
export async function firstNames(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('member').select(['id', 'firstName']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, firstName }) => [id, firstName]))
}
