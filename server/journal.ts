import type { Db } from '#db/connect.ts'

/** actorId is null for what a rule did by itself. */
export type Deed = { actorId: string | null; bodyId: string; pollId?: string; what: string; detail?: Record<string, string | number> }

/** Writes down what someone did with a power they have. Never what anyone voted, never an address. */
export const writeInJournal = (db: Db, { detail = {}, ...deed }: Deed) =>
  db
    .insertInto('journal')
    .values({ ...deed, detail })
    .execute()
