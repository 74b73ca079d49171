import type { Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../live/client.ts'
import { awarenessOf, statesUpdate } from '../../live/frames.ts'
import { eventually, liveWorld, saidIn, storedText, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => void (world = await liveWorld()))
afterEach(() => world.leaveAll())
afterAll(() => world.close())

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const same = (clients: readonly Client[]) => eventually(() => new Set(clients.map(({ doc }) => saidIn(doc))).size === 1)

describe('people in one text', () => {
  test('write at once and end with the same text, which is the one in the database', async () => {
    const id = await world.text()
    const three = await Promise.all([world.join(id, world.awa), world.join(id, world.bilal), world.join(id, world.chloe)])
    for (let i = 0; i < 60; i++) {
      for (const [n, client] of three.entries()) {
        client.type(`${n}${i} `, Math.floor(client.text.length / (n + 1)))
        if (i % 7 === n) client.text.delete(0, 2)
      }
      if (i % 10 === 0) await pause(3)
    }
    await Promise.all(three.map((client) => client.allStored()))
    await same(three)
    const said = saidIn(three[0]!.doc)
    expect(said.length).toBeGreaterThan(300)
    expect(saidIn(await storedText(world.db, id))).toBe(said)
  })

  test('are told by the text itself who writes when: each row has its author', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    const bilal = await world.join(id, world.bilal)
    awa.type('A')
    await awa.allStored()
    bilal.type('B')
    await bilal.allStored()
    const rows = await world.db.selectFrom('docUpdate').select('authorId').where('docId', '=', id).orderBy('seq').execute()
    expect(rows.map(({ authorId }) => authorId)).toEqual([world.awa.id, world.bilal.id])
  })

  test('hold the whole text before they are told "synced", and a text is never filled twice', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    awa.type('x'.repeat(50_000))
    await awa.allStored()
    const others = await Promise.all(Array.from({ length: 8 }, () => world.join(id, world.bilal)))
    for (const other of others) expect(other.text.length).toBe(50_000)
  })
})

describe('"stored"', () => {
  test('comes when the row is in the database, and not before', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    for (let i = 0; i < 30; i++) {
      awa.type(`${i};`)
      await awa.allStored()
      expect(saidIn(await storedText(world.db, id))).toBe(saidIn(awa.doc))
    }
  })

  test('does not come while the database cannot commit: others see the words, the writer is told "not stored", then "stored"', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    const bilal = await world.join(id, world.bilal)
    await awa.allStored()
    const before = awa.stored
    await world.db.transaction().execute(async (trx) => {
      await sql`lock table doc_update in share mode`.execute(trx)
      awa.type('suspendu')
      await eventually(() => saidIn(bilal.doc) === 'suspendu')
      await awa.until(() => awa.heard.some((said) => said.kind === 'storing' && said.value === 0), 'the warning')
      expect(awa.stored).toBe(before)
    })
    await awa.allStored()
    await awa.until(() => awa.heard.some((said) => said.kind === 'storing' && said.value === 1), 'the all-clear')
    expect(saidIn(await storedText(world.db, id))).toBe('suspendu')
  })
})

describe('the wire', () => {
  test('carries one write for each reader and tick, however many keys and cursors', async () => {
    const sockets: Socket[] = []
    const note = (socket: Socket) => sockets.push(socket)
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    const bilal = await world.join(id, world.bilal)
    world.app.server.on('connection', note)
    const chloe = await world.join(id, world.chloe)
    world.app.server.off('connection', note)
    let writes = 0
    const socket = sockets[0]!
    const write = socket.write.bind(socket)
    socket.write = ((...args: Parameters<Socket['write']>) => (writes++, write(...args))) as Socket['write']
    const start = performance.now()
    for (let i = 0; i < 50; i++) {
      awa.type('a')
      bilal.type('b', 0)
      awa.present({ cursor: i }, i + 1)
      if (i % 10 === 9) await pause(2)
    }
    await eventually(() => chloe.text.length === 100)
    const ticks = (performance.now() - start) / 20
    expect(writes).toBeLessThanOrEqual(Math.ceil(ticks) + 2)
    expect(chloe.heard.filter(({ kind }) => kind === 'update').length).toBeGreaterThanOrEqual(100)
  })

  test('brings a writer neither their own words nor their own cursor back', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    const bilal = await world.join(id, world.bilal)
    const before = awa.heard.filter(({ kind }) => kind === 'update').length
    awa.present({ cursor: 1 }, 1)
    awa.type('bonjour')
    await eventually(() => saidIn(bilal.doc) === 'bonjour' && bilal.states().length > 0)
    await pause(60)
    expect(awa.heard.filter(({ kind }) => kind === 'update')).toHaveLength(before)
    expect(awa.states()).toEqual([])
  })

  test('relays no echo of a cursor: y-websocket sends back all that it hears', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    const bilal = await world.join(id, world.bilal)
    const chloe = await world.join(id, world.chloe)
    bilal.present({ cursor: 0 }, 1)
    awa.present({ cursor: 7 }, 1)
    await eventually(() => bilal.states().some(({ client }) => client === awa.doc.clientID))
    const relayed = chloe.states().length
    for (const state of bilal.states()) bilal.send(awarenessOf(statesUpdate([state])))
    bilal.send(awarenessOf(statesUpdate([...bilal.states(), ...bilal.states()])))
    await pause(80)
    expect(chloe.states().filter(({ client }) => client === awa.doc.clientID)).toHaveLength(1)
    expect(chloe.states().length).toBeLessThanOrEqual(Math.max(relayed, 2))
  })

  test('gives someone who comes back what they miss, and no more', async () => {
    const id = await world.text()
    const awa = await world.join(id, world.awa)
    const bilal = await world.join(id, world.bilal)
    awa.type('x'.repeat(100_000))
    await eventually(() => bilal.text.length === 100_000)
    await awa.allStored()
    await bilal.leave()
    awa.type(' et la suite')
    await awa.allStored()
    await awa.leave()
    await eventually(async () => (await world.db.selectFrom('docUpdate').where('docId', '=', id).selectAll().execute()).length === 0)
    bilal.type(' (hors ligne)', 0)
    bilal.heard.length = 0
    await bilal.join()
    await bilal.allStored()
    const bytes = bilal.heard.reduce((sum, said) => sum + ('bytes' in said ? said.bytes.length : 0), 0)
    expect(bytes).toBeLessThan(500)
    expect(saidIn(await storedText(world.db, id))).toBe(` (hors ligne)${'x'.repeat(100_000)} et la suite`)
  })
})
