import { mayRead } from '#domain/document.ts'
import type { Db } from '#db/connect.ts'
import { documentFor } from '#server/documents/queries.ts'
import { orNotFound } from '#server/errors.ts'
import { frozenTexts } from './queries.ts'

/** A text that this person may read; otherwise there is none. */
export async function readableText(db: Db, documentId: string, memberId: string | null) {
  const text = orNotFound(await documentFor(db, documentId, memberId))
  return orNotFound(mayRead(text, text.reader) ? text : null)
}

/** Who reads a text reads what was frozen of it. */
export async function readableFrozen(db: Db, frozenId: string, memberId: string | null) {
  const [frozen] = await frozenTexts(db, { id: frozenId })
  const text = await readableText(db, orNotFound(frozen).documentId, memberId)
  return { frozen: frozen!, text }
}

type Text = Awaited<ReturnType<typeof readableText>>
export const tellText = ({ id, title, slug, name, audience }: Text) => ({ id, title, slug, name, audience })
