import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newWorld } from '../world.ts'
import { browser, foundedWorld, type FoundedWorld, malformed, someone, type Someone, told } from './people-world.ts'

// What every door has in common, whatever is behind it: other sites, sizes, shapes, headers.

let world: FoundedWorld
let awa: Someone
beforeAll(async () => {
  world = await foundedWorld()
  awa = await someone(world, 'Awa', { [world.slug]: 'coordinator' })
})
afterAll(() => world.close())

const foreign = [403, { error: 'foreign-origin' }]
const group = (name: string) => ({ parent: world.slug, kind: 'group', name })

describe('another site', () => {
  test.each([
    ['that says where it is', { origin: 'https://piege.example' }],
    ['on a neighbouring address', { origin: 'http://preau.test.piege.example' }],
    ['on our host, by another port or scheme', { origin: 'https://preau.test' }],
    ['that hides where it is', { origin: 'null' }],
    ['that only the browser denounces', { 'sec-fetch-site': 'cross-site' }],
    ['that is a sister of ours', { 'sec-fetch-site': 'same-site' }],
  ])('%s makes nobody write', async (_, headers) => {
    const name = `Piège ${Object.values(headers)[0]}`
    expect(told(await awa.ask('POST', '/api/bodies', group(name), headers))).toEqual(foreign)
    expect(told(await awa.ask('DELETE', '/api/sessions', undefined, headers))).toEqual(foreign)
    expect(told(await browser(world).ask('POST', '/api/sign-ins', { email: 'lila@preau.test' }, headers))).toEqual(foreign)
    expect((await awa.ask('GET', '/api/me')).statusCode).toBe(200)
    expect(await world.db.selectFrom('body').select('id').where('name', '=', name).execute()).toEqual([])
  })

  test.each(['/%61pi/sign-in-links/', '/ap%69/sign-in-links/', '/%61%70%69/sign-in-links/'])(
    'is recognised as such behind the spelling %s',
    async (start) => {
      const answer = await browser(world).ask('POST', `${start}${'x'.repeat(43)}`, undefined, { origin: 'https://piege.example' })
      expect(told(answer)).toEqual(foreign)
    },
  )

  test('reads nothing in the name of someone: no answer allows another origin', async () => {
    const { headers } = await awa.ask('GET', '/api/me', undefined, { origin: 'https://piege.example' })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    const preflight = await world.app.inject({ method: 'OPTIONS', url: '/api/me', headers: { origin: 'https://piege.example' } })
    expect([preflight.statusCode, preflight.headers['access-control-allow-origin']]).toEqual([404, undefined])
  })

  test('is not our own pages, nor a terminal, which may write', async () => {
    const { origin } = world.config
    expect((await awa.ask('POST', '/api/bodies', group('Nos pages'), { origin, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(200)
    expect((await awa.ask('POST', '/api/bodies', group('Un terminal'))).statusCode).toBe(200)
  })
})

describe('what comes in', () => {
  test('is JSON and nothing else', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/xml']) {
      const answer = await awa.ask('POST', '/api/bodies', JSON.stringify(group('Forme')), { 'content-type': type })
      expect(told(answer)).toEqual([415, { error: 'malformed', fields: [] }])
    }
    expect((await awa.ask('POST', '/api/bodies', JSON.stringify(group('Forme')), { 'content-type': 'text/plain' })).statusCode).toBe(400)
    expect((await awa.ask('POST', '/api/bodies', '{"parent":', { 'content-type': 'application/json' })).statusCode).toBe(400)
    expect((await awa.ask('POST', '/api/bodies')).statusCode).toBe(400)
  })

  test('cannot reach the prototype of things', async () => {
    const body = '{"__proto__":{"admin":true},"firstName":"Awa"}'
    expect((await awa.ask('PATCH', '/api/me', body, { 'content-type': 'application/json' })).statusCode).toBe(400)
  })

  test('is at most 64 KiB', async () => {
    expect(told(await awa.ask('POST', '/api/bodies', group('x'.repeat(65 * 1024))))).toEqual([413, { error: 'too-large' }])
    expect((await awa.ask('POST', '/api/bodies', group('x'.repeat(60 * 1024)))).statusCode).toBe(400)
  })

  test.each([
    ['a missing field', { kind: 'group', name: 'A' }, ['parent']],
    ['several fields at once', { kind: 'nation', name: '' }, ['parent', 'kind', 'name']],
    ['a field that nobody asked for', { ...{ parent: 'x', kind: 'group', name: 'A' }, standing: 'coordinator' }, ['standing']],
    ['the wrong kind of thing', { parent: 'x', kind: 'group', name: { fr: 'A' } }, ['name']],
  ])('%s is told by its name', async (_, payload, fields) => {
    const answer = await awa.ask('POST', '/api/bodies', payload)
    const named = new Set(answer.json().fields.map(({ field }: { field: string }) => field))
    expect([answer.statusCode, [...named].sort()]).toEqual([400, fields.sort()])
  })

  test('a malformed page or id never reaches the database', async () => {
    expect(told(await awa.ask('GET', `/api/bodies/${world.slug}/members?page=0`))).toEqual(malformed('page'))
    expect(told(await awa.ask('DELETE', `/api/sessions/${encodeURIComponent("' or 1=1")}`))).toEqual(malformed('id'))
    expect((await awa.ask('GET', `/api/bodies/${encodeURIComponent("x' or '1'='1")}`)).statusCode).toBe(404)
    expect((await awa.ask('GET', '/api/bodies/%00')).statusCode).toBe(400)
    expect((await awa.ask('GET', '/api/documents/%00')).statusCode).toBe(400)
  })
})

describe('what goes out', () => {
  const answers = () => [
    awa.ask('GET', '/api/me'),
    awa.ask('GET', '/api/nothing'),
    awa.ask('POST', '/api/bodies', {}),
    browser(world).ask('GET', '/api/me'),
  ]

  test('every answer of the API, errors too, forbids being a page, a frame or a guess, and is kept by nobody', async () => {
    for (const { headers } of await Promise.all(answers()))
      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'private, no-store',
      })
  })

  test('https is promised for a year when it is there, and only then', async () => {
    const secure = await newWorld({ ORIGIN: 'https://preau.test' })
    const header = 'strict-transport-security'
    expect((await browser(secure).ask('GET', '/api/installation')).headers[header]).toBe('max-age=31536000')
    expect((await awa.ask('GET', '/api/installation')).headers[header]).toBeUndefined()
    await secure.close()
  })

  test('a bug says nothing of its inside', async () => {
    const broken = await foundedWorld()
    await broken.db.schema.alterTable('session').renameTo('sessionGone').execute()
    expect(told(await broken.lila.ask('GET', '/api/me'))).toEqual([500, { error: 'bug' }])
    await broken.close()
  })

  test('six thousand requests a minute from one place, then 429; another place is served', async () => {
    const flood = browser(world)
    for (let time = 0; time < 6000; time++) await flood.ask('GET', '/api/installation')
    expect(told(await flood.ask('GET', '/api/installation'))).toEqual([429, { error: 'too-many' }])
    expect((await browser(world).ask('GET', '/api/installation')).statusCode).toBe(200)
  })
})
