import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { hashToken } from '#server/ids.ts'
import { prepareSetupLink } from '#server/setup/setup-link.ts'
import { newWorld, type World } from '../world.ts'
import { browser, malformed, notFound, told, tokenIn } from './people-world.ts'

let world: World
const worlds: World[] = []
beforeEach(async () => {
  worlds.push((world = await newWorld()))
})
afterAll(async () => {
  for (const one of worlds) await one.close()
})

const newLink = async () => tokenIn((await prepareSetupLink(world.db, world.config.origin))!)
const founder = { movementName: 'Les Mains levées', firstName: 'Lila', email: 'Lila@Preau.test' }
const found = (token: string, who: object = founder, visitor = browser(world)) =>
  visitor.ask('POST', '/api/installation', { token, ...who })
const installation = async () => (await browser(world).ask('GET', '/api/installation')).json()
const rows = async () => ({
  bodies: await world.db.selectFrom('body').selectAll().execute(),
  members: await world.db.selectFrom('member').selectAll().execute(),
})

describe('the first run', () => {
  test('an installation without a movement says so, and says how its mail goes', async () => {
    expect(await installation()).toEqual({ movement: null, mode: 'live', mail: 'smtp', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
  })

  test('the link of the terminal founds the movement, and its founder is signed in and coordinates it', async () => {
    const link = (await prepareSetupLink(world.db, world.config.origin))!
    expect(link).toMatch(/^http:\/\/preau\.test\/installation\/[\w-]{43}$/)
    const lila = browser(world)
    expect(told(await found(tokenIn(link), founder, lila))).toEqual([200, { slug: 'les-mains-levees' }])
    const me = (await lila.ask('GET', '/api/me')).json()
    expect(me.member).toMatchObject({ firstName: 'Lila', email: 'lila@preau.test', language: 'fr' })
    expect(me.bodies).toEqual([
      { slug: 'les-mains-levees', name: 'Les Mains levées', kind: 'movement', parentSlug: null, standing: 'coordinator', members: 1 },
    ])
    expect((await installation()).movement).toEqual({ name: 'Les Mains levées', slug: 'les-mains-levees' })
  })

  test('only the hash of the link is kept', async () => {
    const token = await newLink()
    const kept = await world.db.selectFrom('setup').selectAll().executeTakeFirstOrThrow()
    expect(hashToken(token).equals(kept.tokenHash)).toBe(true)
    expect(JSON.stringify(kept)).not.toContain(token)
  })

  test('a wrong link is a 404 and founds nothing', async () => {
    await newLink()
    expect(told(await found('x'.repeat(43)))).toEqual(notFound)
    expect(told(await found(''))).toEqual(notFound)
    expect(await rows()).toEqual({ bodies: [], members: [] })
  })

  test('the link is spent by its first use: a second visitor cannot seize the movement', async () => {
    const token = await newLink()
    await found(token)
    const thief = browser(world)
    expect(told(await found(token, { ...founder, firstName: 'Voleur', email: 'v@preau.test' }, thief))).toEqual(notFound)
    expect(thief.jar.cookie).toBe('')
    expect((await rows()).members.map(({ firstName }) => firstName)).toEqual(['Lila'])
  })

  test('two founders at the same instant make exactly one movement', async () => {
    const token = await newLink()
    const both = await Promise.all([
      found(token, founder),
      found(token, { movementName: 'Autre', firstName: 'Bilal', email: 'b@preau.test' }),
    ])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 404])
    const { bodies, members } = await rows()
    expect([bodies.length, members.length]).toEqual([1, 1])
  })

  test('starting again makes another link, and the former one opens nothing', async () => {
    const former = await newLink()
    const latter = await newLink()
    expect(latter).not.toBe(former)
    expect(told(await found(former))).toEqual(notFound)
    expect((await found(latter)).statusCode).toBe(200)
  })

  test('once there is a movement, starting again prints no link', async () => {
    await found(await newLink())
    expect(await prepareSetupLink(world.db, world.config.origin)).toBeNull()
    expect(await world.db.selectFrom('setup').selectAll().execute()).toEqual([])
  })

  test.each([
    ['a movement without a name', { ...founder, movementName: ' ' }, 'movementName'],
    ['a name without a letter or a digit', { ...founder, movementName: '…!' }, 'movementName'],
    ['a name that is too long', { ...founder, movementName: 'M'.repeat(81) }, 'movementName'],
    ['a founder without a name', { ...founder, firstName: '' }, 'firstName'],
    ['an address that is none', { ...founder, email: 'lila@preau' }, 'email'],
    ['a field that nobody asked for', { ...founder, standing: 'coordinator' }, 'standing'],
  ])('%s is told with its field, and the link still lives', async (_, who, field) => {
    const token = await newLink()
    expect(told(await found(token, who))).toEqual(malformed(field))
    expect((await found(token)).statusCode).toBe(200)
  })
})
