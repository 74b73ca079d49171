import type { Db } from '#db/connect.ts'
import type { TextNode } from '#domain/charter.ts'
import { lastSeqOf } from '#server/documents/queries.ts'

type Read = (id: string) => Promise<TextNode>

/** Texts kept as JSON; a page asked for by a thousand people is made once for each change. */
const most = 200

/**
 * What a text says, kept under the number of its last row. `read` makes it from the database's state and rows, those that are not
 * yet compacted included, and never from what a room holds: what the page shows is stored.
 */
export function contents(db: Db, read: Read) {
  const kept = new Map<string, { seq: number; content: Promise<TextNode> }>()
  return async (id: string): Promise<TextNode> => {
    const seq = await lastSeqOf(db, id)
    const found = kept.get(id)
    kept.delete(id)
    const entry = found?.seq === seq ? found : { seq, content: read(id) }
    kept.set(id, entry)
    if (kept.size > most) kept.delete(kept.keys().next().value!)
    entry.content.catch(() => {
      if (kept.get(id) === entry) kept.delete(id)
    })
    return entry.content
  }
}
