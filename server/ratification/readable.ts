import { mayRead } from '#domain/document.ts'
import type { Db } from '#db/connect.ts'
import { documentFor } from '#server/documents/queries.ts'
import { orNotFound } from '#server/errors.ts'
import { frozenText } from './queries.ts'

/** A text that this person may read; otherwise there is none. */
export async function readableText(db: Db, documentId: string, memberId: string | null) {
  const text = orNotFound(await documentFor(db, documentId, memberId))
  return orNotFound(mayRead(text, text.reader) ? text : null)
}

/** Who reads a text reads what was frozen of it. */
export async function readableFrozen(db: Db, frozenId: string, memberId: string | null) {
  const frozen = orNotFound(await frozenText(db, { id: frozenId }))
  return { frozen, text: await readableText(db, frozen.documentId, memberId) }
}

type Text = Awaited<ReturnType<typeof readableText>>
export const tellText = ({ id, title, slug, name, audience }: Text) => ({ id, title, slug, name, audience })
