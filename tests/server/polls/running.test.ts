import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '#domain/limits.ts'
import { addPoll, castBy, fromNow, pollsWorld, type PollsWorld } from './polls-world.ts'

let world: PollsWorld
beforeAll(async () => void (world = await pollsWorld()))
afterAll(() => world.close())

const minutes = (n: number) => fromNow(n * 60_000).toISOString()
const draft = (over: object = {}) => ({
  question: 'Quel premier chantier ?',
  choices: [{ label: 'Navette' }, { label: 'Cantine', description: 'Le midi' }],
  scale: ['Bien', 'Passable', 'À rejeter'],
  missingGrades: 'required',
  changes: 'until-closing',
  opensAt: minutes(0),
  closesAt: minutes(60),
  ...over,
})
const propose = (over: object = {}, who: 'awa' | 'bilal' | 'dan' = 'awa') =>
  world[who].knock('POST', '/api/bodies/drome/polls', draft(over))
const labels = (n: number) => Array.from({ length: n }, (_, index) => ({ label: `Choix ${index}` }))
const grades = (n: number) => Array.from({ length: n }, (_, index) => `Mention ${index}`)

describe('a coordinator opens a poll', () => {
  test('which then says what it asks, its choices in order and its grades from the worst', async () => {
    const { id } = (await propose()).json()
    const poll = (await world.bilal.knock('GET', `/api/polls/${id}`)).json()
    expect(poll).toMatchObject({
      question: 'Quel premier chantier ?',
      phase: 'open',
      level: 'open',
      scale: ['À rejeter', 'Passable', 'Bien'],
    })
    expect(poll.choices.map(({ label }: { label: string }) => label)).toEqual(['Navette', 'Cantine'])
    expect(poll.turnout).toEqual({ rollSize: 3, voters: 0 })
    expect(poll.me).toMatchObject({ onTheRoll: true, casts: 0, ballot: null, may: { extend: false, cancel: false } })
    expect((await world.awa.knock('GET', `/api/polls/${id}`)).json().me.may).toMatchObject({ extend: true, cancel: true })
    const [line] = (await world.bilal.knock('GET', '/api/bodies/drome/polls')).json().polls
    expect(line).toMatchObject({ id, phase: 'open', choices: 2, voted: false })
  })

  test('or announces one, in which nobody votes before its instant', async () => {
    const { id } = (await propose({ opensAt: minutes(30) })).json()
    expect((await world.bilal.knock('GET', `/api/polls/${id}`)).json()).toMatchObject({ phase: 'upcoming', turnout: null })
  })

  test('with twenty choices and seven grades, or two and three', async () => {
    expect((await propose({ choices: labels(20), scale: grades(7) })).statusCode).toBe(200)
    expect((await propose({ choices: labels(2), scale: grades(3) })).statusCode).toBe(200)
  })
})

describe('a poll that breaks a rule is not opened, and the rule is named', () => {
  test.each<[string, object, string]>([
    ['one choice', { choices: labels(1) }, 'too-few-choices'],
    ['two grades', { scale: grades(2) }, 'too-few-grades'],
    ['the same choice twice', { choices: [{ label: 'Navette' }, { label: ' navette ' }] }, 'repeated-choice'],
    ['a choice of spaces', { choices: [{ label: 'Navette' }, { label: '  ' }] }, 'empty-choice'],
    ['the same grade twice', { scale: ['Bien', 'Bien', 'Non'] }, 'repeated-grade'],
    ['a grade of spaces', { scale: ['Bien', ' ', 'Non'] }, 'empty-grade'],
    ['a question of spaces', { question: '   ' }, 'no-question'],
    ['an opening in the past', { opensAt: minutes(-60) }, 'opens-in-the-past'],
    ['an opening in two years', { opensAt: minutes(2 * 525_600), closesAt: minutes(2 * 525_600 + 60) }, 'opens-too-far'],
    ['a closing before the opening', { opensAt: minutes(60), closesAt: minutes(30) }, 'too-short'],
    ['one minute', { closesAt: minutes(1) }, 'too-short'],
    ['a year', { closesAt: minutes(525_600) }, 'lasts-too-long'],
  ])('%s', async (_, over, reason) => {
    const answer = await propose(over)
    expect([answer.statusCode, answer.json().reason]).toEqual([409, reason])
  })

  test.each<[string, object, string]>([
    ['no question', { question: undefined }, 'question'],
    ['a question that is too long', { question: 'a'.repeat(limits.poll.question + 1) }, 'question'],
    ['twenty-one choices', { choices: labels(21) }, 'choices'],
    ['eight grades', { scale: grades(8) }, 'scale'],
    ['a choice that is too long', { choices: [{ label: 'a'.repeat(limits.poll.choiceLabel + 1) }, { label: 'b' }] }, 'choices.0.label'],
    ['a date that is none', { closesAt: 'demain' }, 'closesAt'],
    ['a rule that does not exist', { missingGrades: 'best' }, 'missingGrades'],
    ['a field that does not exist', { weight: 2 }, 'weight'],
  ])('%s is malformed, and its field is named', async (_, over, field) => {
    const answer = await propose(over)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().fields.map((one: { field: string }) => one.field)).toContain(field)
  })

  test('nobody but a coordinator of the body opens one', async () => {
    for (const who of ['bilal', 'dan'] as const) expect((await propose({}, who)).json().reason).toBe('not-a-coordinator')
    expect((await world.passerBy('POST', '/api/bodies/drome/polls', draft())).statusCode).toBe(401)
    expect((await world.awa.knock('POST', '/api/bodies/nowhere/polls', draft())).statusCode).toBe(404)
  })
})

describe('a closing is moved later only, with a reason that everyone reads', () => {
  const extend = (url: string, closesAt: string, reason = 'Un car en retard', who: 'awa' | 'bilal' = 'awa') =>
    world[who].knock('POST', `${url}/extension`, { closesAt, reason })

  test('and the ballots cast stay', async () => {
    const poll = await addPoll(world.db)
    await castBy(world.bilal, poll, [4, 3, 2])
    expect((await extend(poll.url, minutes(120))).statusCode).toBe(204)
    const told = (await world.bilal.knock('GET', poll.url)).json()
    expect(told.extensions).toMatchObject([{ reason: 'Un car en retard' }])
    expect(Date.parse(told.closesAt)).toBeGreaterThan(fromNow(100 * 60_000).getTime())
    expect(told.me.casts).toBe(1)
  })

  test('never sooner, nor without a reason, nor for ever, nor by others', async () => {
    const poll = await addPoll(world.db)
    const refused = async (answer: ReturnType<typeof extend>) => (await answer).json().reason
    expect(await refused(extend(poll.url, minutes(30)))).toBe('not-later')
    expect(await refused(extend(poll.url, minutes(120), '  '))).toBe('no-reason')
    expect(await refused(extend(poll.url, minutes(525_600)))).toBe('lasts-too-long')
    expect(await refused(extend(poll.url, minutes(120), 'Encore', 'bilal'))).toBe('not-a-coordinator')
    for (let n = 1; n <= limits.poll.extensions; n++) expect((await extend(poll.url, minutes(120 + n))).statusCode).toBe(204)
    expect(await refused(extend(poll.url, minutes(200)))).toBe('too-many-extensions')
  })

  test('not once it is past, nor when the poll is cancelled', async () => {
    const past = await addPoll(world.db, { closesAt: fromNow(-1000) })
    expect((await extend(past.url, minutes(60))).json().reason).toBe('closed')
    const cancelled = await addPoll(world.db)
    await world.awa.knock('POST', `${cancelled.url}/cancellation`, { reason: 'Doublon' })
    expect((await extend(cancelled.url, minutes(120))).json().reason).toBe('cancelled')
  })
})

describe('a poll is cancelled before its closing, with a reason', () => {
  test('and it has no result, ever', async () => {
    const poll = await addPoll(world.db)
    await castBy(world.bilal, poll, [4, 3, 2])
    expect((await world.awa.knock('POST', `${poll.url}/cancellation`, { reason: 'Question mal posée' })).statusCode).toBe(204)
    expect((await world.passerBy('GET', poll.url)).json()).toMatchObject({
      phase: 'cancelled',
      cancelReason: 'Question mal posée',
      turnout: null,
    })
    for (const door of ['result', 'counts.json', 'counts.csv'])
      expect((await world.passerBy('GET', `${poll.url}/${door}`)).json()).toEqual({ error: 'refused', reason: 'cancelled' })
    expect((await world.bilal.knock('GET', `${poll.url}/ballots`)).json().reason).toBe('cancelled')
  })

  test('not twice, not after the closing, not by others, not without a reason', async () => {
    const cancel = (url: string, who: 'awa' | 'bilal' = 'awa', reason = 'Doublon') =>
      world[who].knock('POST', `${url}/cancellation`, { reason })
    const poll = await addPoll(world.db)
    expect((await cancel(poll.url, 'bilal')).json().reason).toBe('not-a-coordinator')
    expect((await cancel(poll.url, 'awa', ' ')).json().reason).toBe('no-reason')
    expect((await cancel(poll.url)).statusCode).toBe(204)
    expect((await cancel(poll.url)).json().reason).toBe('cancelled')
    const past = await addPoll(world.db, { closesAt: fromNow(-1000) })
    expect((await cancel(past.url)).json().reason).toBe('closed')
  })
})
