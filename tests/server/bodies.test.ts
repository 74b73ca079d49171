import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memberLimits } from '#domain/body.ts'
import {
  addBody,
  browser,
  foundedWorld,
  type FoundedWorld,
  malformed,
  notFound,
  refused,
  someone,
  type Someone,
  told,
} from './people-world.ts'

let world: FoundedWorld
let awa: Someone
let bilal: Someone
let dan: Someone
beforeAll(async () => {
  world = await foundedWorld()
  await addBody(world, 'Drome')
  awa = await someone(world, 'Awa', { [world.slug]: 'member', drome: 'coordinator' })
  bilal = await someone(world, 'Bilal', { drome: 'member' })
  dan = await someone(world, 'Dan', { [world.slug]: 'member' })
})
afterAll(() => world.close())

const create = (who: Pick<Someone, 'ask'>, parent: string, kind: string, name: string) =>
  who.ask('POST', '/api/bodies', { parent, kind, name })
const read = async (who: Pick<Someone, 'ask'>, slug: string) => (await who.ask('GET', `/api/bodies/${slug}`)).json()
const everything = {
  invite: true,
  shareInvitation: true,
  createIn: true,
  nameCoordinators: true,
  remove: true,
  openPolls: true,
  writeTexts: true,
}
const nothing = Object.fromEntries(Object.keys(everything).map((right) => [right, false]))

describe('creating a body', () => {
  test('the coordination of the movement creates a group, and whoever creates it coordinates it', async () => {
    expect(told(await create(world.lila, world.slug, 'group', '  Saône-et-Loire '))).toEqual([200, { slug: 'saone-et-loire' }])
    const group = await read(world.lila, 'saone-et-loire')
    expect(group).toMatchObject({ name: 'Saône-et-Loire', kind: 'group', members: 1, parent: { slug: world.slug }, children: [] })
    expect(group.me).toEqual({ standing: 'coordinator', may: everything })
  })

  test('the coordination of a group creates a sub-group in it, and is still in the bodies above', async () => {
    expect((await create(awa, 'drome', 'subgroup', 'Crest – Die')).json()).toEqual({ slug: 'crest-die' })
    const mine = (await awa.ask('GET', '/api/me')).json().bodies
    expect(mine.map(({ slug, standing }: { slug: string; standing: string }) => [slug, standing])).toEqual([
      [world.slug, 'member'],
      ['drome', 'coordinator'],
      ['crest-die', 'coordinator'],
    ])
    expect((await read(bilal, 'drome')).children).toEqual([{ slug: 'crest-die', name: 'Crest – Die', kind: 'subgroup', members: 1 }])
  })

  test.each([
    ['a group in a group', () => awa, 'drome', 'group', 'wrong-parent'],
    ['a sub-group in the movement', () => world.lila, () => world.slug, 'subgroup', 'wrong-parent'],
    ['a body by a member who does not coordinate', () => bilal, 'drome', 'subgroup', 'not-a-coordinator'],
    ['a body by someone who is only in the movement', () => dan, 'drome', 'subgroup', 'not-a-coordinator'],
    ['a group by the coordination of another group', () => awa, () => world.slug, 'group', 'not-a-coordinator'],
    ['a sub-group by the coordination above', () => world.lila, 'drome', 'subgroup', 'not-a-coordinator'],
    ['the name of a sibling, spelled otherwise', () => world.lila, () => world.slug, 'group', 'name-taken'],
  ])('%s is refused and leaves no trace', async (_, who, parent, kind, reason) => {
    const before = await world.db.selectFrom('body').selectAll().execute()
    const name = reason === 'name-taken' ? 'DRÔME !' : 'Nouveau'
    expect(told(await create(who(), typeof parent === 'string' ? parent : parent(), kind, name))).toEqual(refused(reason))
    expect(await world.db.selectFrom('body').selectAll().execute()).toEqual(before)
  })

  test.each([
    ['in a sub-group, a sub-group', 'crest', 'subgroup', [409, 'wrong-parent']],
    ['a second movement', 'drome', 'movement', [400, undefined]],
  ])('%s has no place', async (_, parent, kind, expected) => {
    if (parent === 'crest') await addBody(world, 'Crest', 'drome')
    const coordinator = parent === 'crest' ? await someone(world, 'Eve', { crest: 'coordinator' }) : awa
    const answer = await create(coordinator, parent, kind, 'Encore')
    expect([answer.statusCode, answer.json().reason]).toEqual(expected)
  })

  test('a circle has its place in any body', async () => {
    expect((await create(awa, 'drome', 'circle', 'Cercle de coordination')).statusCode).toBe(200)
    expect((await create(awa, 'cercle-de-coordination', 'circle', 'Accueil')).statusCode).toBe(200)
  })

  test('a parent that does not exist is a 404', async () => {
    expect(told(await create(awa, 'nulle-part', 'group', 'Nouveau'))).toEqual(notFound)
  })

  test.each(['', '   ', '…', 'a'.repeat(81), '\u202e\u200b'])('%j is no name for a body', async (name) => {
    expect(told(await create(awa, 'drome', 'subgroup', name))).toEqual(malformed('name'))
  })

  test('the same name in two places gives two addresses', async () => {
    await addBody(world, 'Isere')
    const eve = await someone(world, 'Eve', { isere: 'coordinator' })
    expect((await create(awa, 'drome', 'subgroup', 'Centre')).json().slug).toBe('centre')
    expect((await create(eve, 'isere', 'subgroup', 'Centre')).json().slug).toBe('centre-2')
  })

  test('one name asked for ten times at the same instant makes one body', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(awa, 'drome', 'subgroup', 'Ensemble')))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array(9).fill(409)])
    expect(new Set(answers.filter(({ statusCode }) => statusCode === 409).map((answer) => answer.json().reason))).toEqual(
      new Set(['name-taken']),
    )
  })

  test('one name asked for in five places at the same instant makes five bodies with five addresses', async () => {
    const places = ['Ain', 'Aisne', 'Allier', 'Ariege', 'Aube']
    for (const place of places) await addBody(world, place)
    const eve = await someone(world, 'Eve', Object.fromEntries(places.map((place) => [place.toLowerCase(), 'coordinator'] as const)))
    const answers = await Promise.all(places.map((place) => create(eve, place.toLowerCase(), 'subgroup', 'Chef-lieu')))
    expect(answers.map((answer) => answer.json().slug).sort()).toEqual(['chef-lieu', ...[2, 3, 4, 5].map((n) => `chef-lieu-${n}`)])
  })

  test('two hundred bodies in one, and no more', async () => {
    const { id } = await addBody(world, 'Gironde')
    const eve = await someone(world, 'Eve', { gironde: 'coordinator' })
    const many = Array.from({ length: memberLimits.bodiesInOne }, (_, n) => ({
      id: `many${n}`,
      kind: 'subgroup' as const,
      name: `Many ${n}`,
      slug: `many-${n}`,
      parentId: id,
      parentKind: 'group' as const,
    }))
    await world.db.insertInto('body').values(many).execute()
    expect(told(await create(eve, 'gironde', 'subgroup', 'One more'))).toEqual(refused('too-many'))
  })
})

describe('what is seen of a body', () => {
  test('a passer-by sees its name, its place and how many it is, and nobody', async () => {
    const page = await browser(world).ask('GET', '/api/bodies/drome')
    expect(page.json()).toMatchObject({
      slug: 'drome',
      name: 'Drome',
      members: expect.any(Number),
      parent: { name: 'Les Mains levées' },
      me: null,
    })
    for (const name of ['Awa', 'Bilal', '@']) expect(page.body).not.toContain(name)
  })

  test('rights are local: each sees what they may do here, and none comes from above', async () => {
    expect((await read(awa, 'drome')).me).toEqual({ standing: 'coordinator', may: everything })
    expect((await read(bilal, 'drome')).me).toEqual({ standing: 'member', may: { ...nothing, shareInvitation: true } })
    expect((await read(dan, 'drome')).me).toEqual({ standing: null, may: nothing })
    expect((await read(world.lila, 'drome')).me).toEqual({ standing: null, may: nothing })
    expect((await read(awa, world.slug)).me.may).toEqual({ ...nothing, shareInvitation: true })
  })

  test('an address that is nobody’s is a 404', async () => {
    expect(told(await browser(world).ask('GET', '/api/bodies/atlantide'))).toEqual(notFound)
  })

  test('the list of all bodies is for who is signed in', async () => {
    expect((await browser(world).ask('GET', '/api/bodies')).statusCode).toBe(401)
    const list: { slug: string; kind: string }[] = (await dan.ask('GET', '/api/bodies')).json()
    expect(list.filter(({ kind }) => kind === 'movement').length).toBe(1)
    expect(list.find(({ slug }) => slug === 'drome')).toEqual({
      slug: 'drome',
      name: 'Drome',
      kind: 'group',
      parentSlug: world.slug,
      members: expect.any(Number),
    })
  })

  test('how many it is changes with who comes and goes', async () => {
    const { slug } = await addBody(world, 'Lozere')
    const eve = await someone(world, 'Eve', { lozere: 'coordinator' })
    const nour = await someone(world, 'Nour', { lozere: 'member' })
    expect((await read(eve, slug)).members).toBe(2)
    await nour.ask('DELETE', `/api/bodies/${slug}/members/${nour.id}`)
    expect((await read(eve, slug)).members).toBe(1)
  })
})
