import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codeOf } from '#server/ticket.ts'
import { ballotFor, ballotRows, castBy, pollsWorld, type TestPoll, wait } from '../polls/polls-world.ts'
import { addLater, addPollOn, addRoll, enteredBy, linkOf, type RollWorld } from './roll-world.ts'

let world: RollWorld
let roll: Awaited<ReturnType<typeof addRoll>>
let poll: TestPoll
beforeAll(async () => void (world = (await pollsWorld()) as RollWorld))
afterAll(() => world.close())
beforeEach(async () => {
  const at = `${Math.random()}`.slice(2)
  roll = await addRoll(world.db, [
    { email: `lea${at}@exemple.org` },
    { email: `sam${at}@exemple.org` },
    { sheet: Number(at.slice(0, 6)) || 1 },
  ])
  poll = await addPollOn(world.db, roll)
  world.mail.sent.length = 0
})

const read = async (token: string) => world.passerBy('GET', `/api/voting-links/${token}`)
const emailOf = async (at: number) =>
  (await world.db.selectFrom('member').select('email').where('id', '=', roll.members[at]!).executeTakeFirstOrThrow()).email!
const reasonOf = (answer: { json: () => { reason?: string } }) => answer.json().reason

describe('a personal link', () => {
  test('tells what it votes on and to whom it was sent, hardly readable, and read by ten scanners changes nothing', async () => {
    const token = await linkOf(world, roll, roll.members[0]!)
    const answers = await Promise.all(Array.from({ length: 10 }, () => read(token)))
    expect(answers.map(({ statusCode, cookies }) => [statusCode, cookies.length])).toEqual(Array(10).fill([200, 0]))
    expect(answers[0]!.json()).toMatchObject({
      roll: 'Liste nationale',
      body: { name: 'Drôme' },
      maskedEmail: expect.stringMatching(/^l•••\d@exemple\.org$/),
      entered: false,
      polls: [{ id: poll.id, phase: 'open', voted: false, choices: 3 }],
    })
    expect(await ballotRows(world.db, poll.id)).toEqual([])
  })

  test('votes once its button is pressed, changes the ballot, and is told what it cast', async () => {
    const knock = await enteredBy(world, await linkOf(world, roll, roll.members[0]!))
    expect((await knock('POST', `${poll.url}/ballots`, ballotFor(poll, [4, 3, 2]))).statusCode).toBe(200)
    expect((await knock('POST', `${poll.url}/ballots`, ballotFor(poll, [0, 1, 2], 2))).statusCode).toBe(200)
    const told = (await knock('GET', poll.url)).json<{ me: object }>()
    expect(told.me).toMatchObject({ onTheRoll: true, casts: 2, link: { maskedEmail: expect.stringContaining('@exemple.org') } })
    expect((await ballotRows(world.db, poll.id)).map(({ memberId }) => memberId)).toEqual([roll.members[0]])
  })

  test('among sixty that are followed at once, tells each of themselves and of their own ballot; taken off the roll meanwhile, of nothing', async () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789éèêëàâîïôöùûüçñõãåøæœßþð'].slice(0, 60)
    const many = await addRoll(world.db, letters.map((letter) => ({ email: `${letter}${poll.id}@exemple.org` }))) // prettier-ignore
    const theirs = await addPollOn(world.db, many)
    const links = await Promise.all(many.members.map((member) => linkOf(world, many, member)))
    const knocks = await Promise.all(links.map((link) => enteredBy(world, link)))
    const grades = (at: number) => [at % 5, (at + 1) % 5, (at * 3) % 5]
    // Two of three vote; some of the others are taken off the roll.
    const [votes, goes] = [(at: number) => at % 3 > 0, (at: number) => at % 12 === 0]
    await Promise.all(knocks.map((knock, at) => votes(at) && knock('POST', `${theirs.url}/ballots`, ballotFor(theirs, grades(at)))))
    const gone = many.members.filter((_, at) => goes(at))
    for (const table of ['rollEntry', 'elector'] as const) await world.db.deleteFrom(table).where('memberId', 'in', gone).execute()
    const [answers, told] = await Promise.all([Promise.all(links.map(read)), Promise.all(knocks.map((knock) => knock('GET', theirs.url)))])
    for (const [at, letter] of letters.entries()) {
      const maskedEmail = expect.stringMatching(new RegExp(`^${letter}•••`))
      if (goes(at)) expect(answers[at]!.statusCode).toBe(404)
      else expect(answers[at]!.json()).toMatchObject({ maskedEmail, polls: [{ voted: votes(at) }] })
      const { me } = told[at]!.json<{ me: { onTheRoll: boolean; ballot: { grades: { grade: number }[] } | null; link: object } }>()
      expect([me.onTheRoll, me.link]).toEqual([!goes(at), { maskedEmail: goes(at) ? null : maskedEmail }])
      expect(me.ballot?.grades.map(({ grade }) => grade)).toEqual(votes(at) ? grades(at) : undefined)
    }
  })

  test('votes on its roll and does nothing else', async () => {
    const knock = await enteredBy(world, await linkOf(world, roll, roll.members[0]!))
    const other = await addPollOn(world.db, await addRoll(world.db, [{}]))
    expect((await knock('POST', `${other.url}/ballots`, ballotFor(other, [4, 3, 2]))).statusCode).toBe(401)
    expect((await knock('GET', other.url)).json()).toMatchObject({ me: null })
    for (const url of ['/api/me', '/api/bodies', '/api/bodies/drome/polls', `${poll.url}/ballots`])
      expect([url, (await knock('GET', url)).statusCode]).toEqual([url, 401])
    expect((await knock('POST', `${poll.url}/cancellation`, { reason: 'Non' })).statusCode).toBe(401)
  })

  test('of someone else goes before the account of whoever opened it, and leaves with one gesture', async () => {
    const token = await linkOf(world, roll, roll.members[1]!)
    const cookie = `${world.awa.cookie}; preau-vote=${token}`
    const cast = await world.app.inject({
      method: 'POST',
      url: `${poll.url}/ballots`,
      headers: { cookie },
      payload: ballotFor(poll, [1, 1, 1]),
    })
    expect(cast.statusCode).toBe(200)
    expect((await ballotRows(world.db, poll.id)).map(({ memberId }) => memberId)).toEqual([roll.members[1]])
    const left = await world.app.inject({ method: 'DELETE', url: '/api/voting-link', headers: { cookie } })
    expect([left.statusCode, left.cookies[0]?.value]).toEqual([204, ''])
    expect(reasonOf(await castBy(world.awa, poll, [4, 3, 2]))).toBe('not-on-the-roll')
  })

  test.each([
    ['changed by one letter', (token: string) => token.slice(0, -3) + (token.at(-3) === 'a' ? 'b' : 'a') + token.slice(-2)],
    ['of another person with this signature', (token: string) => token.replace(roll.members[0]!, roll.members[1]!)],
    ['of another roll with this signature', (token: string) => token.replace(roll.id, 'autreliste')],
    ['made to vote more than once', (token: string) => token.replace(/\.(?=[^.]*$)/, '.1.')],
    ['cut', (token: string) => token.slice(0, -1)],
  ])('%s leads nowhere', async (_, forge) => {
    const forged = forge(await linkOf(world, roll, roll.members[0]!))
    expect((await read(forged)).statusCode).toBe(404)
    expect((await world.passerBy('POST', `/api/voting-links/${forged}/entry`)).statusCode).toBe(404)
    const headers = { cookie: `preau-vote=${forged}` }
    const cast = await world.app.inject({ method: 'POST', url: `${poll.url}/ballots`, headers, payload: ballotFor(poll, [1, 1, 1]) })
    expect(cast.statusCode).toBe(401)
  })

  test('of someone taken off the roll leads nowhere', async () => {
    const token = await linkOf(world, roll, roll.members[0]!)
    await world.db.deleteFrom('elector').where('memberId', '=', roll.members[0]!).execute()
    expect((await read(token)).statusCode).toBe(404)
  })

  test('comes from nowhere in the database: a copy of every table lets nobody vote', async () => {
    const token = await linkOf(world, roll, roll.members[0]!)
    const { rows } = await world.db.executeQuery<{ all: string }>({
      sql: "select string_agg(t::text, ' ') as all from (select row_to_json(e) as t from elector e union all select row_to_json(m) from member m) x",
      parameters: [],
      query: {} as never,
      queryId: {} as never,
    })
    expect(rows[0]!.all).not.toContain(token.split('.').at(-1))
  })
})

describe('the code of the mail', () => {
  test('does what the link does, whatever its case and hyphen, with the address it was sent to', async () => {
    const code = codeOf(await world.sealing.keys.linkKey(), { electorateId: roll.id, memberId: roll.members[0]! })
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/)
    const who = ` ${(await emailOf(0)).toUpperCase()} `
    const answer = await world.passerBy('POST', '/api/voting-codes', { who, code: code.toLowerCase().replace('-', ' ') })
    expect(answer.json()).toEqual({ token: await linkOf(world, roll, roll.members[0]!) })
    expect(reasonOf(await world.passerBy('POST', '/api/voting-codes', { who: await emailOf(1), code }))).toBe('wrong-code')
    expect(reasonOf(await world.passerBy('POST', '/api/voting-codes', { who: 'nulle@part.org', code }))).toBe('wrong-code')
  })

  test('of a printed sheet opens its roll, however many rolls have a sheet of that number since', async () => {
    const first = await addRoll(world.db, [{ name: 'Ida', sheet: 41 }])
    const code = codeOf(await world.sealing.keys.linkKey(), { electorateId: first.id, memberId: first.members[0]! })
    for (let n = 0; n < 120; n++) await addRoll(world.db, [{ name: `Autre ${n}`, sheet: 41 }])
    expect((await world.passerBy('POST', '/api/voting-codes', { who: '41', code })).statusCode).toBe(200)
  })

  test('of a printed sheet, with its number, casts one ballot and no change, then says that it is used', async () => {
    const { sheet } = await world.db
      .selectFrom('elector')
      .select('sheet')
      .where('memberId', '=', roll.members[2]!)
      .executeTakeFirstOrThrow()
    const code = codeOf(await world.sealing.keys.linkKey(), { electorateId: roll.id, memberId: roll.members[2]! })
    const enter = () => world.passerBy('POST', '/api/voting-codes', { who: String(sheet), code })
    const { token } = (await enter()).json<{ token: string }>()
    const knock = await enteredBy(world, token)
    const ballot = ballotFor(poll, [4, 3, 2])
    expect((await knock('POST', `${poll.url}/ballots`, ballot)).statusCode).toBe(200)
    expect((await knock('POST', `${poll.url}/ballots`, ballot)).statusCode).toBe(200)
    expect(reasonOf(await knock('POST', `${poll.url}/ballots`, ballotFor(poll, [0, 0, 0], 2)))).toBe('already-voted')
    expect(reasonOf(await enter())).toBe('sheet-used')
  })
})

describe('a lost link', () => {
  const ask = (email: string) => world.passerBy('POST', `${poll.url}/lost-links`, { email })

  test('is sent again to the address of the roll, link and code, three times an hour, and the page never knows', async () => {
    const email = await emailOf(0)
    const answers = [await ask(email), await ask(email), await ask(email), await ask(email), await ask('inconnue@exemple.org')]
    expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual(Array(5).fill([204, '']))
    await wait(200)
    expect(world.mail.sent.map(({ to }) => to)).toEqual([email, email, email])
    const token = await linkOf(world, roll, roll.members[0]!)
    const { text, html, subject } = world.mail.sent[0]!
    expect(subject).toMatch(/^Drôme\s: ton lien pour voter$/)
    expect(text).toContain(`http://preau.test/v/${token}\n`)
    expect(text).toContain(codeOf(await world.sealing.keys.linkKey(), { electorateId: roll.id, memberId: roll.members[0]! }))
    expect(text).toContain('http://preau.test/v et tape')
    expect(html).not.toMatch(/<img|src=/)
  })

  test.each([
    ['cancelled', () => ({ cancelledAt: new Date(), cancelReason: 'Une erreur' })],
    ['closed', () => ({ closesAt: new Date() })],
  ])('is not sent once its poll is %s', async (_, change) => {
    await world.db.updateTable('poll').set(change()).where('id', '=', poll.id).execute()
    expect((await ask(await emailOf(0))).statusCode).toBe(204)
    await wait(300)
    expect(world.mail.sent).toEqual([])
  })

  test('of someone who was added once the poll had opened is not sent: it does not take them, and their link says so', async () => {
    const email = `tard${poll.id}@exemple.org`
    const late = await addLater(world.db, roll, email)
    expect((await ask(email)).statusCode).toBe(204)
    await wait(300)
    expect(world.mail.sent).toEqual([])
    const link = async () => (await read(await linkOf(world, roll, late))).json<{ polls: { id: string }[] }>().polls
    expect(await link()).toEqual([])
    const next = await addPollOn(world.db, roll)
    await world.db.updateTable('poll').set({ rollFrozenAt: null }).where('id', '=', next.id).execute()
    expect(await link()).toMatchObject([{ id: next.id }])
  })

  test('of a poll without a roll of its own is sent to nobody', async () => {
    const other = await addPollOn(world.db, await addRoll(world.db, [{}]))
    expect((await world.passerBy('POST', `${other.url}/lost-links`, { email: await emailOf(0) })).statusCode).toBe(204)
    await wait(200)
    expect(world.mail.sent).toEqual([])
  })
})
