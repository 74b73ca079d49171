import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { FileStep, LineRefusal } from '#domain/electorate.ts'
import type { RollFileRefusal } from '#domain/roll-file/refusal.ts'

/** The class of the advisory locks that are held while a file is read or its people are added. */
export const fileLock = 47

/** Rows looked at before anything is added. */
const looked = 10

type NewFile = { electorateId: string; name: string; bytes: number; startedBy: string }

export async function insertFile(db: Db, file: NewFile): Promise<number> {
  return (await db.insertInto('electorateFile').values(file).returning('id').executeTakeFirstOrThrow()).id
}

export const findFile = (db: Db, id: number) => filesWith(db).where('id', '=', id).executeTakeFirst()

export const filesOf = (db: Db, electorateId: string) =>
  filesWith(db).where('electorateId', '=', electorateId).orderBy('id', 'desc').limit(20).execute()

/** Whether the same bytes were added to the roll of the row once more since: what was refused then is told by that reading. */
const readAgain = sql<boolean>`exists (
  select from electorate_file as later where later.electorate_id = electorate_file.electorate_id and later.sha256 = electorate_file.sha256
    and later.id > electorate_file.id and later.ended_at is not null and later.failure is null)`

const filesWith = (db: Db) => db.selectFrom('electorateFile').selectAll().select(readAgain.as('readAgain'))

/** Lines refused by the files that were added to a roll, those of a file that was added again once: what is published when it is frozen. */
export const refusedLines = (electorateId: string) => sql<number>`(
  select coalesce(sum(rejected), 0)::bigint from electorate_file
  where electorate_id = ${electorateId} and ended_at is not null and failure is null and not ${readAgain})`

export async function countRefused(db: Db, electorateId: string) {
  const { rows } = await sql<{ n: number }>`select ${refusedLines(electorateId)} as n`.execute(db)
  return rows[0]!.n
}

/** Files of a roll of which no step has ended it yet. */
export async function filesUnderWay(db: Db, electorateId: string) {
  const { n } = await db
    .selectFrom('electorateFile')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('electorateId', '=', electorateId)
    .where('endedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return n
}

export const tellProgress = (db: Db, id: number, readBytes: number) =>
  db.updateTable('electorateFile').set({ readBytes }).where('id', '=', id).where('endedAt', 'is', null).execute()

export const tellFingerprint = (db: Db, id: number, sha256: Buffer) =>
  db.updateTable('electorateFile').set({ sha256 }).where('id', '=', id).execute()

export const storePart = (db: Db, fileId: number, number: number, bytes: Buffer) =>
  db.insertInto('filePart').values({ fileId, number, bytes }).execute()

export const partOf = (db: Db, fileId: number, number: number) =>
  db.selectFrom('filePart').select('bytes').where('fileId', '=', fileId).where('number', '=', number).executeTakeFirst()

/** A file that was looked at is to be read again. */
export const backToReading = (db: Db, id: number) =>
  db
    .updateTable('electorateFile')
    .set({ readAt: null, startedAt: sql`clock_timestamp()` })
    .where('id', '=', id)
    .execute()

/** True for whoever comes first. */
export async function confirm(db: Db, id: number) {
  const { numUpdatedRows } = await db
    .updateTable('electorateFile')
    .set({ confirmedAt: sql`clock_timestamp()` })
    .where('id', '=', id)
    .where('readAt', 'is not', null)
    .where('confirmedAt', 'is', null)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Says that a file is over, and why it failed; what was kept of it goes. */
export async function endFile(db: Db, id: number, failure: RollFileRefusal | 'interrupted' | 'abandoned' | 'frozen') {
  await db.updateTable('electorateFile').set({ failure, endedAt: sql`clock_timestamp()` }).where('id', '=', id).where('endedAt', 'is', null).execute() // prettier-ignore
  await forget(db, id)
}

/** What was kept of a file so that it could be looked at and read again. */
export async function forget(db: Db, id: number) {
  await db.deleteFrom('filePart').where('fileId', '=', id).execute()
  await db.deleteFrom('stagedLine').where('fileId', '=', id).execute()
}

/**
 * Says of every file whose process is gone that it was interrupted: nobody holds its lock, and its step began long enough ago to have
 * taken it. Files that were looked at and left there for two days are given up.
 */
export async function endInterrupted(db: Db) {
  const { rows } = await sql<{ id: number }>`
    update electorate_file set failure = case when read_at is null or confirmed_at is not null then 'interrupted' else 'abandoned' end,
      ended_at = clock_timestamp()
    where ended_at is null and (
      (read_at is null or confirmed_at is not null)
        and greatest(started_at, confirmed_at) < clock_timestamp() - interval '3 seconds'
        and not exists (
          select from pg_locks where locktype = 'advisory' and classid = ${sql.lit(fileLock)} and objid = electorate_file.id::int::oid and granted
            and database = (select oid from pg_database where datname = current_database()))
      or read_at < clock_timestamp() - interval '2 days' and confirmed_at is null)
    returning id`.execute(db)
  for (const { id } of rows) await forget(db, id)
}

export async function firstLines(db: Db, fileId: number) {
  const { rows } = await sql<{ line: number; email: string; name: string; unit: string; weight: number; language: 'fr' | 'en' }>`
    select line, email, name, unit, weight, language from staged_line where file_id = ${fileId} and reason is null order by line limit ${sql.lit(looked)}`.execute(db) // prettier-ignore
  return rows
}

type Rejected = { line: number; reason: LineRefusal }

export async function firstRejected(db: Db, fileId: number) {
  const { rows } = await sql<Rejected>`
    select line, reason from staged_line where file_id = ${fileId} and reason is not null order by line limit ${sql.lit(looked)}`.execute(
    db,
  )
  return rows
}

/** Before its people are added a line that was refused is among those of the file; afterwards it is kept for good. */
const rejectedIn = (step: FileStep) => (step === 'added' ? sql`rejected_line` : sql`staged_line`)

export async function rejectionsOf(db: Db, fileId: number, step: FileStep) {
  const { rows } = await sql<{ reason: string; lines: number }>`
    select reason, count(*) as lines from ${rejectedIn(step)} where file_id = ${fileId} and reason is not null
    group by reason order by lines desc, reason`.execute(db)
  return rows
}

export async function allRejected(db: Db, fileId: number, step: FileStep) {
  const { rows } = await sql<Rejected>`
    select line, reason from ${rejectedIn(step)} where file_id = ${fileId} and reason is not null order by line`.execute(db)
  return rows
}
