import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'

/** From now on the choices that are asked stay as they are, and groups may open their polls. */
export const lockChoices = (trx: Db, id: string, choiceCount: number) =>
  trx
    .updateTable('consultation')
    .set({ lockedAt: sql`clock_timestamp()`, choiceCount })
    .where('id', '=', id)
    .execute()
