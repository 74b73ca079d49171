import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'

/**
 * Runs `change` alone with a poll: no cast of it is under way meanwhile, no roll is written, nobody else changes it (see
 * db/migrations/0002_casting.sql). What `change` reads is what was committed before, and `at` is the database's instant
 * after the wait, the one that judges what is open and what is closed.
 */
export function aloneWithPoll<T>(db: Db, pollId: string, change: (trx: Db, at: Date) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(8, poll_key(${pollId}))`.execute(trx)
    const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(trx)
    return change(trx, rows[0]!.at)
  })
}
