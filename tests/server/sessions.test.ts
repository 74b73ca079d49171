import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashToken } from '#server/ids.ts'
import { deviceOf } from '#server/session.ts'
import { browser, enter, foundedWorld, type FoundedWorld, notFound, signedOut, someone, told } from './people-world.ts'

let world: FoundedWorld
beforeAll(async () => {
  world = await foundedWorld()
})
afterAll(() => world.close())

const status = async (visitor: { ask: ReturnType<typeof browser>['ask'] }) => (await visitor.ask('GET', '/api/me')).statusCode
const hashOf = (cookie: string) => hashToken(cookie.replace('preau=', ''))
const sessionBehind = (cookie: string) =>
  world.db.selectFrom('session').selectAll().where('tokenHash', '=', hashOf(cookie)).executeTakeFirst()
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const change = (cookie: string, values: { rotatedAt?: Date; lastSeenAt?: Date; expiresAt?: Date }) =>
  world.db.updateTable('session').set(values).where('tokenHash', '=', hashOf(cookie)).execute()

describe('the cookie of a session', () => {
  test('is for the server alone: no script, no other site; it holds chance and lasts ninety days', async () => {
    const { email } = await someone(world, 'Awa')
    const [cookie] = (await enter(world, browser(world), email)).cookies
    expect(cookie).toEqual({
      name: 'preau',
      value: expect.stringMatching(/^[\w-]{43}$/),
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      maxAge: 90 * 86_400,
    })
  })

  test('travels by https only when the installation is reached by https', async () => {
    const secure = await foundedWorld({ ORIGIN: 'https://preau.test' })
    const [cookie] = (await enter(secure, browser(secure), 'lila@preau.test')).cookies
    expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax' })
    await secure.close()
  })

  test('is kept as a hash: a copy of the database signs nobody in', async () => {
    const awa = await someone(world, 'Awa')
    const row = (await sessionBehind(awa.jar.cookie))!
    expect(JSON.stringify(row)).not.toContain(awa.jar.cookie.replace('preau=', ''))
    expect(await status(browser(world, `preau=${row.tokenHash.toString('base64url')}`))).toBe(401)
  })

  test('is another one at each sign-in, and the one that this browser held is closed', async () => {
    const awa = await someone(world, 'Awa')
    const former = awa.jar.cookie
    await enter(world, awa, awa.email)
    expect(awa.jar.cookie).not.toBe(former)
    expect(await status(awa)).toBe(200)
    expect(await status(browser(world, former))).toBe(401)
  })

  test('a cookie chosen by someone else is never adopted', async () => {
    const awa = await someone(world, 'Awa')
    const planted = browser(world, `preau=${'A'.repeat(43)}`)
    await enter(world, planted, awa.email)
    expect(planted.jar.cookie).not.toContain('A'.repeat(43))
    expect(await status(browser(world, `preau=${'A'.repeat(43)}`))).toBe(401)
  })

  test.each(['', 'x', 'é', '"', 'a'.repeat(5000)])('%j as a cookie is nobody', async (value) => {
    expect(await status(browser(world, `preau=${encodeURIComponent(value)}`))).toBe(401)
  })
})

describe('a session in time', () => {
  test('changes its token every day; the former one serves a minute more, for what was under way, and no longer', async () => {
    const awa = await someone(world, 'Awa')
    const former = awa.jar.cookie
    await change(former, { rotatedAt: ago(24 * 60 + 1) })
    expect(await status(awa)).toBe(200)
    expect(awa.jar.cookie).not.toBe(former)
    expect(await status(browser(world, former))).toBe(200)
    await change(awa.jar.cookie, { rotatedAt: ago(2) })
    expect(await status(browser(world, former))).toBe(401)
    expect(await status(awa)).toBe(200)
  })

  test('two requests at the instant of the change both pass, and one new token is given', async () => {
    const awa = await someone(world, 'Awa')
    await change(awa.jar.cookie, { rotatedAt: ago(24 * 60 + 1) })
    const twins = Array.from({ length: 6 }, () => browser(world, awa.jar.cookie))
    const answers = await Promise.all(twins.map((twin) => twin.ask('GET', '/api/me')))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(6).fill(200))
    expect(answers.flatMap(({ cookies }) => cookies).length).toBe(1)
  })

  test('is over when its date has come', async () => {
    const awa = await someone(world, 'Awa')
    await change(awa.jar.cookie, { expiresAt: ago(0.01) })
    expect(told(await awa.ask('GET', '/api/me'))).toEqual(signedOut)
  })

  test('tells when it was last seen, to five minutes', async () => {
    const awa = await someone(world, 'Awa')
    await change(awa.jar.cookie, { lastSeenAt: ago(60) })
    await status(awa)
    expect((await sessionBehind(awa.jar.cookie))!.lastSeenAt.getTime()).toBeGreaterThan(ago(1).getTime())
  })
})

describe('the browsers one is signed in with', () => {
  /** Awa on a phone and on a laptop, and someone else's session beside. */
  async function twoBrowsers() {
    const awa = await someone(world, 'Awa')
    const phone = browser(world, '', 'Mozilla/5.0 (Linux; Android 15; Pixel) AppleWebKit Chrome/140 Mobile Safari')
    await enter(world, phone, awa.email)
    return { awa, laptop: awa, phone, other: await someone(world, 'Bilal') }
  }

  test('are listed by family, the present one marked, and never anybody else’s', async () => {
    const { phone } = await twoBrowsers()
    const list = (await phone.ask('GET', '/api/sessions')).json()
    expect(list.map(({ device, current }: { device: string; current: boolean }) => [device, current]).sort()).toEqual([
      ['Chrome, Android', true],
      ['test', false],
    ])
    expect(Object.keys(list[0]).sort()).toEqual(['createdAt', 'current', 'device', 'id', 'lastSeenAt'])
  })

  test('here: this one is signed out, the others stay', async () => {
    const { phone, laptop } = await twoBrowsers()
    const former = phone.jar.cookie
    expect((await phone.ask('DELETE', '/api/session')).statusCode).toBe(204)
    expect(phone.jar.cookie).toBe('')
    expect(await status(browser(world, former))).toBe(401)
    expect(await status(laptop)).toBe(200)
  })

  test('elsewhere: the one that was chosen is signed out at once', async () => {
    const { phone, laptop } = await twoBrowsers()
    const [chosen] = (await laptop.ask('GET', '/api/sessions')).json().filter(({ current }: { current: boolean }) => !current)
    expect((await laptop.ask('DELETE', `/api/sessions/${chosen.id}`)).statusCode).toBe(204)
    expect([await status(phone), await status(laptop)]).toEqual([401, 200])
  })

  test('everywhere: all of them, and nobody else’s', async () => {
    const { phone, laptop, other } = await twoBrowsers()
    expect((await laptop.ask('DELETE', '/api/sessions')).statusCode).toBe(204)
    expect([await status(phone), await status(laptop), await status(other)]).toEqual([401, 401, 200])
  })

  test('someone else’s cannot be ended, even by its id', async () => {
    const { laptop, other } = await twoBrowsers()
    const [theirs] = (await other.ask('GET', '/api/sessions')).json()
    expect(told(await laptop.ask('DELETE', `/api/sessions/${theirs.id}`))).toEqual(notFound)
    expect(await status(other)).toBe(200)
  })

  test.each([
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Version/18.0 Mobile Safari', 'Safari, iOS'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge, Windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1; rv:140.0) Gecko Firefox/140.0', 'Firefox, macOS'],
    ['curl/8.5.0', '?'],
    ['', '?'],
  ])('%s is told as %s', (agent, device) => expect(deviceOf(agent)).toBe(device))
})

describe('the language of someone', () => {
  test('is chosen, kept, and the e-mails follow it whatever the form said', async () => {
    const awa = await someone(world, 'Awa')
    expect((await awa.ask('PATCH', '/api/me', { language: 'en' })).statusCode).toBe(204)
    expect((await awa.ask('GET', '/api/me')).json().member.language).toBe('en')
    await browser(world).ask('POST', '/api/sign-ins', { email: awa.email, language: 'fr' })
    expect(world.mail.sent.at(-1)!.subject).toContain('your code to come in')
  })

  test('of an address that nobody has is that of the form', async () => {
    await browser(world).ask('POST', '/api/sign-ins', { email: 'nobody@preau.test', language: 'en' })
    expect(world.mail.sent.at(-1)!.subject).toBe('This address is not known here yet')
  })
})
