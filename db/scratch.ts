import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import { connect, openPostgres, type Where } from './connect.ts'
import { startCluster } from './embedded/cluster.ts'
import { migrate } from './migrate.ts'
import type { Database } from './schema.ts'

/** The same cluster, another database. */
export function inDatabase(where: Where, database: string): Where {
  if (!('url' in where)) return { ...where, database }
  const url = new URL(where.url)
  url.pathname = `/${database}`
  return { url: url.href }
}

/** Runs one statement that stands outside transactions, such as `create database`. */
export async function command(where: Where, statement: string) {
  const sql = openPostgres(where, 1)
  try {
    await sql.unsafe(statement)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** A migrated database on the embedded cluster of `.cache`, dropped afterwards. */
export async function withScratchDatabase<T>(act: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  const cluster = await startCluster('.cache/scratch')
  const name = `scratch_${randomBytes(6).toString('hex')}`
  try {
    await command(cluster.where, `create database ${name}`)
    const db = connect(inDatabase(cluster.where, name))
    try {
      await migrate(db)
      return await act(db)
    } finally {
      await db.destroy()
      await command(cluster.where, `drop database ${name} with (force)`)
    }
  } finally {
    await cluster.stop()
  }
}
