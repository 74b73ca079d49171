import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addBody,
  browser,
  foundedWorld,
  type FoundedWorld,
  join,
  lastMail,
  malformed,
  notFound,
  readMail,
  refused,
  someone,
  type Someone,
  told,
} from './people-world.ts'

let world: FoundedWorld
let awa: Someone
let bilal: Someone
let dan: Someone
let count = 0
let slug: string
beforeAll(async () => {
  world = await foundedWorld()
  dan = await someone(world, 'Dan', { [world.slug]: 'member' })
})
beforeEach(async () => {
  slug = (await addBody(world, `Groupe${count++}`)).slug
  awa = await someone(world, 'Awa', { [slug]: 'coordinator' })
  bilal = await someone(world, 'Bilal', { [slug]: 'member' })
})
afterAll(() => world.close())

const invite = async () =>
  (await awa.ask('POST', `/api/bodies/${slug}/invitation`)).json<{ token: string; url: string; expiresAt: string }>()
const open = async (token: string) => (await browser(world).ask('GET', `/api/invitations/${token}`)).json()
const expire = (token: string) =>
  world.db
    .updateTable('invitation')
    .set({ expiresAt: new Date(Date.now() - 1) })
    .where('token', '=', token)
    .execute()
const bodiesOf = async (who: Pick<Someone, 'ask'>) =>
  (await who.ask('GET', '/api/me')).json().bodies.map((body: { slug: string }) => body.slug)

describe('an invitation', () => {
  test('is made by the coordination, lives thirty days, and every member may share it', async () => {
    const made = await invite()
    expect(made).toEqual({
      token: expect.stringMatching(/^[0-9a-z]{12}$/),
      url: `http://preau.test/i/${made.token}`,
      expiresAt: expect.any(String),
      createdBy: 'Awa',
    })
    expect(Math.round((Date.parse(made.expiresAt) - Date.now()) / 86_400_000)).toBe(30)
    expect(told(await bilal.ask('GET', `/api/bodies/${slug}/invitation`))).toEqual([200, made])
  })

  test('before the first one there is none, and members are told so', async () => {
    expect(told(await bilal.ask('GET', `/api/bodies/${slug}/invitation`))).toEqual([200, { token: null }])
  })

  test('is read without an account, and tells where it leads and nobody’s name', async () => {
    const { token } = await invite()
    const page = await browser(world).ask('GET', `/api/invitations/${token}`)
    expect(page.json()).toEqual({
      state: 'valid',
      movement: 'Les Mains levées',
      members: 2,
      body: { slug, name: expect.stringContaining('Groupe'), kind: 'group', parentName: 'Les Mains levées' },
    })
    expect(page.body).not.toMatch(/Awa|Bilal|@/)
  })

  test('a member who does not coordinate makes none and takes none back', async () => {
    const { token } = await invite()
    for (const method of ['POST', 'DELETE'] as const)
      expect(told(await bilal.ask(method, `/api/bodies/${slug}/invitation`))).toEqual(refused('not-a-coordinator'))
    expect((await open(token)).state).toBe('valid')
  })

  test('someone who is not in the body sees no invitation, makes none, takes none back', async () => {
    const { token } = await invite()
    for (const who of [dan, world.lila])
      for (const method of ['GET', 'POST', 'DELETE'] as const)
        expect(told(await who.ask(method, `/api/bodies/${slug}/invitation`))).toEqual(notFound)
    expect((await open(token)).state).toBe('valid')
  })

  test('made again, the former one is dead', async () => {
    const former = await invite()
    const latter = await invite()
    expect([(await open(former.token)).state, (await open(latter.token)).state]).toEqual(['revoked', 'valid'])
    expect(told(await dan.ask('POST', `/api/invitations/${former.token}/accept`))).toEqual(refused('revoked'))
  })

  test('made by two coordinators at the same instant, one lives', async () => {
    const eve = await someone(world, 'Eve', { [slug]: 'coordinator' })
    const both = await Promise.all([awa, eve, awa, eve].map((who) => who.ask('POST', `/api/bodies/${slug}/invitation`)))
    expect(both.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
    const states = await Promise.all(both.map(async (answer) => (await open(answer.json().token)).state))
    expect(states.sort()).toEqual(['revoked', 'revoked', 'revoked', 'valid'])
  })

  test.each([
    ['taken back', 'revoked', (token: string) => token && awa.ask('DELETE', `/api/bodies/${slug}/invitation`)],
    ['past its date', 'expired', expire],
  ])('%s, it says so and lets nobody in', async (_, reason, end) => {
    const { token } = await invite()
    await end(token)
    const sent = world.mail.sent.length
    expect((await open(token)).state).toBe(reason)
    expect(told(await browser(world).ask('POST', `/api/invitations/${token}/join`, { firstName: 'Zoé', email: 'z@preau.test' }))).toEqual(
      refused(reason),
    )
    expect(told(await dan.ask('POST', `/api/invitations/${token}/accept`))).toEqual(refused(reason))
    expect(world.mail.sent.length).toBe(sent)
    expect(await bodiesOf(dan)).not.toContain(slug)
    expect(told(await bilal.ask('GET', `/api/bodies/${slug}/invitation`))).toEqual([200, { token: null }])
  })

  test('that was never made is a 404', async () => {
    const visitor = browser(world)
    expect(told(await visitor.ask('GET', '/api/invitations/aaaabbbbcccc'))).toEqual(notFound)
    expect(told(await visitor.ask('GET', '/api/invitations/aaaabbbbcccc/qr.svg'))).toEqual(notFound)
    expect(told(await dan.ask('POST', '/api/invitations/aaaabbbbcccc/accept'))).toEqual(notFound)
    expect(told(await visitor.ask('GET', '/api/invitations/AAAA'))).toEqual(malformed('token'))
  })

  test('is drawn as a QR code, an image and nothing else', async () => {
    const { token } = await invite()
    const { headers, body } = await browser(world).ask('GET', `/api/invitations/${token}/qr.svg`)
    expect(headers['content-type']).toBe('image/svg+xml')
    expect(body).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    expect(body).not.toMatch(/<script|href|on\w+=/)
  })
})

describe('joining', () => {
  test('a newcomer gives a first name and an address, confirms, and is in the group and in the movement', async () => {
    const { token } = await invite()
    const { visitor, entered } = await join(world, token, 'Nina')
    expect(told(entered)).toEqual([200, { next: { kind: 'body', slug } }])
    expect(await bodiesOf(visitor)).toEqual([world.slug, slug])
    expect((await visitor.ask('GET', `/api/bodies/${slug}`)).json().me.standing).toBe('member')
  })

  test('until it is confirmed, nobody has joined', async () => {
    const { token } = await invite()
    await browser(world).ask('POST', `/api/invitations/${token}/join`, { firstName: 'Ghost', email: 'ghost@preau.test' })
    expect((await open(token)).members).toBe(2)
    expect(await world.db.selectFrom('member').select('id').where('email', '=', 'ghost@preau.test').execute()).toEqual([])
  })

  test('the link of the e-mail confirms as well as the code, from another browser too', async () => {
    const { token } = await invite()
    await browser(world).ask('POST', `/api/invitations/${token}/join`, { firstName: 'Oumar', email: 'oumar@preau.test' })
    const elsewhere = browser(world)
    const link = `/api/sign-in-links/${readMail(lastMail(world)).token}`
    expect((await elsewhere.ask('GET', link)).json()).toMatchObject({ firstName: 'Oumar', state: 'pending' })
    expect((await elsewhere.ask('POST', link)).json()).toEqual({ next: { kind: 'body', slug } })
  })

  test('into a sub-group makes one a member of its group and of the movement', async () => {
    const inside = await addBody(world, `Sous${count}`, slug)
    const head = await someone(world, 'Fatou', { [inside.slug]: 'coordinator' })
    const { token } = (await head.ask('POST', `/api/bodies/${inside.slug}/invitation`)).json()
    const { visitor } = await join(world, token, 'Rachid')
    expect(await bodiesOf(visitor)).toEqual([world.slug, slug, inside.slug])
  })

  test('twice is joining once: the same person, the same name, the standing they had', async () => {
    const { token } = await invite()
    const first = await join(world, token, 'Paola')
    const again = await browser(world).ask('POST', `/api/invitations/${token}/join`, { firstName: 'Usurper', email: first.email })
    const { code } = readMail(lastMail(world))
    await first.visitor.ask('POST', `/api/sign-ins/${again.json().signInId}/code`, { code })
    expect((await first.visitor.ask('GET', '/api/me')).json().member.firstName).toBe('Paola')
    expect((await open(token)).members).toBe(3)
    expect(told(await awa.ask('POST', `/api/invitations/${token}/accept`))).toEqual([200, { slug }])
    expect((await awa.ask('GET', `/api/bodies/${slug}`)).json().me.standing).toBe('coordinator')
    expect((await open(token)).members).toBe(3)
  })

  test('confirmed by the code and by the link at the same instant, makes one person', async () => {
    const { token } = await invite()
    const asked = await browser(world).ask('POST', `/api/invitations/${token}/join`, { firstName: 'Ines', email: 'ines@preau.test' })
    const mail = readMail(lastMail(world))
    await Promise.all([
      browser(world).ask('POST', `/api/sign-ins/${asked.json().signInId}/code`, { code: mail.code }),
      browser(world).ask('POST', `/api/sign-in-links/${mail.token}`),
    ])
    expect((await world.db.selectFrom('member').select('id').where('email', '=', 'ines@preau.test').execute()).length).toBe(1)
    expect((await open(token)).members).toBe(3)
  })

  test('who is signed in accepts without an e-mail', async () => {
    const { token } = await invite()
    const sent = world.mail.sent.length
    expect(told(await dan.ask('POST', `/api/invitations/${token}/accept`))).toEqual([200, { slug }])
    expect([world.mail.sent.length, (await bodiesOf(dan)).includes(slug)]).toEqual([sent, true])
  })

  test('an invitation taken back while the e-mail travels makes no account; who has one is signed in, and joins nothing', async () => {
    const { token } = await invite()
    const newcomer = await browser(world).ask('POST', `/api/invitations/${token}/join`, { firstName: 'Late', email: 'late@preau.test' })
    const { code } = readMail(lastMail(world))
    const known = await browser(world).ask('POST', `/api/invitations/${token}/join`, { firstName: 'Dan', email: dan.email })
    const mail = readMail(lastMail(world))
    await awa.ask('DELETE', `/api/bodies/${slug}/invitation`)
    const answer = await browser(world).ask('POST', `/api/sign-ins/${newcomer.json().signInId}/code`, { code })
    expect(told(answer)).toEqual(refused('revoked'))
    expect(await world.db.selectFrom('member').select('id').where('email', '=', 'late@preau.test').execute()).toEqual([])
    const entered = browser(world)
    expect((await entered.ask('POST', `/api/sign-ins/${known.json().signInId}/code`, mail)).statusCode).toBe(400)
    expect((await entered.ask('POST', `/api/sign-ins/${known.json().signInId}/code`, { code: mail.code })).json()).toEqual({
      next: { kind: 'home' },
    })
    expect(await bodiesOf(entered)).not.toContain(slug)
  })

  test.each([
    ['no name', { firstName: ' ', email: 'a@preau.test' }, 'firstName'],
    ['a name of invisible signs', { firstName: '\u200b\u202e', email: 'a@preau.test' }, 'firstName'],
    ['a name of 41 letters', { firstName: 'a'.repeat(41), email: 'a@preau.test' }, 'firstName'],
    ['no address', { firstName: 'A', email: 'preau.test' }, 'email'],
    ['two addresses', { firstName: 'A', email: 'a@preau.test,b@preau.test' }, 'email'],
    ['a header in the address', { firstName: 'A', email: 'a@preau.test\r\nBcc: b@preau.test' }, 'email'],
  ])('with %s is told with its field', async (_, who, field) => {
    const { token } = await invite()
    expect(told(await browser(world).ask('POST', `/api/invitations/${token}/join`, who))).toEqual(malformed(field))
  })
})
