import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Way } from '../../live/client.ts'
import { syncOf } from '../../live/frames.ts'
import { eventually, liveWorld, saidIn, storedText, type LiveWorld } from './live-world.ts'

let world: LiveWorld
beforeAll(async () => void (world = await liveWorld()))
afterEach(() => world.leaveAll())
afterAll(() => world.close())

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('before the upgrade', () => {
  type Case = [string, number, (world: LiveWorld) => { who?: { id: string; cookie: string }; way?: Partial<Way>; text?: string }]
  test.each<Case>([
    ['without a session', 401, () => ({})],
    ['with a session nobody opened', 401, () => ({ who: { id: '', cookie: 'preau=forged' } })],
    ['from another site', 403, (w) => ({ who: w.awa, way: { origin: 'https://elsewhere.test' } })],
    ['from a page without an address', 403, (w) => ({ who: w.awa, way: { origin: 'null' } })],
    ['to a text that is not', 404, (w) => ({ who: w.awa, text: 'nothinghere' })],
    ['to a text of a group one is not in', 404, (w) => ({ who: w.dan })],
    ['to a text of a movement one is not in', 404, (w) => ({ who: w.eve })],
  ])('someone who comes %s is answered %i', async (_, status, of) => {
    const id = await world.text({ audience: 'body' })
    const { who, way, text = id } = of(world)
    await expect(world.client(text, who, way).open()).rejects.toMatchObject({ status })
  })

  test('no more than twenty connections are held for one person, and the next is answered 429', async () => {
    const id = await world.text()
    const held = await Promise.all(Array.from({ length: 20 }, () => world.join(id, world.chloe)))
    await expect(world.client(id, world.chloe).open()).rejects.toMatchObject({ status: 429 })
    await held[0]!.leave()
    await eventually(() => world.join(id, world.chloe).then(Boolean, () => false))
  })

  test.each<[string, Partial<Way>]>([
    ['an editor of another schema', { schema: 999 }],
    ['an editor that does not say its schema', { schema: null }],
    ['a local copy of another generation', { generation: 99 }],
  ])('%s is closed with 4409 and hears nothing', async (_, way) => {
    const id = await world.text()
    const client = await world.client(id, world.awa, way).open()
    expect(await client.closed()).toBe(4409)
    expect(client.heard).toEqual([])
  })
})

describe('who may only read', () => {
  test('sees the words live; what they write reaches neither the others nor the database, whatever they send', async () => {
    const id = await world.text({ audience: 'movement', writers: 'members' })
    const awa = await world.join(id, world.awa)
    const dan = await world.join(id, world.dan)
    expect(dan.mode).toBe(0)
    awa.type('lisible')
    await eventually(() => saidIn(dan.doc) === 'lisible')
    dan.type('FAUX ')
    dan.send(syncOf(1, (await import('yjs')).encodeStateAsUpdate(dan.doc)))
    await pause(150)
    expect(saidIn(awa.doc)).toBe('lisible')
    expect(saidIn(await storedText(world.db, id))).toBe('lisible')
    expect(dan.stored).toBe(0)
    expect(dan.closeCode).toBeNull()
  })

  test('is asked for no text: the server sends them no step 1', async () => {
    const id = await world.text()
    const dan = await world.join(id, world.dan)
    expect(dan.heard.filter(({ kind }) => kind === 'step1')).toEqual([])
  })
})

describe('a right that changes acts on open connections', () => {
  const session = (cookie: string) =>
    world.db.selectFrom('session').innerJoin('member', 'member.id', 'session.memberId').select('session.id').where('memberId', '=', cookie)

  test('a session that is closed', async () => {
    const id = await world.text()
    const chloe = await world.join(id, world.chloe)
    const { id: sessionId } = await session(world.chloe.id).executeTakeFirstOrThrow()
    const kept = await world.db.deleteFrom('session').where('id', '=', sessionId).returningAll().executeTakeFirstOrThrow()
    await eventually(() => chloe.closeCode !== null)
    expect(chloe.closeCode).toBe(4401)
    await world.db.insertInto('session').values(kept).execute()
  })

  test('a member who is removed from the body of the text', async () => {
    const id = await world.text({ audience: 'body' })
    const chloe = await world.join(id, world.chloe)
    const leave = (leftAt: Date | null) =>
      world.db.updateTable('membership').set({ leftAt }).where('memberId', '=', world.chloe.id).where('bodyId', '=', 'group').execute()
    await leave(new Date())
    await eventually(() => chloe.closeCode !== null)
    expect(chloe.closeCode).toBe(4403)
    await leave(null)
  })

  test('a text that is archived', async () => {
    const id = await world.text()
    const bilal = await world.join(id, world.bilal)
    await world.db.updateTable('document').set({ archivedAt: new Date() }).where('id', '=', id).execute()
    await eventually(() => bilal.closeCode !== null)
    expect(bilal.closeCode).toBe(4410)
  })

  const change = (id: string, payload: object) =>
    world.app.inject({ method: 'PATCH', url: `/api/documents/${id}`, payload, headers: { cookie: world.awa.cookie } })

  test('an audience that shrinks cuts those it leaves out, and nobody else', async () => {
    const id = await world.text({ audience: 'movement' })
    const [dan, bilal] = [await world.join(id, world.dan), await world.join(id, world.bilal)]
    expect((await change(id, { audience: 'body' })).statusCode).toBe(204)
    await eventually(() => dan.closeCode !== null)
    expect([dan.closeCode, bilal.closeCode]).toEqual([4403, null])
  })

  test('writers who become readers are told, and not listened to; given back, what they typed meanwhile is taken', async () => {
    const id = await world.text()
    const [awa, bilal] = [await world.join(id, world.awa), await world.join(id, world.bilal)]
    bilal.type('avant ')
    await eventually(() => saidIn(awa.doc) === 'avant ')
    await change(id, { writers: 'coordinators' })
    await eventually(() => bilal.mode === 0)
    bilal.type('pendant ')
    await pause(100)
    expect(saidIn(awa.doc)).toBe('avant ')
    await change(id, { writers: 'members' })
    await eventually(() => bilal.mode === 1)
    await bilal.allStored()
    expect(saidIn(await storedText(world.db, id))).toBe('avant pendant ')
    expect(bilal.closeCode).toBeNull()
  })

  test('the unmodified client is closed with 4510, and comes back in its new mode', async () => {
    const id = await world.text()
    const bilal = await world.join(id, world.bilal, { own: false })
    await change(id, { writers: 'coordinators' })
    expect(await bilal.closed(1000)).toBe(4510)
  })
})
