import type { Db } from '#db/connect.ts'
import { readableText } from '#server/documents/queries.ts'
import { orNotFound } from '#server/errors.ts'
import { frozenText } from './queries.ts'

/** Who reads a text reads what was frozen of it. */
export async function readableFrozen(db: Db, frozenId: string, memberId: string | null) {
  const frozen = orNotFound(await frozenText(db, { id: frozenId }))
  return { frozen, text: await readableText(db, frozen.documentId, memberId) }
}

type Text = Awaited<ReturnType<typeof readableText>>
export const tellText = ({ id, kind, title, slug, name, audience }: Text) => ({ id, kind, title, slug, name, audience })
