import type { Db } from '#db/connect.ts'
import { emptyUpdate } from '#server/live/messages.ts'
import type { Stored } from '#server/live/text.ts'

/** The text's first state, made in the transaction that makes the text: no client ever fills an empty document. */
export const insertFirstState = (trx: Db, docId: string, schemaVersion: number, state: Uint8Array = emptyUpdate) =>
  trx
    .insertInto('docState')
    .values({ docId, uptoSeq: 0, bytes: Buffer.from(state), schemaVersion })
    .execute()

/** State and rows of one instant: read in two statements of their own, a compaction between them would lose rows. */
export function loadText(db: Db, docId: string): Promise<Stored | null> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const text = await trx
        .selectFrom('document')
        .innerJoin('docState', 'docState.docId', 'document.id')
        .select(['generation', 'document.schemaVersion', 'uptoSeq', 'bytes'])
        .where('document.id', '=', docId)
        .executeTakeFirst()
      if (!text) return null
      const rows = await trx.selectFrom('docUpdate').select(['seq', 'bytes']).where('docId', '=', docId).orderBy('seq').execute()
      return { generation: text.generation, schemaVersion: text.schemaVersion, uptoSeq: text.uptoSeq, state: text.bytes, rows }
    })
}
