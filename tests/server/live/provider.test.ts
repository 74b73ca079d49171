import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { message, sync } from '#lib/live/frames.ts'
import { endingOf, pauseBefore } from '#lib/live/status.ts'
import * as server from '#server/live/messages.ts'
import { rightsChanged } from '#server/rights-changed.ts'
import { eventually, liveWorld, saidIn, storedText, type LiveWorld } from './live-world.ts'
import { clientsIn, type Opened } from './provider-world.ts'

let world: LiveWorld
const { open, endAll } = clientsIn(() => world)
beforeAll(async () => void (world = await liveWorld()))
afterEach(endAll)
afterAll(() => world.close())

const saved = (one: Opened) => eventually(() => one.status.phase === 'saved')
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('the protocol', () => {
  test('the browser’s numbers are the server’s', () => {
    expect(message).toEqual({
      sync: server.messageSync,
      awareness: server.messageAwareness,
      stored: server.messageStored,
      mode: server.messageMode,
      generation: server.messageGeneration,
      storing: server.messageStoring,
      people: server.messagePeople,
      beside: server.messageBeside,
      packed: server.messagePacked,
    })
    expect(sync).toEqual({ step1: server.syncStep1, step2: server.syncStep2, update: server.syncUpdate })
  })

  test('every close code of the server is an end or another try, as y-websocket understands it', () => {
    const ends = Object.entries(server.closing).map(([reason, code]) => [reason, endingOf(code)])
    expect(Object.fromEntries(ends)).toEqual({
      malformed: 'refused',
      signedOut: 'signed-out',
      noRight: 'gone',
      gone: 'gone',
      tooOld: 'outdated',
      archived: 'gone',
      tooLarge: 'refused',
      unsound: 'refused',
      restart: null,
      tryLater: null,
      tooSlow: null,
      rightChanged: null,
      tooMany: null,
    })
  })

  test('pauses grow from half a second to sixteen, and never fall together', () => {
    expect([0, 1, 2, 3, 4, 9].map((attempt) => pauseBefore(attempt, 0))).toEqual([500, 1000, 2000, 4000, 8000, 8000])
    expect(pauseBefore(9, 0.999)).toBeLessThan(16_000)
  })
})

describe('together', () => {
  test('what one writes the other reads, both see the other’s name, and saved means in the database', async () => {
    const id = await world.text()
    const awa = open(id, world.awa)
    const bilal = open(id, world.bilal)
    expect(awa.status.mayWrite).toBe(false)
    await Promise.all([saved(awa), saved(bilal)])
    expect(awa.status.mayWrite).toBe(true)
    awa.type('Nos valeurs')
    expect(awa.status).toMatchObject({ phase: 'saving', unsaved: true })
    await saved(awa)
    expect(saidIn(await storedText(world.db, id))).toBe('Nos valeurs')
    await eventually(() => bilal.said === 'Nos valeurs')
    await eventually(() => awa.names().includes('Bilal') && bilal.names().includes('Awa'))
    bilal.live.leave()
    await eventually(() => !awa.names().includes('Bilal'))
    bilal.live.enter()
    await eventually(() => awa.names().includes('Bilal') && bilal.names().includes('Awa'))
  })

  test('what was typed before the server asked, or while away, is sent once and is all there', async () => {
    const id = await world.text()
    const awa = open(id, world.awa)
    awa.type('avant ')
    await saved(awa)
    awa.live.leave()
    awa.type('pendant ')
    expect(awa.status).toMatchObject({ phase: 'offline', unsaved: true, mayWrite: true })
    const bilal = open(id, world.bilal)
    await saved(bilal)
    bilal.type('ailleurs ')
    await saved(bilal)
    awa.live.enter()
    awa.type('retour')
    await saved(awa)
    await eventually(() => bilal.said === awa.said)
    for (const words of ['avant ', 'pendant ', 'ailleurs ', 'retour']) expect(awa.said.split(words)).toHaveLength(2)
    expect(saidIn(await storedText(world.db, id))).toBe(awa.said)
  })

  test('a flood is kept back, merged and stored whole', async () => {
    const id = await world.text()
    const awa = open(id, world.awa)
    await saved(awa)
    for (let i = 0; i < 3000; i++) awa.type(String(i % 10))
    await saved(awa)
    expect(awa.connects).toBe(1)
    expect(saidIn(await storedText(world.db, id))).toHaveLength(3000)
  })

  test('people come back with the same state they left with', async () => {
    const id = await world.text()
    const awa = open(id, world.awa)
    const bilal = open(id, world.bilal)
    await eventually(() => awa.names().includes('Bilal'))
    awa.live.leave()
    expect(awa.names()).not.toContain('Bilal')
    awa.live.enter()
    await eventually(() => awa.names().includes('Bilal'))
    expect(bilal.status.phase).toBe('saved')
  })
})

describe('saved is not said too early', () => {
  test('while the database does not answer, and said again once it has', async () => {
    const id = await world.text()
    const awa = open(id, world.awa)
    await saved(awa)
    await world.db.transaction().execute(async (trx) => {
      await sql`lock table doc_update in exclusive mode`.execute(trx)
      awa.type('en attente')
      await pause(400)
      expect(awa.status).toMatchObject({ phase: 'saving', unsaved: true })
      await eventually(() => awa.status.phase === 'late')
    })
    await saved(awa)
    expect(saidIn(await storedText(world.db, id))).toBe('en attente')
  })
})

describe('rights', () => {
  const writers = (id: string, who: 'members' | 'coordinators') =>
    world.db
      .updateTable('document')
      .set({ writers: who })
      .where('id', '=', id)
      .execute()
      .then(() => rightsChanged())

  test('who may only read sees it live; a right given or taken acts at once, and nothing written is lost', async () => {
    const id = await world.text({ writers: 'coordinators' })
    const awa = open(id, world.awa)
    const bilal = open(id, world.bilal, { mode: 'read' })
    await saved(awa)
    awa.type('vivant')
    await eventually(() => bilal.said === 'vivant')
    expect(bilal.status).toMatchObject({ phase: 'read-only', mayWrite: false })
    await writers(id, 'members')
    await eventually(() => bilal.status.phase === 'saved')
    bilal.type(' à deux')
    await saved(bilal)
    await writers(id, 'coordinators')
    await eventually(() => bilal.status.phase === 'read-only')
    bilal.type(' refusé')
    await pause(100)
    expect(bilal.status).toMatchObject({ mayWrite: false, unsaved: true })
    expect(awa.said).toBe('vivant à deux')
    await writers(id, 'members')
    await saved(bilal)
    expect(saidIn(await storedText(world.db, id))).toBe('vivant à deux refusé')
  })

  test('someone removed is cut and does not come back', async () => {
    const id = await world.text({ audience: 'body' })
    const chloe = open(id, world.chloe)
    await saved(chloe)
    const stay = (leftAt: Date | null) => world.db.updateTable('membership').set({ leftAt }).where('memberId', '=', world.chloe.id)
    await stay(new Date()).execute()
    await eventually(() => chloe.status.phase === 'ended')
    expect(chloe.status).toMatchObject({ ended: 'gone', mayWrite: false })
    await pause(1200)
    expect(chloe.connects).toBe(1)
    await stay(null).execute()
  })

  test('a page older than the text is told so', async () => {
    const old = open(await world.text(), world.awa, { schema: 999 })
    await eventually(() => old.status.ended === 'outdated')
    expect(old.status.mayWrite).toBe(false)
  })

  test('refused at the door, it asks why; without an answer it goes on trying', async () => {
    const id = await world.text({ audience: 'body' })
    const dan = open(id, world.dan, { diagnose: async () => 'gone' })
    await eventually(() => dan.status.ended === 'gone')
    const eve = open(id, world.eve)
    await eventually(() => eve.connects > 1)
    expect(eve.status.phase).toBe('returning')
  })

  test('what leans on something the server never had is refused, and told', async () => {
    const id = await world.text()
    const source = new Y.Doc()
    source.getText('text').insert(0, 'un')
    const first = Y.encodeStateVector(source)
    source.getText('text').insert(2, 'deux')
    const half = new Y.Doc()
    Y.applyUpdate(half, Y.encodeStateAsUpdate(source, first))
    const awa = open(id, world.awa, { doc: half })
    await eventually(() => awa.status.ended === 'refused')
    expect(saidIn(await storedText(world.db, id))).toBe('')
  })
})

describe('coming back', () => {
  test('cut, it returns by itself', async () => {
    const awa = open(await world.text(), world.awa)
    await saved(awa)
    awa.socket.terminate()
    await eventually(() => awa.status.phase === 'returning')
    awa.type('pendant la coupure')
    await saved(awa)
    expect(awa.connects).toBe(2)
  })

  test('put away, it does not', async () => {
    const awa = open(await world.text(), world.awa)
    await saved(awa)
    awa.live.leave()
    await pause(1500)
    expect(awa.connects).toBe(1)
    awa.live.enter()
    await saved(awa)
  })

  test('a copy of this browser opens the text before the server answers', async () => {
    const id = await world.text()
    const awa = open(id, world.awa, { port: 1 })
    expect(awa.status.mayWrite).toBe(false)
    awa.live.keep({ whole: true })
    await eventually(() => awa.status.phase === 'returning')
    expect(awa.status).toMatchObject({ mayWrite: true, kept: true })
  })
})
