import { readdir, readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Database } from '#db/schema.ts'

const folder = new URL('./migrations/', import.meta.url)

/** The names of all migrations, oldest first. */
export async function migrationNames(): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => /^\d{4}_[\w-]+\.sql$/.test(file))
    .sort()
    .map((file) => file.replace(/\.sql$/, ''))
}

/**
 * Brings the database to the newest migration, or a new one to the migration named; does nothing when it is there. Kysely's advisory lock makes several
 * processes wait for one another. Throws with the name of the migration that failed; nothing of it is kept.
 */
export async function migrate(db: Kysely<Database>, last?: string) {
  const provider = { getMigrations: async () => Object.fromEntries(await Promise.all((await migrationNames()).map(readMigration))) }
  const migrator = new Migrator({ db, provider })
  const { error, results } = await (last ? migrator.migrateTo(last) : migrator.migrateToLatest())
  if (!error) return
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName
  throw new Error(`migration ${failed ?? ''} failed: ${error instanceof Error ? error.message : error}`, { cause: error })
}

async function readMigration(name: string): Promise<[string, Migration]> {
  const text = await readFile(new URL(`${name}.sql`, folder), 'utf8')
  // The driver prepares every statement, and a prepared statement holds one command: a block that executes the file is one.
  return [name, { up: async (db) => void (await sql.raw(`do $migration$ begin execute $file$${text}$file$; end $migration$`).execute(db)) }]
}
