import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPoll, ballotFor, ballotRows, castBy, fromNow, type Person, type PollFacts, pollsWorld, type PollsWorld } from './polls-world.ts'

let world: PollsWorld
beforeAll(async () => void (world = await pollsWorld()))
afterAll(() => world.close())

const cancelled = async (id: string) =>
  world.db.updateTable('poll').set({ cancelledAt: new Date(), cancelReason: 'doublon' }).where('id', '=', id).execute()

describe('a ballot that is in order', () => {
  test('is stored, and shown to its voter and to nobody else', async () => {
    const poll = await addPoll(world.db)
    const cast = await castBy(world.bilal, poll, [4, 0, 2])
    expect(cast.statusCode).toBe(200)
    expect(cast.json()).toEqual({ castAt: expect.any(String), counter: 1 })
    const mine = (await world.bilal.knock('GET', poll.url)).json().me
    expect(mine.casts).toBe(1)
    expect(mine.ballot.grades.map(({ grade }: { grade: number }) => grade)).toEqual([4, 0, 2])
    expect((await world.chloe.knock('GET', poll.url)).json().me.ballot).toBeNull()
  })

  test('may be blank', async () => {
    const poll = await addPoll(world.db)
    const cast = await world.bilal.knock('POST', `${poll.url}/ballots`, { id: crypto.randomUUID(), counter: 1, blank: true })
    expect(cast.statusCode).toBe(200)
    expect((await world.bilal.knock('GET', poll.url)).json().me.ballot).toEqual({ blank: true, grades: [] })
  })

  test('says "sans avis" where the poll counts it as the worst grade', async () => {
    const poll = await addPoll(world.db, { missingGrades: 'worst' })
    expect((await castBy(world.bilal, poll, [4, null, 2])).statusCode).toBe(200)
    expect([...(await ballotRows(world.db, poll.id))[0]!.grades]).toEqual([4, 0, 2])
  })

  test('replaces the former one when it is a change, as often as wished', async () => {
    const poll = await addPoll(world.db)
    for (const [counter, grade] of [4, 3, 0].entries())
      expect((await castBy(world.bilal, poll, [grade, grade, grade], counter + 1)).statusCode).toBe(200)
    const [row, ...others] = await ballotRows(world.db, poll.id)
    expect(others).toEqual([])
    expect({ counter: row!.counter, grades: [...row!.grades] }).toEqual({ counter: 3, grades: [0, 0, 0] })
  })

  test('may come from someone who has left the body since the opening', async () => {
    const poll = await addPoll(world.db, { opensAt: fromNow(-3_600_000) })
    const left = await world.db
      .updateTable('membership')
      .set({ leftAt: new Date() })
      .where('memberId', '=', world.chloe.id)
      .where('bodyId', '=', 'group')
      .returning('id')
      .execute()
    expect((await castBy(world.chloe, poll, [1, 1, 1])).statusCode).toBe(200)
    await world.db.updateTable('membership').set({ leftAt: null }).where('id', '=', left[0]!.id).execute()
  })
})

describe('what is malformed is answered 400 with the name of the field, and nothing is stored', () => {
  const ok = { choice: 0, grade: 1 }
  type Line = { choice: number | string; grade?: unknown }
  test.each<[string, Line[], string, string]>([
    ['a choice that is missing', [ok, { choice: 1, grade: 1 }], 'grades.<2>', 'missing'],
    [
      'a choice from elsewhere',
      [ok, { choice: 1, grade: 1 }, { choice: 2, grade: 1 }, { choice: 'elsewhere', grade: 1 }],
      'grades.elsewhere',
      'foreign',
    ],
    ['a choice said twice', [ok, ok, { choice: 1, grade: 1 }, { choice: 2, grade: 1 }], 'grades.<0>', 'repeated'],
    [
      'a grade above the scale',
      [
        { choice: 0, grade: 5 },
        { choice: 1, grade: 1 },
        { choice: 2, grade: 1 },
      ],
      'grades.<0>',
      'out-of-scale',
    ],
    [
      'a grade above every scale',
      [
        { choice: 0, grade: 7 },
        { choice: 1, grade: 1 },
        { choice: 2, grade: 1 },
      ],
      'grades.0.grade',
      'maximum',
    ],
    [
      'a grade below the scale',
      [
        { choice: 0, grade: -1 },
        { choice: 1, grade: 1 },
        { choice: 2, grade: 1 },
      ],
      'grades.0.grade',
      'minimum',
    ],
    [
      'half a grade',
      [
        { choice: 0, grade: 1.5 },
        { choice: 1, grade: 1 },
        { choice: 2, grade: 1 },
      ],
      'grades.0.grade',
      'type',
    ],
    [
      'a grade in words',
      [
        { choice: 0, grade: '3' },
        { choice: 1, grade: 1 },
        { choice: 2, grade: 1 },
      ],
      'grades.0.grade',
      'type',
    ],
    ['a line without a grade', [{ choice: 0 }, { choice: 1, grade: 1 }, { choice: 2, grade: 1 }], 'grades.0.grade', 'required'],
    [
      '"sans avis" where every choice must be graded',
      [
        { choice: 0, grade: null },
        { choice: 1, grade: 1 },
        { choice: 2, grade: 1 },
      ],
      'grades.<0>',
      'no-opinion-not-allowed',
    ],
  ])('%s', async (_, lines, field, problem) => {
    const poll = await addPoll(world.db)
    const grades = lines.map(({ choice, ...line }) => ({ choice: typeof choice === 'number' ? poll.choices[choice] : choice, ...line }))
    const answer = await world.bilal.knock('POST', `${poll.url}/ballots`, { id: crypto.randomUUID(), counter: 1, grades })
    expect(answer.statusCode).toBe(400)
    const named = field.replace(/<(\d)>/, (_, position) => poll.choices[Number(position)]!)
    expect(answer.json()).toMatchObject({ error: 'malformed', fields: expect.arrayContaining([{ field: named, problem }]) })
    expect(await ballotRows(world.db, poll.id)).toEqual([])
  })

  const whole = { id: crypto.randomUUID(), counter: 1, blank: true }
  test.each<[string, object, string]>([
    ['no id', { ...whole, id: undefined }, 'id'],
    ['an id that is no uuid', { ...whole, id: 'x' }, 'id'],
    ['a counter in words', { ...whole, counter: '1' }, 'counter'],
    ['a counter of nought', { ...whole, counter: 0 }, 'counter'],
    ['a counter beyond the limit', { ...whole, counter: 1001 }, 'counter'],
    ['neither grades nor blank', { ...whole, blank: undefined }, 'grades'],
    ['grades and blank', { ...whole, grades: [] }, 'blank'],
    ['blank: false', { ...whole, blank: false }, 'blank'],
    ['a field too many', { ...whole, weight: 2 }, 'weight'],
    ['a thousand lines', { ...whole, blank: undefined, grades: Array.from({ length: 1000 }, () => ({ choice: 'a', grade: 1 })) }, 'grades'],
  ])('%s', async (_, body, field) => {
    const poll = await addPoll(world.db)
    const answer = await world.bilal.knock('POST', `${poll.url}/ballots`, body)
    expect(answer.statusCode).toBe(400)
    expect(answer.json().fields.map((one: { field: string }) => one.field)).toContain(field)
    expect(await ballotRows(world.db, poll.id)).toEqual([])
  })

  test('the choices of another poll', async () => {
    const [poll, other] = [await addPoll(world.db), await addPoll(world.db)]
    const answer = await world.bilal.knock('POST', `${poll.url}/ballots`, ballotFor(other, [1, 1, 1]))
    expect(answer.statusCode).toBe(400)
    expect(new Set(answer.json().fields.map(({ problem }: { problem: string }) => problem))).toEqual(new Set(['foreign', 'missing']))
    expect(await ballotRows(world.db, poll.id)).toEqual([])
  })

  test('a body that is not JSON, and one that is too large', async () => {
    const poll = await addPoll(world.db)
    const post = (payload: string) =>
      world.app.inject({
        method: 'POST',
        url: `${poll.url}/ballots`,
        headers: { cookie: world.bilal.cookie, 'content-type': 'application/json' },
        payload,
      })
    expect((await post('{"id":')).statusCode).toBe(400)
    expect((await post(JSON.stringify({ id: 'x'.repeat(70_000) }))).statusCode).toBe(413)
  })
})

describe('what the rules refuse is answered 409 with the reason, and nothing is stored', () => {
  test.each<[string, PollFacts, Person | 'bilal' | 'dan', number, string]>([
    ['before the opening', { opensAt: fromNow(60_000) }, 'bilal', 1, 'not-yet-open'],
    ['after the closing', { closesAt: fromNow(-1_000) }, 'bilal', 1, 'closed'],
    ['by someone off the roll', {}, 'dan', 1, 'not-on-the-roll'],
    ['as a change of nothing', {}, 'bilal', 2, 'changed-elsewhere'],
    ['far ahead of the counter', {}, 'bilal', 999, 'changed-elsewhere'],
  ])('%s', async (_, facts, who, counter, reason) => {
    const poll = await addPoll(world.db, facts)
    const answer = await castBy(world[who as 'bilal' | 'dan'], poll, [1, 1, 1], counter)
    expect([answer.statusCode, answer.json()]).toEqual([409, { error: 'refused', reason }])
    expect(await ballotRows(world.db, poll.id)).toEqual([])
  })

  test('in a cancelled poll', async () => {
    const poll = await addPoll(world.db)
    await cancelled(poll.id)
    expect((await castBy(world.bilal, poll, [1, 1, 1])).json()).toEqual({ error: 'refused', reason: 'cancelled' })
    expect(await ballotRows(world.db, poll.id)).toEqual([])
  })

  test.each<[string, PollFacts, number[], string]>([
    ['a change where a ballot is final', { changes: 'never' }, [2], 'already-voted'],
    ['a second first ballot where a ballot is final', { changes: 'never' }, [1], 'already-voted'],
    ['a change made from an older page', {}, [2, 2], 'changed-elsewhere'],
    ['a first ballot when there is one', {}, [1], 'changed-elsewhere'],
    ['a change that skips a number', {}, [3], 'changed-elsewhere'],
  ])('%s leaves the ballot as it was', async (_, facts, counters, reason) => {
    const poll = await addPoll(world.db, facts)
    expect((await castBy(world.bilal, poll, [4, 4, 4])).statusCode).toBe(200)
    const answers = []
    for (const counter of counters.slice(0, -1)) answers.push((await castBy(world.bilal, poll, [3, 3, 3], counter)).statusCode)
    expect(answers.every((status) => status === 200)).toBe(true)
    const before = await ballotRows(world.db, poll.id)
    const answer = await castBy(world.bilal, poll, [0, 0, 0], counters.at(-1))
    expect([answer.statusCode, answer.json().reason]).toEqual([409, reason])
    expect(await ballotRows(world.db, poll.id)).toEqual(before)
  })

  test('by a passer-by: 401; in a poll that does not exist: 404', async () => {
    const poll = await addPoll(world.db)
    expect((await world.passerBy('POST', `${poll.url}/ballots`, ballotFor(poll, [1, 1, 1]))).statusCode).toBe(401)
    expect((await world.bilal.knock('POST', '/api/polls/nothere/ballots', ballotFor(poll, [1, 1, 1]))).statusCode).toBe(404)
    expect(await ballotRows(world.db, poll.id)).toEqual([])
  })

  test('a newcomer who joined after the opening is not on the roll, whoever asked first', async () => {
    const poll = await addPoll(world.db, { opensAt: fromNow(-1000) })
    const { id } = await world.db
      .insertInto('membership')
      .values({ bodyId: 'group', memberId: world.dan.id, joinedAt: new Date() })
      .returning('id')
      .executeTakeFirstOrThrow()
    expect((await castBy(world.dan, poll, [1, 1, 1])).json().reason).toBe('not-on-the-roll')
    await world.db.deleteFrom('membership').where('id', '=', id).execute()
  })
})
