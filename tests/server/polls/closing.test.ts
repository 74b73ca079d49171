import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '#domain/limits.ts'
import { readCounts } from '#domain/counts-file.ts'
import { addPoll, ballotRows, castBy, fromNow, type Person, person, pollsWorld, type PollsWorld, wait } from './polls-world.ts'

let world: PollsWorld
beforeAll(async () => void (world = await pollsWorld()))
afterAll(() => world.close())

const close = (id: string) => world.db.updateTable('poll').set({ closesAt: new Date() }).where('id', '=', id).execute()

describe('until the closing', () => {
  test('nobody, coordinator included, gets a result, a count, a name or anybody’s grade from any door', async () => {
    const poll = await addPoll(world.db)
    await castBy(world.bilal, poll, [4, 3, 1])
    for (const who of [world.awa.knock, world.bilal.knock, world.passerBy]) {
      for (const door of ['result', 'counts.json', 'counts.csv'])
        expect((await who('GET', `${poll.url}/${door}`)).json()).toEqual({ error: 'refused', reason: 'not-closed' })
    }
    expect((await world.awa.knock('GET', `${poll.url}/ballots`)).json().reason).toBe('not-closed')
    const seen = JSON.stringify((await world.awa.knock('GET', poll.url)).json())
    expect(seen).not.toMatch(/counts|"grade":|Bilal/)
  })

  test('members of the body know how many voted; others do not', async () => {
    const poll = await addPoll(world.db)
    await castBy(world.bilal, poll, [4, 3, 1])
    expect((await world.awa.knock('GET', poll.url)).json().turnout).toEqual({ rollSize: 3, voters: 1 })
    expect((await world.dan.knock('GET', poll.url)).json().turnout).toBeNull()
    expect((await world.passerBy('GET', poll.url)).json().turnout).toBeNull()
  })
})

describe('once closed', () => {
  test('the result ranks the choices and says why, to anyone who has the link', async () => {
    const poll = await addPoll(world.db)
    await castBy(world.awa, poll, [4, 3, 0])
    await castBy(world.bilal, poll, [4, 3, 1])
    await castBy(world.chloe, poll, [2, 3, 0])
    await close(poll.id)
    const result = (await world.passerBy('GET', `${poll.url}/result`)).json()
    expect(result).toMatchObject({ rollSize: 3, voters: 3, blank: 0, source: null })
    expect(
      result.choices.map(({ label, rank, counts }: { label: string; rank: number; counts: number[] }) => [label, rank, counts]),
    ).toEqual([
      ['Navette', 1, [0, 0, 1, 0, 2]],
      ['Cantine', 2, [0, 0, 0, 3, 0]],
      ['Maternité', 3, [2, 1, 0, 0, 0]],
    ])
    expect(result.steps).toHaveLength(2)
    expect(result.steps[0].step).toEqual({ kind: 'grade', better: 4, worse: 3 })
    expect((await world.passerBy('GET', poll.url)).json()).toMatchObject({ phase: 'closed', turnout: { rollSize: 3, voters: 3 } })
  })

  test('the counts come as files that read back to the same count', async () => {
    const poll = await addPoll(world.db)
    await castBy(world.awa, poll, [4, 3, 0])
    await castBy(world.bilal, poll, [1, 3, 0])
    await close(poll.id)
    for (const kind of ['json', 'csv']) {
      const answer = await world.passerBy('GET', `${poll.url}/counts.${kind}`)
      expect(answer.headers['content-disposition']).toContain(`preau-${poll.id}.${kind}`)
      const read = readCounts(answer.payload)
      if ('problems' in read) throw new Error(JSON.stringify(read.problems))
      expect(read.file.choices.map(({ counts }) => counts)).toEqual([
        [0, 1, 0, 0, 1],
        [0, 0, 0, 2, 0],
        [2, 0, 0, 0, 0],
      ])
      expect([read.file.voters, read.file.rollSize]).toEqual([2, 3])
    }
  })

  test('nobody voted: a result without grades, and no error', async () => {
    const poll = await addPoll(world.db)
    await close(poll.id)
    const result = (await world.passerBy('GET', `${poll.url}/result`)).json()
    expect(result).toMatchObject({ voters: 0, rollSize: 3 })
    expect(result.choices.map(({ rank, tied, majorityGrade }: Record<string, unknown>) => [rank, tied, majorityGrade])).toEqual([
      [1, true, null],
      [1, true, null],
      [1, true, null],
    ])
  })

  test('people of the roll see who graded what; others see nothing; above the limit nobody does', async () => {
    const poll = await addPoll(world.db)
    await castBy(world.bilal, poll, [4, 3, 0])
    await close(poll.id)
    const named = (await world.chloe.knock('GET', `${poll.url}/ballots`)).json()
    expect(named.ballots).toMatchObject([{ firstName: 'Bilal', blank: false }])
    expect((await world.dan.knock('GET', `${poll.url}/ballots`)).statusCode).toBe(404)
    expect((await world.passerBy('GET', `${poll.url}/ballots`)).statusCode).toBe(401)
    await world.db
      .updateTable('result')
      .set({ rollSize: limits.namedBallots + 1 })
      .where('pollId', '=', poll.id)
      .execute()
    expect((await world.chloe.knock('GET', `${poll.url}/ballots`)).json().reason).toBe('too-many-voters')
  })

  test('the result stands: it is counted once, and what is stored is what is shown', async () => {
    const poll = await addPoll(world.db)
    await castBy(world.bilal, poll, [4, 3, 0])
    await close(poll.id)
    const answers = await Promise.all(Array.from({ length: 10 }, () => world.passerBy('GET', `${poll.url}/result`)))
    expect(new Set(answers.map(({ payload }) => payload)).size).toBe(1)
    expect((await castBy(world.awa, poll, [0, 0, 0])).json().reason).toBe('closed')
  })
})

describe('races', () => {
  test('two casts at once by one person leave one ballot, and a retry after a lost answer is the same ballot', async () => {
    const poll = await addPoll(world.db)
    const answers = await Promise.all([castBy(world.bilal, poll, [4, 4, 4]), castBy(world.bilal, poll, [0, 0, 0])])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
    expect(await ballotRows(world.db, poll.id)).toHaveLength(1)
    const id = crypto.randomUUID()
    const tries = await Promise.all(Array.from({ length: 5 }, () => castBy(world.chloe, poll, [1, 2, 3], 1, id)))
    expect(new Set(tries.map(({ payload }) => payload)).size).toBe(1)
    expect(tries[0]!.statusCode).toBe(200)
    expect(await ballotRows(world.db, poll.id)).toHaveLength(2)
  })

  test('casts that race the closing are either in the count or refused, never in between', async () => {
    const crowd: Person[] = []
    for (let n = 0; n < 40; n++) crowd.push(await person(world, `Personne ${n}`, { movement: 'member', group: 'member' }))
    const poll = await addPoll(world.db, { closesAt: fromNow(3_600_000) })
    // The first is there before the closing, however slow the machine; the last one comes after it.
    const first = await castBy(crowd[0]!, poll, [0, 1, 2])
    const closesAt = fromNow(400)
    await world.db.updateTable('poll').set({ closesAt }).where('id', '=', poll.id).execute()
    const others = crowd.slice(1).map(async (voter, n) => {
      await wait(n * 15)
      return castBy(voter, poll, [n % 5, 1, 2])
    })
    const counting = (async () => {
      for (;;) {
        const answer = await world.passerBy('GET', `${poll.url}/result`)
        if (answer.statusCode === 200) return answer.json()
        await wait(3)
      }
    })()
    const [answers, result] = [[first, ...(await Promise.all(others))], await counting]
    const accepted = answers.filter(({ statusCode }) => statusCode === 200).length
    expect(answers.every(({ statusCode, payload }) => statusCode === 200 || JSON.parse(payload).reason === 'closed')).toBe(true)
    expect(accepted).toBeGreaterThan(0)
    expect(accepted).toBeLessThan(40)
    expect(result.voters).toBe(accepted)
    expect(await ballotRows(world.db, poll.id)).toHaveLength(accepted)
  })
})

describe('a past vote', () => {
  const file = (over: object = {}) =>
    JSON.stringify({
      format: 'preau-counts/1',
      question: 'Le nom du groupe',
      grades: ['Bien', 'Passable', 'Non'],
      choices: [
        { label: 'Les Hirondelles', counts: [3, 1, 1] },
        { label: 'Les Martinets', counts: [1, 1, 3] },
      ],
      voters: 5,
      rollSize: 9,
      ...over,
    })
  const bring = (payload: object, who: 'awa' | 'bilal' = 'awa') => world[who].knock('POST', '/api/bodies/drome/results', payload)

  test('is imported from a file of counts, and shown as any result, with its source', async () => {
    const source = { title: 'Cahier du groupe', reconstituted: true, note: 'À partir des pourcentages.' }
    const { id } = (await bring({ file: file({ source }), heldOn: '2024-05-01' })).json()
    const result = (await world.passerBy('GET', `/api/polls/${id}/result`)).json()
    expect(result).toMatchObject({ level: 'imported', voters: 5, rollSize: 9, source: { ...source, url: null, published: null } })
    expect(result.choices[0]).toMatchObject({ label: 'Les Hirondelles', counts: [1, 1, 3], rank: 1 })
    expect(result.closesAt).toMatch(/^2024-05-01/)
  })

  test('as a table of a spreadsheet too, its question told beside it', async () => {
    const csv = 'choix;Bien;Passable;Non\r\nLes Hirondelles;3;1;1\r\nLes Martinets;1;1;3\r\n'
    const { id } = (await bring({ file: csv, question: 'Le nom du groupe' })).json()
    expect((await world.passerBy('GET', `/api/polls/${id}/result`)).json()).toMatchObject({
      voters: 5,
      rollSize: 5,
      question: 'Le nom du groupe',
    })
  })

  test.each([
    ['0000-01-01', {}],
    ['0001-01-01', {}],
    [undefined, { closedAt: '0000-01-01' }],
    [undefined, { closedAt: '-200000-01-01T00:00:00Z' }],
  ])('was not held before there were years: %s %o', async (heldOn, over) => {
    expect((await bring({ file: file(over), ...(heldOn && { heldOn }) })).statusCode).toBe(400)
  })

  test('whose file is wrong says what is wrong in it, and nothing is stored', async () => {
    const before = await world.db.selectFrom('poll').selectAll().execute()
    const wrong = await bring({ file: file({ voters: 7 }) })
    expect([wrong.statusCode, wrong.json().fields]).toEqual([400, [{ field: 'file.choices', problem: 'voters-do-not-add-up' }]])
    expect((await bring({ file: 'bonjour' })).json().fields).toEqual([{ field: 'file', problem: 'not-a-counts-file' }])
    expect((await bring({ file: file(), heldOn: '2999-01-01' })).json().fields[0].field).toBe('heldOn')
    expect((await bring({ file: file() }, 'bilal')).json().reason).toBe('not-a-coordinator')
    expect((await bring({ file: 'x'.repeat(limits.counts.bytes + 10) })).statusCode).toBe(413)
    expect(await world.db.selectFrom('poll').selectAll().execute()).toEqual(before)
  })
})
