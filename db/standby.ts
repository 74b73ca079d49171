import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { isUnconfirmed } from '#db/unconfirmed.ts'

/**
 * Makes the commit of a transaction that wrote nothing wait for the standby as if it had. What it read may have been committed on the
 * primary alone, by someone whose wait was cut short: whoever repeats a cast is told of it only once the standby has it too. A mark in the
 * log (WAL), of a few bytes, is all that is written.
 */
export const awaitTheStandby = (trx: Db) => sql`select pg_logical_emit_message(true, 'preau', '')`.execute(trx)

/** How the ballots of this installation are kept on a second machine. */
export type Standby = 'none' | 'awaited' | 'weak'

/**
 * `awaited`: each commit is on the disk of the standby before it is told as done. `weak`: a standby is named, but synchronous_commit lets a
 * commit be told sooner. What pg_stat_replication says is for superusers, hence not asked.
 */
export async function standbyOf(db: Db): Promise<Standby> {
  const { rows } = await sql<{ names: string; commit: string }>`select current_setting('synchronous_standby_names') as names,
    current_setting('synchronous_commit') as commit`.execute(db)
  const { names, commit } = rows[0]!
  if (names.trim() === '') return 'none'
  return commit === 'on' || commit === 'remote_apply' ? 'awaited' : 'weak'
}

/** Whether a database that can be written to answers within two seconds: a machine that vanished says nothing at all, a standby stores nothing. */
export function takesWrites(db: Db): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(resolve, 2_000, false).unref())
  return Promise.race([isPrimary(db).catch(() => false), late])
}

/** Waits a minute at most for a primary: one that died is replaced meanwhile. What else is wrong, such as a password, is thrown at once. */
export async function untilItTakesWrites(db: Db, say: (why: string) => void) {
  let said = ''
  for (const start = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    const why = await isPrimary(db).then(
      (yes) => (yes ? null : 'it is a standby'),
      (error: Error) => (isUnconfirmed(error) && Date.now() - start < 60_000 ? error.message : Promise.reject(error)),
    )
    if (why === null) return
    if (Date.now() - start > 60_000) throw new Error(`PostgreSQL takes no writes: ${why}`)
    if (why !== said) say(why)
    said = why
  }
}

async function isPrimary(db: Db) {
  const { rows } = await sql<{ standby: boolean }>`select pg_is_in_recovery() as standby`.execute(db)
  return !rows[0]!.standby
}
