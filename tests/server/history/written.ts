import * as Y from 'yjs'
import type { Db } from '#db/connect.ts'
import { fragmentName } from '#domain/charter.ts'
import { loadText } from '#server/live/queries.ts'

/** Rows of the log of a text, one paragraph each, as if someone had written them a minute apart. */
export async function addWritten(db: Db, id: string, authorId: string, paragraphs: readonly string[]) {
  const stored = (await loadText(db, id))!
  const doc = new Y.Doc()
  for (const update of [stored.state, ...stored.rows.map(({ bytes }) => bytes)]) Y.applyUpdate(doc, update)
  const first = Math.max(stored.uptoSeq, ...stored.rows.map(({ seq }) => seq)) + 1
  for (const [at, words] of paragraphs.entries()) {
    const before = Y.encodeStateVector(doc)
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText(words)])
    doc.getXmlFragment(fragmentName).push([paragraph])
    const bytes = Buffer.from(Y.encodeStateAsUpdate(doc, before))
    await db
      .insertInto('docUpdate')
      .values({ docId: id, seq: first + at, authorId, at: new Date(Date.now() - (paragraphs.length - at) * 60_000), bytes })
      .execute()
  }
}
