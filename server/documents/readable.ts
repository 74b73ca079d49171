import { mayRead } from '#domain/document.ts'
import type { Db } from '#db/connect.ts'
import { documentFor } from '#server/documents/queries.ts'
import { orNotFound } from '#server/errors.ts'

/** A text that this person may read; otherwise there is none. */
export async function readable(db: Db, id: string, memberId: string | null) {
  const text = orNotFound(await documentFor(db, id, memberId))
  return orNotFound(mayRead(text, text.reader) ? text : null)
}
