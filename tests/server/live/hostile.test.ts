import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { liveLimits as limits } from '#domain/document.ts'
import type { Client } from '../../live/client.ts'
import { awarenessOf, statesUpdate, syncOf } from '../../live/frames.ts'
import { eventually, liveWorld, saidIn, storedText, type LiveWorld } from './live-world.ts'

let world: LiveWorld
let id: string
let awa: Client
let bilal: Client
beforeAll(async () => void (world = await liveWorld()))
beforeEach(async () => {
  id = await world.text()
  awa = await world.join(id, world.awa)
  bilal = await world.join(id, world.bilal)
  awa.type('sain')
  await eventually(() => saidIn(bilal.doc) === 'sain')
})
afterEach(() => world.leaveAll())
afterAll(() => world.close())

/** The others go on, nothing strange has reached them, and the log makes the same text. */
async function allIsWell() {
  const before = saidIn(awa.doc)
  awa.type(' et sauf')
  await awa.allStored()
  expect(saidIn(await storedText(world.db, id))).toBe(`${before} et sauf`)
  const stored = await storedText(world.db, id)
  expect([stored.store.pendingStructs, stored.store.pendingDs, awa.doc.store.pendingStructs]).toEqual([null, null, null])
  expect(awa.closeCode).toBeNull()
}

const update = (write: (text: Y.Text, doc: Y.Doc) => void, base?: Y.Doc) => {
  const doc = new Y.Doc()
  if (base) Y.applyUpdate(doc, Y.encodeStateAsUpdate(base))
  const from = Y.encodeStateVector(doc)
  write(doc.getText('text'), doc)
  return Y.encodeStateAsUpdate(doc, from)
}
/** Leans on something nobody has. */
const leaning = () => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'base')
  return update((text) => text.insert(2, 'x'), doc)
}
const inParts = (bytes: Uint8Array, length: number) => bytes.slice(0, length)

describe('what is not of the protocol closes the connection with its reason, and nothing else happens', () => {
  type Case = [string, number, (client: Client) => void]
  test.each<Case>([
    ['an empty frame', 4400, (c) => c.socket.send(new Uint8Array())],
    ['an unknown message', 4400, (c) => c.send(Uint8Array.of(99, 1))],
    ['a text frame', 4400, (c) => c.socket.send('bonjour')],
    ['a number that does not end', 4400, (c) => c.send(Uint8Array.of(0, 0x82, 0xff, 0xff))],
    ['a number beyond 2^53', 4400, (c) => c.send(Uint8Array.of(0, 2, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127))],
    ['a length without its bytes', 4400, (c) => c.send(Uint8Array.of(0, 2, 200, 1, 5))],
    ['bytes left over', 4400, (c) => c.send(Uint8Array.from([...syncOf(2, Uint8Array.of(0, 0)), 7]))],
    [
      'an update cut in the middle',
      4400,
      (c) =>
        c.send(
          syncOf(
            2,
            inParts(
              update((t) => t.insert(0, 'coupé en deux')),
              12,
            ),
          ),
        ),
    ],
    ['an update of chance', 4400, (c) => c.send(syncOf(2, randomBytes(300).fill(0xe5, 0, 4)))],
    [
      'a sub-document',
      4400,
      (c) =>
        c.send(
          syncOf(
            2,
            update((_, doc) => doc.getMap('m').set('sub', new Y.Doc())),
          ),
        ),
    ],
    ['a state vector of millions', 4400, (c) => c.send(syncOf(0, Uint8Array.of(255, 255, 255, 127)))],
    ['a count of structs without structs', 4400, (c) => c.send(syncOf(2, Uint8Array.of(1, 255, 255, 255, 127, 1, 0)))],
    ['an update that leans on what nobody has', 4422, (c) => c.send(syncOf(2, leaning()))],
    ['a whole text that leans on what nobody has', 4422, (c) => c.send(syncOf(1, leaning()))],
    ['a deletion of what nobody has', 4422, (c) => c.send(syncOf(2, Uint8Array.of(0, 1, 42, 1, 7, 3)))],
    ['a gap', 4422, (c) => c.send(syncOf(2, Uint8Array.of(1, 1, 42, 9, 4, 1, 4, 116, 101, 120, 116, 1, 97, 0)))],
    [
      'an update of more than a megabyte',
      4413,
      (c) =>
        c.send(
          syncOf(
            2,
            update((t) => t.insert(0, 'x'.repeat(limits.updateBytes))),
          ),
        ),
    ],
  ])('%s: %i', async (_, code, say) => {
    await bilal.allStored()
    say(bilal)
    expect(await bilal.closed()).toBe(code)
    await allIsWell()
  })

  test('a frame beyond eight megabytes is not even read', async () => {
    bilal.socket.send(Buffer.alloc(8 * 1024 * 1024 + 1))
    expect(await bilal.closed()).toBe(1009)
    await allIsWell()
  })
})

describe('too much', () => {
  test('a flood of updates is cut with 4529, and what was taken of it is whole', async () => {
    await bilal.allStored()
    for (let i = 0; i < 3000; i++) bilal.type('f', 0)
    expect(await bilal.closed()).toBe(4529)
    expect(bilal.stored).toBeLessThanOrEqual(limits.updatesBurst + 100)
    await eventually(async () => saidIn(await storedText(world.db, id)) === saidIn(awa.doc))
    await allIsWell()
  })

  test('a flood of presence is cut with 4529', async () => {
    const echo = awarenessOf(statesUpdate(Array.from({ length: 100 }, (_, i) => ({ client: i, clock: 1, state: {} }))))
    for (let i = 0; i < limits.awarenessMessagesBurst + 2000; i++) bilal.send(echo)
    expect(await bilal.closed()).toBe(4529)
    await allIsWell()
  })

  test('asking for the text again and again is cut with 4529', async () => {
    for (let i = 0; i < 30; i++) bilal.send(syncOf(0, Uint8Array.of(0)))
    expect(await bilal.closed()).toBe(4529)
    await allIsWell()
  })

  test('a giant state vector of ids nobody has is answered and kept nowhere', async () => {
    const vector = new Map(Array.from({ length: 90_000 }, (_, i) => [i + 1, 5]))
    bilal.send(syncOf(0, Y.encodeStateVector(vector as never)))
    await allIsWell()
    expect(bilal.closeCode).toBeNull()
  })

  test('a text that has grown to its bound takes no more, and can still be shortened', async () => {
    const whole = update((text) => text.insert(0, 'x'.repeat(limits.documentBytes + 1)))
    const full = await world.text()
    await world.db
      .updateTable('docState')
      .set({ bytes: Buffer.from(whole) })
      .where('docId', '=', full)
      .execute()
    const [writer, other] = [await world.join(full, world.awa), await world.join(full, world.bilal)]
    writer.type('plus')
    expect(await writer.closed()).toBe(4413)
    other.text.delete(0, 100)
    await other.allStored()
    expect(saidIn(await storedText(world.db, full))).toHaveLength(limits.documentBytes - 99)
  })
})

test('a reader who stops reading is cut with 4503 within four megabytes; nobody else waits', async () => {
  const [[served], slow] = await Promise.all([once(world.app.server, 'connection') as Promise<[Socket]>, world.join(id, world.chloe)])
  const socket = (slow.socket as unknown as { _socket: { pause(): void; resume(): void } })._socket
  socket.pause()
  const writers = [awa, await world.join(id, world.awa), await world.join(id, world.awa)]
  let waiting = 0
  for (let i = 0; i < 90; i++) {
    const writer = writers[i % 3]!
    writer.type('x'.repeat(200_000))
    await eventually(() => bilal.text.length === writer.text.length)
    waiting = Math.max(waiting, served.writableLength)
    writer.text.delete(0, 200_000)
    await writer.allStored()
    await eventually(() => new Set([...writers, bilal].map(({ text }) => text.length)).size === 1)
  }
  expect(waiting).toBeGreaterThan(1e6)
  expect(waiting).toBeLessThan(limits.readerBacklogBytes + 600_000)
  await eventually(() => served.destroyed)
  socket.resume()
  await slow.closed()
  await allIsWell()
}, 60_000)
