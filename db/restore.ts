import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Ask, type BackupHead, columnsOf, endOfBackup, leftOut, migrationsOf, tablesInOrder } from './backup.ts'
import { connect, openPostgres, type Where } from './connect.ts'
import { migrate } from './migrate.ts'

/**
 * Puts a backup back into an installation that holds nothing yet, in one transaction, then brings it to the newest migration.
 * Throws a sentence, and leaves the database as it was, when the installation holds something, when the file is not a backup, is cut
 * short, or comes from a newer version of Préau.
 */
export async function restoreBackup(where: Where, file: string): Promise<{ rows: number; at: string }> {
  const lines = readLines(file)
  try {
    const head = readHead((await lines.next()).value)
    const sql = openPostgres(where, 1)
    try {
      await comeTo(where, sql, head)
      const rows = await sql.begin(async (trx) => {
        await refuseUnlessEmpty(trx)
        const restored = await copyTables(trx, lines)
        await countOn(trx)
        return restored
      })
      await migrated(where)
      return { rows, at: head.at }
    } finally {
      await sql.end({ timeout: 5 })
    }
  } finally {
    await lines.return(undefined)
  }
}

async function* readLines(file: string): AsyncGenerator<string, undefined> {
  const source = createReadStream(file)
  const text = source.pipe(createGunzip())
  source.on('error', (error) => text.destroy(error))
  try {
    yield* createInterface({ input: text, crlfDelay: 0 })
  } catch (error) {
    throw new Error(`the file does not read to its end: ${(error as Error).message}`, { cause: error })
  } finally {
    source.destroy()
  }
}

function readHead(line: string | undefined): BackupHead {
  try {
    const head = JSON.parse(line!.replace(/^-- /, ''))
    if (head.format === 'preau-backup/1' && Array.isArray(head.migrations)) return head
  } catch {
    // Told below: whatever it is, it is not a backup.
  }
  throw new Error('this file is not a backup of Préau')
}

/** The tables have to be those of the day of the backup; a new database is brought there. */
async function comeTo(where: Where, sql: Ask, { migrations }: BackupHead) {
  const here = await migrationsOf(sql)
  if (here.length === 0) await migrated(where, migrations.at(-1))
  else if (here.join() !== migrations.join())
    throw new Error(
      `this database has been through ${here.length} migrations and the backup through ${migrations.length}: restore into a new database`,
    )
}

async function migrated(where: Where, last?: string) {
  const db = connect(where, { max: 1 })
  try {
    await migrate(db, last)
  } finally {
    await db.destroy()
  }
}

async function refuseUnlessEmpty(trx: Ask) {
  for (const table of await tablesInOrder(trx)) {
    if (leftOut.includes(table)) await trx.unsafe(`delete from ${table}`)
    else if ((await trx.unsafe(`select from ${table} limit 1`)).count > 0)
      throw new Error(`this installation is not empty (${table}): nothing was changed`)
  }
}

/** Names come from a file: only those that the database has are believed. */
async function copyTables(trx: Ask, lines: AsyncGenerator<string, undefined>) {
  const tables = await tablesInOrder(trx)
  let rows = 0
  for (;;) {
    const { value: line } = await lines.next()
    if (line === endOfBackup) return rows
    const [, table, columns] = /^copy (\w+) \(([\w, ]+)\) from stdin;$/.exec(line ?? '') ?? []
    if (!table || !columns || !tables.includes(table) || columns !== (await columnsOf(trx, table)).join(', '))
      throw new Error('the file is cut short or damaged: nothing was changed')
    const linesOfTable = async function* () {
      for (;;) {
        const { value: row } = await lines.next()
        if (row === undefined) throw new Error('the file is cut short: nothing was changed')
        if (row === '\\.') return
        rows++
        yield `${row}\n`
      }
    }
    await pipeline(linesOfTable, await trx.unsafe(`copy ${table} (${columns}) from stdin`).writable())
  }
}

/** Numbers given by the database go on from where they were. */
async function countOn(trx: Ask) {
  const counters = await trx`
    select attrelid::regclass::text as table, attname as column from pg_attribute
    join pg_class on pg_class.oid = attrelid
    where relnamespace = 'public'::regnamespace and relkind = 'r' and attidentity <> ''`
  for (const { table, column } of counters)
    await trx.unsafe(`select setval(pg_get_serial_sequence('${table}', '${column}'), coalesce(max(${column}), 0) + 1, false) from ${table}`)
}
