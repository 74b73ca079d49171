import { wordlist } from '@scure/bip39/wordlists/french.js'
import { sql } from 'kysely'
import * as Y from 'yjs'
import { fragmentName } from '../../domain/charter.ts'
import { postgresStore } from '../../server/live/store.ts'
import type { Movement } from './movement.ts'

export const edits = 250_000
const titles = ['Qui nous sommes', 'Nos réunions', 'Décider', 'L’argent', 'Partir']

/**
 * Ten people write a charter on sixty evenings, forty letters in a row, of which they take some back; compacted every 500 edits.
 * `articles`: how many it has; `begun`: how many bytes of text it began with, from a file.
 */
export async function textOfSixtyEvenings({ db, text }: Movement, { articles: count = 60, begun = 0 } = {}) {
  const doc = new Y.Doc()
  const articles = Array.from({ length: count }, (_, n) => {
    const article = new Y.XmlElement('article')
    article.setAttribute('id', `article-${n}`)
    article.insert(0, [
      written('article_title', titles[n % titles.length]!),
      written('paragraph', ''),
      ...begunWith(begun / count, n).map((words) => written('paragraph', words)),
    ])
    return article
  })
  doc.getXmlFragment(fragmentName).push(articles)
  const lines = articles.map((article) => (article.get(1) as Y.XmlElement).get(0) as Y.XmlText)
  const id = await text(Y.encodeStateAsUpdate(doc))
  const store = postgresStore(db)
  const start = Date.now() - 60 * 86_400_000
  let rows: Parameters<typeof store.append>[0][number][] = []
  let [line, at, author, history] = [0, 0, 0, 0]
  let bytes: Uint8Array = new Uint8Array()
  doc.on('update', (update: Uint8Array) => (bytes = update))
  for (let seq = 1; seq <= edits; seq++) {
    if (seq % 40 === 1) {
      ;[author, line] = [(seq * 7) % 10, (seq * 31) % count]
      doc.clientID = author + 1
      at = Math.floor(((seq * 131) % 997) / 997 * lines[line]!.length) // prettier-ignore
    }
    if (seq % 40 > 30 && at > 1) lines[line]!.delete(--at, 1)
    else lines[line]!.insert(at++, 'etaoin shrdlu'[seq % 13]!)
    const when = new Date(start + Math.floor(seq / 4200) * 86_400_000 + (seq % 4200) * 700)
    rows.push({ docId: id, seq, authorId: `m${author + 1}`, at: when, bytes })
    if (rows.length < 500) continue
    history += rows.reduce((sum, { bytes }) => sum + bytes.length, 0)
    await store.append(rows)
    await store.compact(id, seq - 500, { uptoSeq: seq, bytes: Y.encodeStateAsUpdate(doc) })
    rows = []
  }
  const { rows: found } = await sql<{ checkpoints: number; bytes: number; stored: number }>`
    select count(*)::int as checkpoints, sum(octet_length(bytes))::int as bytes, sum(pg_column_size(bytes))::int as stored
    from doc_checkpoint where doc_id = ${id}`.execute(db)
  await sql`analyze`.execute(db)
  return { id, kept: { ...found[0]!, history, state: Y.encodeStateAsUpdate(doc).length } }
}

/** About so many bytes, in paragraphs of sixty words that say nothing, so that they are as hard to compress as what people write. */
function begunWith(bytes: number, article: number) {
  const said: string[] = []
  for (let at = 1 + article, written = 0; written < bytes; written += Buffer.byteLength(said.at(-1)!)) {
    const words = Array.from({ length: 60 }, () => wordlist[(at = (at * 48_271) % 2_147_483_647) % wordlist.length])
    said.push(`${words.join(' ')}.`)
  }
  return said
}

function written(kind: 'paragraph' | 'article_title', words: string) {
  const block = new Y.XmlElement(kind)
  block.insert(0, [new Y.XmlText(words)])
  return block
}
