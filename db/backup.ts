import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ISql } from 'postgres'
import { openPostgres, type Where } from './connect.ts'

/**
 * A backup is one gzip file of text: a line that says what it is, then each table as PostgreSQL's COPY writes it, each ended by `\.`,
 * then a line that says the end. Everything in it was true at one instant (repeatable read), whatever is written meanwhile.
 * Sign-ins under way and the setup link stay out: they live for minutes, and a six-digit code is soon guessed from its hash. So do files of
 * people that are being read: a file is sent again.
 */
export type BackupHead = { format: 'preau-backup/1'; at: string; migrations: string[] }

/** Whoever asks the database: a connection or a transaction of it. */
export type Ask = ISql<{ bigint: number }>

export const leftOut = ['sign_in', 'setup', 'file_part', 'staged_line']
export const endOfBackup = '-- end of backup'

/** Writes the file whole or not at all; says how many tables and bytes of text it holds. */
export async function writeBackup(where: Where, file: string) {
  const sql = openPostgres(where, 1)
  const unfinished = `${file}.unfinished`
  let bytes = 0
  let tables = 0
  try {
    await sql.begin('isolation level repeatable read read only', async (trx) => {
      const parts = async function* () {
        const head: BackupHead = { format: 'preau-backup/1', at: new Date().toISOString(), migrations: await migrationsOf(trx) }
        yield `-- ${JSON.stringify(head)}\n`
        for (const table of await tablesInOrder(trx)) {
          if (leftOut.includes(table)) continue
          tables++
          const columns = (await columnsOf(trx, table)).join(', ')
          yield `copy ${table} (${columns}) from stdin;\n`
          for await (const chunk of await trx.unsafe(`copy ${inOrder(table, columns)} to stdout`).readable()) {
            bytes += chunk.length
            yield chunk
          }
          yield '\\.\n'
        }
        yield `${endOfBackup}\n`
      }
      await pipeline(parts, createGzip(), createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true }))
    })
    await rename(unfinished, file)
    return { tables, bytes }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(unfinished, { force: true })
    throw error
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Each line of the journal follows from the one before it, and is only taken back in that order. */
const inOrder = (table: string, columns: string) =>
  table === 'journal' ? `(select ${columns} from journal order by id)` : `${table} (${columns})`

/** Which migrations a database has been through, oldest first; none when it is new. */
export async function migrationsOf(sql: Ask): Promise<string[]> {
  const [found] = await sql`select to_regclass('kysely_migration') is not null as there`
  if (!found?.there) return []
  return (await sql`select name from kysely_migration order by name`).map(({ name }) => name as string)
}

/** What a trigger asks for in the place of a foreign key (0008_electorate.sql, 0013_consultation.sql). */
const alsoNeeds: Record<string, string[]> = {
  elector: ['electorate', 'member'],
  roll_entry: ['poll', 'member'],
  choice: ['consultation_choice'],
}

/** Every table, those that others refer to first. A table may refer to itself: one COPY is checked at its end. */
export async function tablesInOrder(sql: Ask): Promise<string[]> {
  const rows = await sql<{ name: string; needs: string[] }[]>`
    select t.relname as name, coalesce(array_agg(distinct f.confrelid::regclass::text)
      filter (where f.confrelid is not null and f.confrelid <> t.oid), '{}') as needs
    from pg_class t left join pg_constraint f on f.conrelid = t.oid and f.contype = 'f'
    where t.relnamespace = 'public'::regnamespace and t.relkind = 'r' and t.relname not like 'kysely%'
    group by t.relname order by t.relname`
  const placed: string[] = []
  while (placed.length < rows.length) {
    const next = rows.filter(
      ({ name, needs }) => !placed.includes(name) && [...needs, ...(alsoNeeds[name] ?? [])].every((need) => placed.includes(need)),
    )
    if (next.length === 0) throw new Error('tables refer to one another in a ring: a backup cannot put them in order')
    placed.push(...next.map(({ name }) => name))
  }
  return placed
}

/** The columns that are written, not computed. */
export async function columnsOf(sql: Ask, table: string): Promise<string[]> {
  const rows = await sql`
    select attname from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`
  return rows.map(({ attname }) => attname as string)
}
