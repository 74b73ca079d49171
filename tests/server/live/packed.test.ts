import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { packedFrame, payloadOf } from '#server/live/messages.ts'
import { eventually, liveWorld, saidIn, type LiveWorld } from './live-world.ts'
import { clientsIn, type Opened } from './provider-world.ts'

let world: LiveWorld
const { open, endAll } = clientsIn(() => world)
beforeAll(async () => void (world = await liveWorld()))
afterEach(async () => {
  endAll()
  await world.leaveAll()
})
afterAll(() => world.close())

const whole = (one: Opened) => eventually(() => one.status.whole)

/** A text of 100 kB and more, in which every word was typed apart and one of ten was taken back; each bit of it is a structure of its own. */
async function longText() {
  const doc = new Y.Doc()
  const text = doc.getText('text')
  for (let n = 0; n < 4000; n++) {
    text.insert((n * 7919) % (text.length + 1), `mot ${n} d’une phrase `)
    if (n % 10 === 0) text.delete(0, 3)
  }
  const id = await world.text()
  const state = Buffer.from(Y.encodeStateAsUpdate(doc))
  await world.db.updateTable('docState').set({ bytes: state }).where('docId', '=', id).execute()
  return { id, said: saidIn(doc), bytes: state.length }
}

describe('a long text', () => {
  test('comes to a browser in a third of its bytes at most, and says the same to the letter', async () => {
    const { id, said, bytes } = await longText()
    const awa = open(id, world.awa)
    await whole(awa)
    expect(awa.said).toBe(said)
    expect(awa.received).toBeLessThan(bytes / 3)
  })

  test('is whole for two who open it while a third writes in it: what came before it was unpacked is there, once', async () => {
    const { id, said } = await longText()
    const awa = await world.join(id, world.awa)
    const writing = setInterval(() => awa.type('pendant '), 2)
    const both = [open(id, world.bilal), open(id, world.chloe)]
    await Promise.all(both.map(whole))
    clearInterval(writing)
    await awa.allStored()
    const now = saidIn(awa.doc)
    expect(now).toContain('pendant ')
    expect(now.replaceAll('pendant ', '')).toBe(said)
    for (const one of both) await eventually(() => one.said === now)
  })

  test('comes as it is to who does not unpack, and to who has nothing of it but its beginning, only what is missing', async () => {
    const { id, said, bytes } = await longText()
    const dan = await world.join(id, world.dan)
    expect(saidIn(dan.doc)).toBe(said)
    const first = open(id, world.awa)
    await whole(first)
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(first.doc))
    const again = open(id, world.awa, { doc: copy })
    await whole(again)
    expect(again.received).toBeLessThan(bytes / 20)
  })

  test('that is short comes as it is, without waiting for anything', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    awa.type('Bonjour à toutes et à tous')
    await awa.allStored()
    const bilal = open(id, world.bilal)
    await whole(bilal)
    expect(bilal.said).toBe('Bonjour à toutes et à tous')
  })

  test('that cannot be unpacked is asked for again: it is never taken for the whole', async () => {
    const broken = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(broken, 'listening')
    broken.on('connection', (socket) => socket.send(payloadOf(packedFrame(new Uint8Array([1, 2, 3])))))
    const awa = open('any', world.awa, { port: (broken.address() as AddressInfo).port })
    await eventually(() => awa.connects > 1)
    expect(awa.status.whole).toBe(false)
    broken.close()
    for (const socket of broken.clients) socket.terminate()
  })
})
