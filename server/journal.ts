import type { Db } from '#db/connect.ts'
import type { DeedName, Detail } from '#domain/journal.ts'

/** actorId is null for what a rule did by itself. */
export type Deed = { actorId: string | null; bodyId: string; pollId?: string; what: DeedName; detail?: Detail }

/**
 * Writes down what someone did with a power they have, for the members of the body to read. Never what anyone voted, never an address; whoever is
 * named is named by their id, which leads nowhere once they have erased themselves.
 */
export const writeInJournal = (db: Db, { detail = {}, ...deed }: Deed) =>
  db
    .insertInto('journal')
    .values({ ...deed, detail })
    .execute()
