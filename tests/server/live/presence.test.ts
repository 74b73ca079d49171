import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Presence } from '#server/live/presence.ts'
import type { Client } from '../../live/client.ts'
import { awarenessOf, readStates, statesUpdate } from '../../live/frames.ts'
import { eventually, liveWorld, type LiveWorld, type Someone } from './live-world.ts'

let world: LiveWorld
let id: string
let awa: Client
let bilal: Client
beforeAll(async () => void (world = await liveWorld()))
afterEach(() => world.leaveAll())
afterAll(() => world.close())

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const arrive = async () => {
  id = await world.text()
  awa = await world.join(id, world.awa)
  bilal = await world.join(id, world.bilal)
}
const lastOf = (reader: Client, client: number) => reader.states().findLast((state) => state.client === client)?.state

test('a name is that of the session: a forged one is written over', async () => {
  await arrive()
  bilal.present({ user: { id: world.awa.id, name: 'Awa', color: 'red' }, cursor: 3 }, 1)
  await eventually(() => awa.states().length > 0)
  const state = lastOf(awa, bilal.doc.clientID)
  expect(state).toMatchObject({ cursor: 3, user: { id: world.bilal.id, name: 'Bilal' } })
})

test('the id of someone else can neither be taken, nor moved, nor sent away', async () => {
  await arrive()
  awa.present({ cursor: 1 }, 1)
  await eventually(() => bilal.states().length > 0)
  bilal.present({ cursor: 66 }, 1_000_000, awa.doc.clientID)
  bilal.present(null, 1_000_001, awa.doc.clientID)
  const chloe = await world.join(id, world.chloe)
  await pause(150)
  expect(lastOf(chloe, awa.doc.clientID)).toMatchObject({ cursor: 1, user: { name: 'Awa' } })
  expect(bilal.states().every(({ state }) => state !== null)).toBe(true)
})

test('one connection is one person: of ten thousand ids none but the first is taken', async () => {
  await arrive()
  const crowd = Array.from({ length: 10_000 }, (_, i) => ({ client: i + 1, clock: 1, state: {} }))
  bilal.send(awarenessOf(statesUpdate(crowd)))
  for (let i = 0; i < 1000; i++) bilal.present({ cursor: i }, 1, i + 1)
  await eventually(() => awa.states().length > 0)
  await pause(150)
  expect(new Set(awa.states().map(({ client }) => client))).toEqual(new Set([1]))
  expect(bilal.closeCode).toBeNull()
})

test.each<[string, (client: Client) => void]>([
  ['a state of more than a kilobyte', (client) => client.present({ cursor: 'x'.repeat(1100) }, 2)],
  ['a state that is a list', (client) => client.present([1], 2)],
  ['a state that is no JSON', (client) => client.present('{', 2)],
  ['a state that is older', (client) => client.present({ cursor: 9 }, 0)],
])('%s is dropped, and the former one stays', async (_, say) => {
  await arrive()
  bilal.present({ cursor: 1 }, 1)
  await eventually(() => awa.states().length > 0)
  say(bilal)
  await pause(130)
  expect(awa.states()).toHaveLength(1)
  expect(bilal.closeCode).toBeNull()
})

test('a cursor that moves a thousand times a second is relayed ten times', async () => {
  await arrive()
  const start = performance.now()
  for (let i = 0; i < 500; i++) {
    bilal.present({ cursor: i }, i + 1)
    if (i % 10 === 0) await pause(10)
  }
  await eventually(() => (lastOf(awa, bilal.doc.clientID) as { cursor: number } | undefined)?.cursor === 499)
  expect(awa.states().length).toBeLessThanOrEqual(Math.ceil((performance.now() - start) / 100) + 2)
})

test('who leaves disappears at once, and someone who arrives sees who is there', async () => {
  await arrive()
  bilal.present({ cursor: 1 }, 1)
  await eventually(() => awa.states().length > 0)
  const chloe = await world.join(id, world.chloe)
  expect(lastOf(chloe, bilal.doc.clientID)).toMatchObject({ user: { name: 'Bilal' } })
  await bilal.leave()
  await eventually(() => lastOf(awa, bilal.doc.clientID) === null && lastOf(chloe, bilal.doc.clientID) === null)
})

test('two windows of one person are two cursors with one name', async () => {
  await arrive()
  const again = await world.join(id, world.bilal)
  bilal.present({ cursor: 1 }, 1)
  again.present({ cursor: 2 }, 1)
  await eventually(() => new Set(awa.states().map(({ client }) => client)).size === 2)
  expect(awa.states().map(({ state }) => (state as { user: { name: string } }).user.name)).toEqual(['Bilal', 'Bilal'])
})

test('above two hundred people only those who wrote a moment ago have a cursor', () => {
  const presence = new Presence<{ identity: { id: string; name: string; color: string; tint: number } }>()
  const peers = Array.from({ length: 201 }, (_, i) => ({ identity: { id: `m${i}`, name: `N${i}`, color: '#000', tint: 0 } }))
  let now = 1_000_000
  const say = (i: number) => presence.hear(peers[i]!, statesUpdate([{ client: i + 1, clock: 1, state: { cursor: i } }]), now)
  const drain = () => {
    const taken = presence.take(now, 1000)
    return taken.flatMap(({ state }) => readStates(new Uint8Array([1, ...state])))
  }
  for (const i of peers.keys()) say(i)
  expect(drain()).toHaveLength(201)
  presence.wrote(peers[7]!, now)
  presence.beat(201, (now += 1000))
  expect(presence.crowded).toBe(true)
  expect(drain().filter(({ state }) => state === null)).toHaveLength(200)
  presence.beat(201, (now += 61_000))
  expect(drain().map(({ client, state }) => [client, state])).toEqual([[8, null]])
  presence.beat(150, (now += 1000))
  expect(drain()).toHaveLength(201)
})

test('a member who comes back with the id of their former window keeps a clock that grows', async () => {
  await arrive()
  bilal.present({ cursor: 1 }, 5)
  await eventually(() => awa.states().length === 1)
  const before = awa.states()[0]!.clock
  await bilal.leave()
  await eventually(() => awa.states().length === 2)
  await bilal.join()
  bilal.present({ cursor: 2 }, 1)
  await eventually(() => awa.states().length === 3)
  expect(awa.states()[1]!.clock).toBeGreaterThan(before)
  expect(awa.states()[2]!.clock).toBeGreaterThan(awa.states()[1]!.clock)
  const thief: Someone = world.chloe
  await bilal.leave()
  const chloe = await world.join(id, thief)
  chloe.present({ cursor: 3 }, 1, bilal.doc.clientID)
  await pause(150)
  expect(lastOf(awa, bilal.doc.clientID)).toBeNull()
})
