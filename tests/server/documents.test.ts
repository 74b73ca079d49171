import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { fragmentName, schemaVersion } from '#domain/charter.ts'
import { documentLimits as limits } from '#domain/document.ts'
import { liveWorld, type LiveWorld, type Someone } from './live/live-world.ts'

let world: LiveWorld
beforeAll(async () => void (world = await liveWorld()))
afterEach(() => world.leaveAll())
afterAll(() => world.close())

type Method = 'GET' | 'POST' | 'PATCH'
const knock = (who: Someone | null, method: Method, url: string, payload?: object, headers: object = {}) =>
  world.app.inject({ method, url, headers: { ...(who && { cookie: who.cookie }), ...headers }, ...(payload && { payload }) })
const list = '/api/bodies/drome/documents'
const openText = async (draft: object = {}, who = world.awa) => {
  const answer = await knock(who, 'POST', list, { kind: 'note', title: 'Ordre du jour', ...draft })
  return { status: answer.statusCode, ...(answer.json() as { id: string; error?: string; reason?: string }) }
}

describe('a coordinator', () => {
  test('opens a text: it has one empty paragraph, its movement reads it and its members write in it', async () => {
    const { status, id } = await openText({ title: '  Compte   rendu ' })
    expect(status).toBe(200)
    expect((await knock(world.awa, 'GET', `/api/documents/${id}`)).json()).toEqual({
      id,
      kind: 'note',
      title: 'Compte rendu',
      body: { slug: 'drome', name: 'Drôme' },
      audience: 'movement',
      writers: 'members',
      generation: 1,
      schemaVersion,
      mayWrite: true,
      mayManage: true,
      updatedAt: expect.any(String),
    })
    expect((await knock(world.awa, 'GET', `/api/documents/${id}/content`)).json()).toMatchObject({
      content: { type: 'doc', content: [{ type: 'paragraph' }] },
    })
  })

  test('opens one charter and not two, were they asked for at the same instant', async () => {
    const both = await Promise.all([1, 2, 3].map((n) => openText({ kind: 'charter', title: `Charte ${n}` })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    expect(both.find(({ status }) => status === 409)).toMatchObject({ error: 'refused', reason: 'charter-exists' })
    const { rows } = { rows: await world.db.selectFrom('document').select('id').where('kind', '=', 'charter').execute() }
    expect(rows).toHaveLength(1)
  })

  test('changes its title, who reads it and who writes in it, all at once or one by one', async () => {
    const { id } = await openText()
    const change = (payload: object) => knock(world.awa, 'PATCH', `/api/documents/${id}`, payload)
    expect((await change({ title: 'Ordre du jour du 3 décembre' })).statusCode).toBe(204)
    expect((await change({ audience: 'everyone', writers: 'coordinators' })).statusCode).toBe(204)
    expect((await change({})).statusCode).toBe(204)
    expect((await knock(null, 'GET', `/api/documents/${id}`)).json()).toMatchObject({
      title: 'Ordre du jour du 3 décembre',
      audience: 'everyone',
      writers: 'coordinators',
      mayWrite: false,
      mayManage: false,
    })
    expect((await knock(world.bilal, 'GET', `/api/documents/${id}`)).json()).toMatchObject({ mayWrite: false, mayManage: false })
  })
})

describe('someone who is no coordinator of the body', () => {
  test.each<[string, (w: LiveWorld) => Someone]>([
    ['a member of it', (w) => w.bilal],
    ['a member of the movement', (w) => w.dan],
    ['someone from nowhere', (w) => w.eve],
  ])('%s opens no text and changes none', async (_, of) => {
    expect(await openText({}, of(world))).toMatchObject({ status: 409, error: 'refused', reason: 'not-a-coordinator' })
    const { id } = await openText({ audience: 'everyone' })
    const changed = await knock(of(world), 'PATCH', `/api/documents/${id}`, { title: 'Pris' })
    expect([changed.statusCode, changed.json()]).toEqual([409, { error: 'refused', reason: 'not-a-coordinator' }])
    expect((await knock(null, 'GET', `/api/documents/${id}`)).json()).toMatchObject({ title: 'Ordre du jour' })
  })

  test('a passer-by is asked to sign in', async () => {
    const { id } = await openText({ audience: 'everyone' })
    expect((await knock(null, 'POST', list, { kind: 'note', title: 'A' })).statusCode).toBe(401)
    expect((await knock(null, 'PATCH', `/api/documents/${id}`, { title: 'A' })).statusCode).toBe(401)
  })

  test('another site changes nothing, whoever is signed in', async () => {
    const { id } = await openText()
    const forged = await knock(world.awa, 'PATCH', `/api/documents/${id}`, { title: 'Pris' }, { origin: 'https://elsewhere.test' })
    expect(forged.statusCode).toBe(403)
  })
})

describe('who finds a text', () => {
  type Who = 'passer-by' | 'eve' | 'dan' | 'bilal' | 'awa'
  const finders: Record<'body' | 'movement' | 'everyone', Who[]> = {
    body: ['bilal', 'awa'],
    movement: ['dan', 'bilal', 'awa'],
    everyone: ['passer-by', 'eve', 'dan', 'bilal', 'awa'],
  }
  test.each(Object.entries(finders))('of audience "%s"', async (audience, found) => {
    const { id } = await openText({ audience })
    for (const who of finders.everyone) {
      const person = who === 'passer-by' ? null : world[who]
      const status = found.includes(who) ? 200 : 404
      for (const url of [`/api/documents/${id}`, `/api/documents/${id}/content`])
        expect([who, (await knock(person, 'GET', url)).statusCode]).toEqual([who, status])
      const listed = (await knock(person, 'GET', list)).json() as { id: string }[]
      expect([who, listed.some((text) => text.id === id)]).toEqual([who, status === 200])
    }
  })

  test('nobody finds one that is archived, or never was', async () => {
    const { id } = await openText({ audience: 'everyone' })
    await world.db.updateTable('document').set({ archivedAt: new Date() }).where('id', '=', id).execute()
    for (const gone of [id, 'neverwas'])
      for (const url of [`/api/documents/${gone}`, `/api/documents/${gone}/content`])
        expect((await knock(world.awa, 'GET', url)).statusCode).toBe(404)
  })
})

describe('what a text says', () => {
  test('is what is stored, a moment after it was written, with its marks; the last written comes first in the list', async () => {
    const { id } = await openText({ title: 'Premier' })
    await openText({ title: 'Second' })
    const bilal = await world.join(id, world.bilal)
    const fragment = bilal.doc.getXmlFragment(fragmentName)
    const words = new Y.XmlText()
    words.insert(0, 'Nous voulons ', {})
    words.insert(13, 'la navette', { strong: {} })
    bilal.doc.transact(() => (fragment.get(0) as Y.XmlElement).insert(0, [words]))
    await bilal.allStored()
    const { content } = (await knock(world.awa, 'GET', `/api/documents/${id}/content`)).json() as { content: unknown }
    expect(content).toEqual({
      type: 'doc',
      content: [
        {
          type: 'paragraph',
          content: [
            { type: 'text', text: 'Nous voulons ' },
            { type: 'text', text: 'la navette', marks: [{ type: 'strong' }] },
          ],
        },
      ],
    })
    const titles = ((await knock(world.awa, 'GET', list)).json() as { title: string }[]).map(({ title }) => title)
    expect(titles.indexOf('Premier')).toBeLessThan(titles.indexOf('Second'))
  })
})

describe('what is malformed is answered 400', () => {
  test.each<[string, object, string]>([
    ['no title', { kind: 'note' }, 'title'],
    ['a title of spaces', { kind: 'note', title: '   ' }, 'title'],
    ['a title that is too long', { kind: 'note', title: 'x'.repeat(limits.titleCharacters + 1) }, 'title'],
    ['a kind that is not', { kind: 'poem', title: 'A' }, 'kind'],
    ['an audience that is not', { kind: 'note', title: 'A', audience: 'nobody' }, 'audience'],
    ['writers that are not', { kind: 'note', title: 'A', writers: 'everyone' }, 'writers'],
    ['a field too many', { kind: 'note', title: 'A', id: 'mine' }, 'id'],
  ])('%s', async (_, draft, field) => {
    const answer = await knock(world.awa, 'POST', list, draft)
    expect(answer.statusCode).toBe(400)
    expect((answer.json() as { fields: { field: string }[] }).fields.map((each) => each.field)).toContain(field)
  })

  test('a body that is too large is not read', async () => {
    expect((await knock(world.awa, 'POST', list, { kind: 'note', title: 'x'.repeat(70_000) })).statusCode).toBe(413)
  })

  test('more than five hundred texts in one body are refused', async () => {
    const rows = Array.from({ length: limits.perBody }, (_, i) => ({
      id: `many${i}`,
      bodyId: 'movement',
      kind: 'note' as const,
      title: 'A',
      schemaVersion,
      createdBy: world.awa.id,
    }))
    await world.db.insertInto('document').values(rows).execute()
    await world.db
      .updateTable('membership')
      .set({ standing: 'coordinator' })
      .where('memberId', '=', world.awa.id)
      .where('bodyId', '=', 'movement')
      .execute()
    const answer = await knock(world.awa, 'POST', '/api/bodies/mains-levees/documents', { kind: 'note', title: 'Un de plus' })
    expect([answer.statusCode, answer.json()]).toEqual([409, { error: 'refused', reason: 'too-many' }])
  })
})
