import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addBody, browser, foundedWorld, type FoundedWorld, join, lastMail, readMail, someone } from './people-world.ts'

let world: FoundedWorld
const lines: string[] = []
/** Everything personal or secret that passed through the installation, by what it is. */
const secrets = new Map<string, string>()

/** A whole evening, at the most talkative level: founding, inviting, joining, signing in by all ways, mistakes, a bug. */
beforeAll(async () => {
  world = await foundedWorld({ LOG_LEVEL: 'trace' })
  listen()
  const { lila } = world
  const { slug } = await addBody(world, 'Drome')
  const awa = await someone(world, 'Awantha', { [slug]: 'coordinator' })
  const { token } = (await awa.ask('POST', `/api/bodies/${slug}/invitation`)).json()
  const { visitor, email, asked } = await join(world, token, 'Bilalito')
  const joining = readMail(lastMail(world))
  await visitor.ask('PATCH', '/api/me', { firstName: 'Bilaluccio' })
  await visitor.ask('GET', `/api/bodies/${slug}/members?page=1`)
  const { id } = (await browser(world).ask('POST', '/api/sign-ins', { email: awa.email })).json()
  const mail = readMail(lastMail(world))
  await browser(world).ask('POST', `/api/sign-ins/${id}/code`, { code: '000000' })
  await browser(world).ask('GET', `/api/sign-in-links/${mail.token}`)
  const byLink = browser(world)
  await byLink.ask('POST', `/api/sign-in-links/${mail.token}`)
  await browser(world).ask('POST', '/api/sign-ins', { email: 'inconnue.totale@preau.test' })
  await browser(world).ask('POST', '/api/sign-ins', { email: 'pas-une-adresse', firstName: 'Intruse' })
  await browser(world).ask('POST', `/api/sign-in-links/${mail.token}`, undefined, { origin: 'https://piege.example' })
  await browser(world).ask('GET', `/api/inexistant/${mail.token}?email=${encodeURIComponent(awa.email)}`)
  await browser(world).ask('POST', '/api/sign-ins', `{"email":"casse@preau.test`, { 'content-type': 'application/json' })
  await sql`alter table member add constraint a_bug check (first_name <> 'Zoélyne')`.execute(world.db)
  await lila.ask('PATCH', '/api/me', { firstName: 'Zoélyne' })
  await sql`alter table sign_in rename column language to langue`.execute(world.db)
  await browser(world).ask('POST', '/api/sign-ins', { email: 'pendant.le.bug@preau.test' })
  const found = {
    'the first coordinator’s address': 'lila@preau.test',
    'a member’s address': awa.email,
    'a newcomer’s address': email,
    'an unknown address': 'inconnue.totale@preau.test',
    'an address that is none': 'pas-une-adresse',
    'an address in a broken body': 'casse@preau.test',
    'an address during a bug': 'pendant.le.bug@preau.test',
    'a first name': 'Awantha',
    'a newcomer’s name': 'Bilalito',
    'a changed name': 'Bilaluccio',
    'a name in a bug': 'Zoélyne',
    'the setup link': world.setupToken,
    'an invitation': token,
    'a code': mail.code!,
    'a link': mail.token!,
    'a joining code': joining.code!,
    'a sign-in in its address': asked.json().signInId,
    'a cookie': byLink.jar.cookie.replace('preau=', ''),
    'another cookie': awa.jar.cookie.replace('preau=', ''),
    'an internet address': byLink.remoteAddress,
    'a browser': 'Firefox',
  }
  for (const [what, secret] of Object.entries(found)) secrets.set(what, secret)
})
afterAll(() => world.close())

/** Pino writes to the stream behind this symbol; requests' loggers inherit it. */
function listen() {
  const stream = Object.getOwnPropertySymbols(world.app.log).find((symbol) => symbol.description === 'pino.stream')!
  Object.assign(world.app.log, { [stream]: { write: (line: string) => lines.push(line) } })
}

describe('the log of an evening', () => {
  test('was really heard: each request by its door, and both bugs', () => {
    const all = lines.map((line) => JSON.parse(line))
    expect(all.filter(({ res }) => res).length).toBeGreaterThan(15)
    expect(all.some(({ req }) => req?.route === '/api/sign-in-links/:token')).toBe(true)
    expect(all.filter(({ msg, level }) => msg === 'bug' && level === 50).length).toBe(2)
  })

  test('tells bugs well enough to mend them: the kind, the code of PostgreSQL, what it says without anyone’s words', () => {
    const [constraint, column] = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'bug')
    expect(constraint.err).toMatchObject({ type: 'PostgresError', code: '23514', constraint: 'a_bug' })
    expect(column.err).toMatchObject({
      code: '42703',
      message: expect.stringContaining('"language"'),
      stack: expect.stringContaining(' at '),
    })
  })

  test('holds no address, no name, no code, no link, no cookie', () => {
    expect(secrets.size).toBeGreaterThan(15)
    const log = lines.join('')
    expect([...secrets].filter(([, secret]) => log.includes(secret)).map(([what]) => what)).toEqual([])
    expect(log).not.toMatch(/@preau|"(body|headers|cookie|query|params|detail|where|remoteAddress)":/)
  })
})
