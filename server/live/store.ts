import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { historyLimits as kept } from '#domain/limits.ts'
import type { Fate, LogStore, Row } from '#server/live/log.ts'
import { loadText } from '#server/live/queries.ts'
import type { Stored } from '#server/live/text.ts'

/** What the rooms ask of the database. `tests/live` has another one, a disk that can be cut off at any moment. */
export type Store = LogStore & {
  load(docId: string): Promise<Stored | null>
  /** The row numbers of a text: compacted up to `uptoSeq`, logged up to `lastSeq`. */
  position(docId: string): Promise<{ uptoSeq: number; lastSeq: number } | null>
  /** Puts a new state in place of the one that went up to `from`, and moves the rows it holds to history. False: someone else has. */
  compact(docId: string, from: number, state: { uptoSeq: number; bytes: Uint8Array }): Promise<boolean>
}

export function postgresStore(db: Db): Store {
  return {
    append: (rows) => appendRows(db, rows),
    fates: (rows) => fatesOf(db, rows),
    isFinal: (error) => String((error as { code?: unknown } | null)?.code ?? '').startsWith('23'),
    load: (docId) => loadText(db, docId),
    position: (docId) => positionOf(db, docId),
    compact: (docId, from, state) => compactText(db, docId, from, state),
  }
}

/** One prepared statement whatever the number of rows. */
async function appendRows(db: Db, rows: readonly Row[]) {
  const column = <K extends keyof Row>(name: K) => rows.map((row) => row[name])
  await sql`
    insert into doc_update (doc_id, seq, author_id, at, bytes)
    select doc_id, seq, author_id, at, decode(hex, 'hex')
    from unnest(${column('docId')}::text[], ${column('seq')}::bigint[], ${column('authorId')}::text[],
      ${column('at').map((at) => at.toISOString())}::timestamptz[], ${column('bytes').map(toHex)}::text[]) as line (doc_id, seq, author_id, at, hex)`.execute(
    db,
  )
}

/** Bytes travel as text, decoded by the database: the driver would write a string in a `bytea[]` letter by letter. */
const toHex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

async function fatesOf(db: Db, rows: readonly Row[]): Promise<Fate[]> {
  const { rows: found } = await sql<{ place: number; same: boolean }>`
    select asked.place, bool_or(there.bytes = decode(asked.hex, 'hex')) as same
    from unnest(${rows.map((row) => row.docId)}::text[], ${rows.map((row) => row.seq)}::bigint[], ${rows.map((row) => toHex(row.bytes))}::text[])
      with ordinality as asked (doc_id, seq, hex, place)
    join (select doc_id, seq, bytes from doc_update union all select doc_id, seq, bytes from doc_history) as there
      on there.doc_id = asked.doc_id and there.seq = asked.seq
    group by asked.place`.execute(db)
  const fates = new Map(found.map(({ place, same }) => [Number(place), same ? ('ours' as const) : ('theirs' as const)]))
  return rows.map((_, i) => fates.get(i + 1) ?? 'absent')
}

async function positionOf(db: Db, docId: string) {
  const found = await db
    .selectFrom('docState')
    .select((eb) => [
      'uptoSeq',
      eb
        .selectFrom('docUpdate')
        .select((max) => max.fn.max('seq').as('seq'))
        .where('docId', '=', docId)
        .as('logged'),
    ])
    .where('docId', '=', docId)
    .executeTakeFirst()
  return found ? { uptoSeq: found.uptoSeq, lastSeq: Math.max(found.uptoSeq, found.logged ?? 0) } : null
}

/**
 * A crash before the commit leaves state and rows as they were; updates are idempotent, so nothing depends on when it happens. Rows at or
 * below `from` are not in this state: a process that had lost the text without knowing it yet wrote them, and they stay in the log.
 */
async function compactText(db: Db, docId: string, from: number, state: { uptoSeq: number; bytes: Uint8Array }): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await keepCheckpoint(trx, docId, from)
    const { numUpdatedRows } = await trx
      .updateTable('docState')
      .set({ uptoSeq: state.uptoSeq, bytes: Buffer.from(state.bytes), at: sql`clock_timestamp()` })
      .where('docId', '=', docId)
      .where('uptoSeq', '=', from)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await sql`
      with moved as (delete from doc_update where doc_id = ${docId} and seq > ${from} and seq <= ${state.uptoSeq} returning *)
      insert into doc_history (doc_id, seq, author_id, at, bytes) select doc_id, seq, author_id, at, bytes from moved on conflict do nothing`.execute(
      trx,
    )
    return true
  })
}

/**
 * Keeps the state that is about to be replaced among the history, when there has been as much history since the last one kept as it weighs: so that all of
 * them together weigh no more than what they stand among, and no version is far from one (server/history).
 */
const keepCheckpoint = (trx: Db, docId: string, from: number) =>
  sql`
    insert into doc_checkpoint (doc_id, seq, bytes) select doc_id, upto_seq, bytes from doc_state
    where doc_id = ${docId} and upto_seq = ${from} and not exists (select from doc_checkpoint as near where near.doc_id = ${docId}
      and near.seq > upto_seq - least(${kept.checkpointEdits}::int, octet_length(bytes) / ${kept.editBytes}::int))
    on conflict do nothing`.execute(trx)
