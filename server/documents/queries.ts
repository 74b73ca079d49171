import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { type Audience, type Kind, mayRead, type Reader, type Writers } from '#domain/document.ts'
import { orNotFound } from '#server/errors.ts'

/** The standing of a member in the body `body`, and whether they are in the movement: null for a passer-by. */
const standingIn = (memberId: string | null) => sql<'member' | 'coordinator' | null>`(
  select standing from membership where body_id = body.id and member_id = ${memberId}::text and left_at is null)`
const inTheMovement = (memberId: string | null) => sql<boolean>`exists (
  select from membership join body as movement on movement.id = membership.body_id and movement.kind = 'movement'
  where member_id = ${memberId}::text and left_at is null)`

const asReader = (memberId: string | null, row: { standing: 'member' | 'coordinator' | null; inMovement: boolean }): Reader =>
  memberId === null ? null : { standing: row.standing, inMovement: row.inMovement }

/** A text with its body and how this member stands to it, in one statement. Archived ones are not found, unless they are asked for too. */
export async function documentFor(db: Db, id: string, memberId: string | null, { archived = false } = {}) {
  const row = await db
    .selectFrom('document')
    .innerJoin('body', 'body.id', 'document.bodyId')
    .leftJoin('docState', 'docState.docId', 'document.id')
    .select([
      'document.id',
      'document.kind',
      'title',
      'audience',
      'writers',
      'generation',
      'document.schemaVersion',
      'document.bodyId',
      'slug',
      'name',
      'document.createdAt',
      'archivedAt',
    ])
    .select([standingIn(memberId).as('standing'), inTheMovement(memberId).as('inMovement'), writtenAt.as('writtenAt')])
    .where('document.id', '=', id)
    .$if(!archived, (query) => query.where('archivedAt', 'is', null))
    .executeTakeFirst()
  return row && { ...row, updatedAt: row.writtenAt ?? row.createdAt, reader: asReader(memberId, row) }
}

/** A text that this person may read; otherwise there is none. */
export async function readableText(db: Db, id: string, memberId: string | null, also: { archived?: boolean } = {}) {
  const text = orNotFound(await documentFor(db, id, memberId, also))
  return orNotFound(mayRead(text, text.reader) ? text : null)
}

/** When something was last written in a text; null when only its first state is there. */
const writtenAt = sql<Date | null>`coalesce(
  (select at from doc_update where doc_id = document.id order by seq desc limit 1),
  case when doc_state.upto_seq > 0 then doc_state.at end)`

/** A body by its address and how this member stands to it. */
export async function bodyFor(db: Db, slug: string, memberId: string | null) {
  const row = await db
    .selectFrom('body')
    .select(['id', standingIn(memberId).as('standing'), inTheMovement(memberId).as('inMovement')])
    .where('slug', '=', slug)
    .executeTakeFirst()
  return row && { id: row.id, reader: asReader(memberId, row) }
}

/** The texts of a body, the last written first, each with its version in force: the last that was adopted. */
export async function documentsOf(db: Db, bodyId: string, most: number) {
  const rows = await db
    .selectFrom('document')
    .leftJoin('docState', 'docState.docId', 'document.id')
    .leftJoinLateral(
      (from) =>
        from
          .selectFrom('version')
          .select(['number', 'adoptedAt'])
          .whereRef('version.documentId', '=', 'document.id')
          .orderBy('number', 'desc')
          .limit(1)
          .as('last'),
      (join) => join.onTrue(),
    )
    .select(['id', 'kind', 'title', 'audience', 'writers', 'createdAt', writtenAt.as('writtenAt'), 'number', 'adoptedAt'])
    .where('bodyId', '=', bodyId)
    .where('archivedAt', 'is', null)
    .limit(most)
    .execute()
  return rows
    .map(({ number, adoptedAt, ...row }) => ({
      ...row,
      updatedAt: row.writtenAt ?? row.createdAt,
      inForce: number === null ? null : { number, adoptedAt: adoptedAt! },
    }))
    .sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime())
}

export async function countDocuments(db: Db, bodyId: string) {
  const rows = await db
    .selectFrom('document')
    .select(['kind', sql<number>`count(*)::int`.as('count')])
    .where('bodyId', '=', bodyId)
    .where('archivedAt', 'is', null)
    .groupBy('kind')
    .execute()
  return {
    charters: rows.find(({ kind }) => kind === 'charter')?.count ?? 0,
    texts: rows.reduce((sum, { count }) => sum + count, 0),
  }
}

export const insertDocument = (
  trx: Db,
  document: {
    id: string
    bodyId: string
    kind: Kind
    title: string
    audience?: Audience
    writers?: Writers
    schemaVersion: number
    createdBy: string
  },
) => trx.insertInto('document').values(document).execute()

export const changeDocument = (db: Db, id: string, change: { title?: string; audience?: Audience; writers?: Writers }) =>
  db.updateTable('document').set(change).where('id', '=', id).execute()

/** Up to which row a text goes: what a page made of it is kept under. */
export async function lastSeqOf(db: Db, id: string): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    select coalesce((select max(seq) from doc_update where doc_id = ${id}), (select upto_seq from doc_state where doc_id = ${id}), 0) as seq`.execute(
    db,
  )
  return rows[0]!.seq
}
