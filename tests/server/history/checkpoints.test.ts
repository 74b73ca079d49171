import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { fragmentName, type TextNode } from '#domain/charter.ts'
import { historyLimits as limits } from '#domain/limits.ts'
import type { Row } from '#server/live/log.ts'
import { postgresStore } from '#server/live/store.ts'
import { contentOf, saidIn } from '#server/yjs-content.ts'
import { historyWorld, type HistoryWorld } from './history-world.ts'

let world: HistoryWorld
beforeAll(async () => void (world = await historyWorld()))
afterAll(() => world.close())

/** Two thousand edits, letters and whole articles that come and go, compacted after each fifty as a room would; what was said at each. */
async function writtenLong(id: string) {
  const store = postgresStore(world.db)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, (await store.load(id))!.state)
  const said = new Map<number, TextNode>()
  const rows: Row[] = []
  let bytes: Uint8Array = new Uint8Array()
  doc.on('update', (update: Uint8Array) => (bytes = update))
  const text = doc.getXmlFragment(fragmentName)
  const line = ((text.get(1) as Y.XmlElement).get(1) as Y.XmlElement).get(0) as Y.XmlText
  for (let seq = 1; seq <= 2000; seq++) {
    if (seq % 97 === 0) text.insert(text.length, [new Y.XmlElement('paragraph')])
    else if (seq % 193 === 0) text.delete(text.length - 1, 1)
    else if (seq % 5 === 0) line.delete((seq * 31) % line.length, 1)
    else line.insert((seq * 17) % line.length, 'etaoin'[seq % 6]!)
    rows.push({ docId: id, seq, authorId: world.awa.id, at: new Date(Date.now() - (2000 - seq) * 1000), bytes })
    if (seq % 111 === 0 || seq === 1) said.set(seq, saidIn(doc))
    if (seq % 50 > 0) continue
    await store.append(rows.splice(0))
    await store.compact(id, seq - 50, { uptoSeq: seq, bytes: Y.encodeStateAsUpdate(doc) })
  }
  return said
}

test('after forty compactions every version says what it said, and the states that are kept weigh no more than the history', async () => {
  const id = await world.charter()
  const said = await writtenLong(id)
  for (const [seq, then] of said) expect([seq, (await world.version(id, seq)).content]).toEqual([seq, then])
  const { rows } = await sql<{ states: number; kept: number }>`
    select count(*)::int as states, sum(octet_length(bytes))::int as kept from doc_checkpoint where doc_id = ${id}`.execute(world.db)
  expect(rows[0]!.states).toBeGreaterThan(3)
  expect(rows[0]!.kept).toBeLessThan(2000 * limits.editBytes)
})

test('a text that was compacted before its history was kept can be read from then on', async () => {
  const id = await world.charter()
  const state = (await postgresStore(world.db).load(id))!.state
  await world.db.updateTable('docState').set({ uptoSeq: 300 }).where('docId', '=', id).execute()
  await world.db.insertInto('docUpdate').values({ docId: id, seq: 301, authorId: world.awa.id, bytes: Buffer.from([0, 0]) }).execute() // prettier-ignore
  expect((await world.list(id)).versions.map(({ fromSeq, seq }) => [fromSeq, seq])).toEqual([[301, 301]])
  expect((await world.version(id, 301)).content).toEqual(contentOf([state]))
  expect((await world.knock(null, 'GET', `/api/documents/${id}/history/300`)).statusCode).toBe(404)
})
