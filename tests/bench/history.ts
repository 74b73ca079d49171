// The history of a text of 250,000 edits: its pages listed, versions of it opened by replay, one taken up again; and what writers elsewhere feel of it.
import { sql } from 'kysely'
import * as Y from 'yjs'
import { fragmentName } from '../../domain/charter.ts'
import { postgresStore } from '../../server/live/store.ts'
import type { Bench } from './bench.ts'
import { newCrowd } from './crowd.ts'
import { median, round, table } from './measure.ts'
import { cookieOf, type Movement } from './movement.ts'
import { type Server, startPreau } from './servers.ts'

const edits = 250_000
const opened = 40

export async function history({ movement, goals }: Bench) {
  const { id, kept } = await writtenText(movement)
  const server = await startPreau(movement, true)
  const crowd = newCrowd()
  const room = await movement.text((await crowd.ask('content', 20_000)).update)
  await crowd.end()
  const quiet = await typing(server, room, async () => {})
  const first = await times(1, () => knock(server, `/api/documents/${id}/history`))
  const lists = await times(10, (n) => knock(server, `/api/documents/${id}/history?upto=${edits - n * 20_000}`))
  const versions: number[] = []
  const busy = await typing(server, room, async () => {
    versions.push(
      ...(await times(opened, (n) => knock(server, `/api/documents/${id}/history/${Math.round(((n + 0.7) * edits) / opened)}`))),
    )
  })
  const [takenUp] = await times(1, () => knock(server, `/api/documents/${id}/history/${edits / 2}/taking-up`, 'POST'))
  await server.stop()
  const ms = (value: number) => `${Math.round(value)} ms`
  table(
    ['history of 250,000 edits', ''],
    [
      ['the text, compacted', `${Math.round(kept.state / 1000)} kB`],
      ['its history', `${round(kept.history / 1e6)} MB`],
      ['whole states kept among it', `${kept.checkpoints}, ${round(kept.bytes / 1e6)} MB, stored as ${round(kept.stored / 1e6)} MB`],
      ['a page of its list, first and then p50', `${ms(first[0]!)}, ${ms(median(lists))}`],
      [`a version opened, ${opened} of all ages: p50, slowest`, `${ms(median(versions))}, ${ms(Math.max(...versions))}`],
      ['a version taken up', ms(takenUp!)],
      ['“stored” told to ten writers of another text meanwhile: p50, p99', `${round(busy.p50)}, ${round(busy.p99)} ms`],
      ['the same when nobody opens anything', `${round(quiet.p50)}, ${round(quiet.p99)} ms`],
    ],
  )
  goals.judge('history', Math.max(...versions) < 1000, `a version among 250,000 edits opens in ${ms(Math.max(...versions))} at most`)
}

async function times(count: number, act: (n: number) => Promise<void>) {
  const found: number[] = []
  for (let n = 0; n < count; n++) {
    const start = performance.now()
    await act(n)
    found.push(performance.now() - start)
  }
  return found
}

async function knock(server: Server, path: string, method = 'GET') {
  const { port } = server.seat('', 0)
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { cookie: cookieOf(1) } })
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  await answer.arrayBuffer()
}

/** Ten people write in another text until it is done. */
async function typing(server: Server, room: string, meanwhile: () => Promise<void>) {
  const crowd = newCrowd()
  try {
    await crowd.ask(
      'join',
      Array.from({ length: 10 }, (_, n) => server.seat(room, n, true)),
    )
    const typed = crowd.ask('type', { perSecond: 5, seconds: 8 })
    await meanwhile()
    const { stored50, stored99 } = await typed
    return { p50: stored50, p99: stored99 }
  } finally {
    await crowd.end()
  }
}

/** Ten people write a charter of sixty articles on sixty evenings, forty letters in a row, of which they take some back; compacted every 500 edits. */
async function writtenText({ db, text }: Movement) {
  const doc = new Y.Doc()
  const articles = Array.from({ length: 60 }, (_, n) => {
    const [article, paragraph] = [new Y.XmlElement('article'), new Y.XmlElement('paragraph')]
    article.setAttribute('id', `article-${n}`)
    paragraph.insert(0, [new Y.XmlText()])
    article.insert(0, [paragraph])
    return article
  })
  doc.getXmlFragment(fragmentName).push(articles)
  const lines = articles.map((article) => (article.get(0) as Y.XmlElement).get(0) as Y.XmlText)
  const id = await text(Y.encodeStateAsUpdate(doc))
  const store = postgresStore(db)
  const start = Date.now() - 60 * 86_400_000
  let rows: Parameters<typeof store.append>[0][number][] = []
  let [line, at, author, history] = [0, 0, 0, 0]
  let bytes: Uint8Array = new Uint8Array()
  doc.on('update', (update: Uint8Array) => (bytes = update))
  for (let seq = 1; seq <= edits; seq++) {
    if (seq % 40 === 1) {
      ;[author, line] = [(seq * 7) % 10, (seq * 31) % 60]
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
