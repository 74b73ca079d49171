import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memberLimits } from '#domain/body.ts'
import { hashToken } from '#server/ids.ts'
import { hashCode } from '#server/sign-in.ts'
import {
  browser,
  foundedWorld,
  type FoundedWorld,
  lastMail,
  malformed,
  notFound,
  readMail,
  refused,
  someone,
  told,
} from './people-world.ts'

let world: FoundedWorld
beforeAll(async () => {
  world = await foundedWorld()
})
afterAll(() => world.close())

/** A member who has just asked to come in, and what their e-mail holds. */
async function asking(email?: string) {
  const member = await someone(world, 'Samia')
  const visitor = browser(world)
  const asked = await visitor.ask('POST', '/api/sign-ins', { email: email ?? member.email })
  const { id } = asked.json<{ id: string }>()
  const { code, token } = readMail(lastMail(world))
  const type = (typed: string, from = visitor) => from.ask('POST', `/api/sign-ins/${id}/code`, { code: typed })
  const follow = (from = visitor) => from.ask('POST', `/api/sign-in-links/${token}`)
  return { member, visitor, asked, id, code: code!, token: token!, type, follow }
}

const stored = (id: string) => world.db.selectFrom('signIn').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
const home = [200, { next: { kind: 'home' } }]

describe('the code and the link of one e-mail', () => {
  test('the code lets in, once', async () => {
    const { member, code, type, visitor } = await asking()
    expect(told(await type(code))).toEqual(home)
    expect((await visitor.ask('GET', '/api/me')).json().member.id).toBe(member.id)
    expect(told(await type(code, browser(world)))).toEqual(refused('used'))
  })

  test('the link lets in, once', async () => {
    const { member, follow, visitor } = await asking()
    expect(told(await follow())).toEqual(home)
    expect((await visitor.ask('GET', '/api/me')).json().member.id).toBe(member.id)
    expect(told(await follow(browser(world)))).toEqual(refused('used'))
  })

  test('the code spends the link, and the link spends the code', async () => {
    const one = await asking()
    await one.type(one.code)
    expect(told(await one.follow(browser(world)))).toEqual(refused('used'))
    const other = await asking()
    await other.follow()
    expect(told(await other.type(other.code, browser(world)))).toEqual(refused('used'))
  })

  test('the code and the link used at the same instant let in once', async () => {
    const { code, type, follow } = await asking()
    const both = await Promise.all([type(code, browser(world)), follow(browser(world)), type(code, browser(world)), follow(browser(world))])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409])
  })

  test('a mail scanner that opens every link consumes nothing and learns no address', async () => {
    const { member, id, code, token, type } = await asking()
    for (let visit = 0; visit < 3; visit++) {
      const shown = (await browser(world).ask('GET', `/api/sign-in-links/${token}`)).json()
      expect(shown).toEqual({ signInId: id, maskedEmail: expect.stringContaining('•••'), firstName: 'Samia', state: 'pending' })
      expect(JSON.stringify(shown)).not.toContain(member.email)
      expect((await world.app.inject({ method: 'HEAD', url: `/api/sign-in-links/${token}` })).statusCode).toBe(200)
      expect((await browser(world).ask('GET', `/api/sign-ins/${id}`)).json().state).toBe('pending')
    }
    expect(told(await type(code))).toEqual(home)
    expect((await browser(world).ask('GET', `/api/sign-in-links/${token}`)).json().state).toBe('used')
  })

  test('a copy of the database gives neither the code nor the link', async () => {
    const { id, code, token } = await asking()
    const row = await stored(id)
    expect(row.linkHash.equals(hashToken(token))).toBe(true)
    expect(row.codeHash.equals(await hashCode(id, code))).toBe(true)
    expect(row.codeHash.equals(await hashCode('another', code))).toBe(false)
    for (const column of Object.values(row)) expect(Buffer.isBuffer(column) ? column.toString() : String(column)).not.toContain(code)
    expect(row.codeHash.length).toBe(32)
  })

  test('both die after a quarter of an hour', async () => {
    const { id, code, type, follow, token } = await asking()
    const { createdAt, expiresAt } = await stored(id)
    expect(Math.round((expiresAt.getTime() - createdAt.getTime()) / 60_000)).toBe(15)
    await world.db
      .updateTable('signIn')
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where('id', '=', id)
      .execute()
    expect(told(await type(code))).toEqual(refused('expired'))
    expect(told(await follow())).toEqual(refused('expired'))
    expect((await browser(world).ask('GET', `/api/sign-in-links/${token}`)).json().state).toBe('expired')
  })

  test('asking twice gives two e-mails that both work', async () => {
    const first = await asking()
    const second = await asking(first.member.email)
    expect(second.code === first.code && second.token === first.token).toBe(false)
    expect(told(await first.type(first.code))).toEqual(home)
    expect(told(await second.follow())).toEqual(home)
  })
})

describe('guessing', () => {
  test('a wrong code says how many attempts are left; after five even the right one is refused', async () => {
    const { code, type } = await asking()
    for (let left = memberLimits.codeAttempts - 1; left > 0; left--)
      expect(told(await type(wrong(code)))).toEqual(refused('wrong-code', { attemptsLeft: left }))
    expect(told(await type(wrong(code)))).toEqual(refused('too-many-attempts'))
    expect(told(await type(code))).toEqual(refused('too-many-attempts'))
  })

  test('the link still works when the code has been exhausted by someone else', async () => {
    const { code, type, follow } = await asking()
    for (let attempt = 0; attempt < 6; attempt++) await type(wrong(code), browser(world))
    expect(told(await follow())).toEqual(home)
  })

  test('twenty attempts at the same instant count as twenty', async () => {
    const { id, code, type } = await asking()
    const answers = await Promise.all(Array.from({ length: 20 }, () => type(wrong(code), browser(world))))
    expect(answers.filter((answer) => answer.json().reason === 'wrong-code').length).toBe(memberLimits.codeAttempts - 1)
    expect((await stored(id)).attempts).toBe(memberLimits.codeAttempts)
  })

  test('a sign-in or a link that was never sent is a 404', async () => {
    const visitor = browser(world)
    for (const url of ['/api/sign-ins/0123456789abcdef', `/api/sign-in-links/${'x'.repeat(43)}`])
      expect(told(await visitor.ask('GET', url))).toEqual(notFound)
    expect(told(await visitor.ask('POST', '/api/sign-ins/0123456789abcdef/code', { code: '000000' }))).toEqual(notFound)
    expect(told(await visitor.ask('POST', `/api/sign-in-links/${'x'.repeat(43)}`))).toEqual(notFound)
  })

  test.each(['12345', '1234567', '12345a', '', '１２３４５６'])('%j is no code', async (code) => {
    const { type, id } = await asking()
    expect(told(await type(code))).toEqual(malformed('code'))
    expect((await stored(id)).attempts).toBe(0)
  })
})

describe('an address that nobody has', () => {
  test('gets the same answer, the same row and an e-mail too, but nothing that lets in', async () => {
    const known = await asking()
    const unknown = await asking('personne@preau.test')
    expect(unknown.asked.statusCode).toBe(known.asked.statusCode)
    const withoutTheHour = ({ date: _, ...headers }: Record<string, unknown>) => headers
    expect(withoutTheHour(unknown.asked.headers)).toEqual(withoutTheHour(known.asked.headers))
    expect(Object.keys(unknown.asked.json())).toEqual(Object.keys(known.asked.json()))
    expect(unknown.id).toMatch(/^[0-9a-z]{16}$/)
    expect([unknown.code, unknown.token]).toEqual([null, null])
    expect(lastMail(world)).toMatchObject({ to: 'personne@preau.test', subject: expect.stringContaining('pas encore connue') })
    const places = await Promise.all(
      [known, unknown].map(async ({ id }) => (await browser(world).ask('GET', `/api/sign-ins/${id}`)).json()),
    )
    expect(Object.keys(places[1])).toEqual(Object.keys(places[0]))
    expect(places.map(({ state }) => state)).toEqual(['pending', 'pending'])
    expect(told(await unknown.type('000000'))).toEqual(refused('wrong-code', { attemptsLeft: 4 }))
  })

  test('takes as long: the same work is done', async () => {
    const people = await Promise.all(Array.from({ length: 25 }, () => someone(world, 'Nour')))
    const spent: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
    for (const [turn, { email }] of people.entries())
      for (const kind of ['known', 'unknown'] as const) {
        const visitor = browser(world)
        const start = performance.now()
        await visitor.ask('POST', '/api/sign-ins', { email: kind === 'known' ? email : `inconnue${turn}@preau.test` })
        spent[kind].push(performance.now() - start)
      }
    const median = (times: number[]) => times.sort((a, b) => a - b)[12]!
    const ratio = median(spent.known) / median(spent.unknown)
    expect(ratio).toBeGreaterThan(0.6)
    expect(ratio).toBeLessThan(1.6)
  })

  test('even the right code of such an address lets nobody in', async () => {
    const { id, type } = await asking('fantome@preau.test')
    await world.db
      .updateTable('signIn')
      .set({ codeHash: await hashCode(id, '123456') })
      .where('id', '=', id)
      .execute()
    expect((await type('123456')).json()).toMatchObject({ error: 'refused', reason: 'wrong-code' })
    expect(await world.db.selectFrom('member').select('id').where('email', '=', 'fantome@preau.test').execute()).toEqual([])
  })
})

describe('too many', () => {
  test('five e-mails an hour to one address, wherever they are asked from; then 429, known or not', async () => {
    const { email } = await someone(world, 'Zoé')
    for (const address of [email, 'quelquun@preau.test']) {
      const statuses: number[] = []
      for (let time = 0; time < 6; time++) statuses.push((await browser(world).ask('POST', '/api/sign-ins', { email: address })).statusCode)
      expect(statuses).toEqual([200, 200, 200, 200, 200, 429])
    }
  })

  test('twenty browsers at the same instant do not send more than five', async () => {
    const before = world.mail.sent.length
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => browser(world).ask('POST', '/api/sign-ins', { email: 'foule@preau.test' })),
    )
    expect(answers.filter(({ statusCode }) => statusCode === 200).length).toBe(memberLimits.mailsAnHourToOneAddress)
    expect(world.mail.sent.length - before).toBe(memberLimits.mailsAnHourToOneAddress)
  })

  test('a hundred and twenty in ten minutes from one place, and another place is not held back', async () => {
    const flood = browser(world)
    for (let time = 0; time < 120; time++) await flood.ask('POST', '/api/sign-ins', { email: 'pas une adresse' })
    expect(told(await flood.ask('POST', '/api/sign-ins', { email: 'lila@preau.test' }))).toEqual([429, { error: 'too-many' }])
    expect((await browser(world).ask('POST', '/api/sign-ins', { email: 'lila@preau.test' })).statusCode).toBe(200)
  })
})
