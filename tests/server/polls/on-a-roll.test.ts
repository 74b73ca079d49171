import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readManifest } from '#domain/sealing/manifest.ts'
import { readCounts } from '#domain/counts-file.ts'
import { bringIn, electoratesWorld, type ElectoratesWorld } from '../electorates/electorates-world.ts'
import { browser, notFound, refused, someone, type Someone, told } from '../people-world.ts'
import { ballotFor, five, fromNow } from './polls-world.ts'

// Polls whose voters are the people of a frozen roll, who are no members, and of whom some may have several votes.

let world: ElectoratesWorld
let electors: Someone[]
beforeAll(async () => {
  world = await electoratesWorld()
  electors = await Promise.all(['Un', 'Deux', 'Trois', 'Quatre', 'Cinq'].map((name) => someone(world, name)))
})
afterAll(() => world.close())

const draft = (more: object) => ({
  question: `Quelle priorité ? ${Math.random()}`,
  choices: [{ label: 'Navette' }, { label: 'Cantine' }],
  scale: five.toReversed(),
  missingGrades: 'required',
  changes: 'until-closing',
  opensAt: fromNow(0).toISOString(),
  closesAt: fromNow(3_600_000).toISOString(),
  ...more,
})
const create = (more: object) => world.awa.ask('POST', `/api/bodies/${world.slug}/polls`, draft(more))

async function rollOf(weights: readonly number[], frozen = true) {
  const roll = await world.newRoll()
  await bringIn(world.awa, roll, `email;nom;poids\n${electors.map(({ email, firstName }, n) => `${email};${firstName} du fichier;${weights[n]}`).join('\n')}\n`) // prettier-ignore
  if (frozen) await world.awa.ask('POST', `/api/electorates/${roll}/freezing`)
  return roll
}

async function opened(roll: string, more = {}) {
  const { id } = (await create({ electorate: roll, ...more })).json<{ id: string }>()
  const poll = (await world.awa.ask('GET', `/api/polls/${id}`)).json()
  return { ...poll, url: `/api/polls/${id}`, choices: poll.choices.map((choice: { id: string }) => choice.id) }
}

async function close(id: string) {
  await world.db.updateTable('poll').set({ opensAt: fromNow(-7_200_000), closesAt: fromNow(-1) }).where('id', '=', id).execute() // prettier-ignore
}

describe('a poll on a frozen roll', () => {
  test('is voted on by its people and not by the members of the body, and says which roll that is', async () => {
    const roll = await rollOf([1, 1, 1, 1, 1])
    const { fingerprint } = (await world.awa.ask('GET', `/api/electorates/${roll}`)).json()
    const poll = await opened(roll)
    expect(poll).toMatchObject({ roll: { id: roll, title: 'Consultation de janvier', fingerprint }, turnout: { rollSize: 5, voters: 0 } })
    const [one, two] = electors
    expect((await one!.ask('POST', `${poll.url}/ballots`, ballotFor(poll, [4, 0]))).statusCode).toBe(200)
    expect((await two!.ask('POST', `${poll.url}/ballots`, ballotFor(poll, [0, 3]))).statusCode).toBe(200)
    expect(told(await world.awa.ask('POST', `${poll.url}/ballots`, ballotFor(poll, [0, 0])))).toEqual(refused('not-on-the-roll'))
    // Who is added to the roll afterwards is on those of the polls to come.
    await world.awa.ask('POST', `/api/electorates/${roll}/electors`, { email: world.chloe.email, reason: 'Oubliée' })
    expect(told(await world.chloe.ask('POST', `${poll.url}/ballots`, ballotFor(poll, [0, 0])))).toEqual(refused('not-on-the-roll'))
    await close(poll.id)
    expect((await browser(world).ask('GET', `${poll.url}/result`)).json()).toMatchObject({ rollSize: 5, voters: 2, votes: null, roll: { fingerprint } }) // prettier-ignore
  })

  test('counts the votes of people who have several, tells it, and gives counts that anyone recounts', async () => {
    const roll = await rollOf([1, 2, 30, 1, 1])
    const poll = await opened(roll)
    const grades = [[4, 0], [4, 0], [0, 4]] // prettier-ignore
    for (const [n, given] of grades.entries()) await electors[n]!.ask('POST', `${poll.url}/ballots`, ballotFor(poll, given))
    await electors[3]!.ask('POST', `${poll.url}/ballots`, { id: crypto.randomUUID(), counter: 1, blank: true })
    await close(poll.id)
    const result = (await browser(world).ask('GET', `${poll.url}/result`)).json()
    expect(result).toMatchObject({ rollSize: 5, voters: 4, blank: 1, votes: { roll: 35, cast: 34, blank: 1 } })
    expect(result.choices.map(({ label, counts }: { label: string; counts: number[] }) => [label, counts])).toEqual([
      ['Cantine', [3, 0, 0, 0, 30]],
      ['Navette', [30, 0, 0, 0, 3]],
    ])
    for (const form of ['json', 'csv']) {
      const read = readCounts((await browser(world).ask('GET', `${poll.url}/counts.${form}`)).body)
      expect('file' in read && [read.file.voters, read.file.blank, read.file.votes]).toEqual([4, 1, { roll: 35, cast: 34, blank: 1 }])
    }
    const named = (await electors[0]!.ask('GET', `${poll.url}/ballots`)).json()
    expect([named.total, named.ballots.length]).toEqual([4, 4])
    const again = await world.awa.ask('POST', `/api/bodies/${world.slug}/results`, { file: (await browser(world).ask('GET', `${poll.url}/counts.json`)).body }) // prettier-ignore
    expect((await browser(world).ask('GET', `/api/polls/${again.json().id}/result`)).json().votes).toEqual(result.votes)
  })

  test('names who has no account by the name of the roll', async () => {
    const roll = await rollOf([1, 1, 1, 1, 1])
    const poll = await opened(roll)
    await electors[0]!.ask('POST', `${poll.url}/ballots`, ballotFor(poll, [1, 1]))
    await world.db.updateTable('member').set({ firstName: '' }).where('id', '=', electors[0]!.id).execute()
    await close(poll.id)
    const named = (await electors[1]!.ask('GET', `${poll.url}/ballots`)).json()
    expect(named.ballots.map(({ firstName }: { firstName: string }) => firstName)).toEqual(['Un du fichier'])
  })

  test('may be secret where everyone has one vote, and not where weights would tell who said what', async () => {
    const equal = await rollOf([1, 1, 1, 1, 1])
    const poll = await opened(equal, { level: 'secret' })
    expect(poll).toMatchObject({ level: 'secret', phase: 'open', turnout: { rollSize: 5 } })
    expect((await electors[0]!.ask('GET', `${poll.url}/credential`)).statusCode).toBe(200)
    const unequal = await rollOf([1, 2, 1, 1, 1])
    for (const level of ['secret', 'sealed'])
      expect(told(await create({ electorate: unequal, level }))).toEqual(refused('weights-in-secret'))
    expect((await create({ electorate: unequal, level: 'open' })).statusCode).toBe(200)
  })

  test('and is secret keeps to one vote each: nobody who has several is added to its roll before it opens', async () => {
    const roll = await rollOf([1, 1, 1, 1, 1])
    const add = (name: string, weight: number) =>
      world.awa.ask('POST', `/api/electorates/${roll}/electors`, { email: `${name}@exemple.org`, weight, reason: 'Oubliée' })
    const instants = { opensAt: fromNow(3_600_000).toISOString(), closesAt: fromNow(7_200_000).toISOString() }
    const { id } = (await create({ electorate: roll, level: 'secret', ...instants })).json<{ id: string }>()
    expect(told(await add('six', 3))).toEqual(refused('weights-in-secret'))
    expect((await add('sept', 1)).statusCode).toBe(204)
    await world.awa.ask('POST', `/api/polls/${id}/cancellation`, { reason: 'Erreur' })
    expect((await add('huit', 3)).statusCode).toBe(204)
  })

  test('and is secret gives everyone one voice: its manifest says so, and the database forbids another', async () => {
    const roll = await rollOf([1, 1, 1, 1, 1])
    const [secret, open] = [await opened(roll, { level: 'secret' }), await opened(roll)]
    const { weight, size } = readManifest((await browser(world).ask('GET', `${secret.url}/manifest`)).rawPayload).roll
    expect([weight, size]).toEqual([5, 5])
    await electors[0]!.ask('GET', open.url)
    const heavier = (pollId: string) => world.db.updateTable('rollEntry').set({ weight: 2 }).where('pollId', '=', pollId).execute()
    await expect(heavier(secret.id)).rejects.toThrow('someone would have 2 voices')
    await heavier(open.id)
  })

  test('is of the body that drew the roll up, and only once it is frozen', async () => {
    expect(told(await create({ electorate: await rollOf([1, 1, 1, 1, 1], false) }))).toEqual(refused('roll-not-frozen'))
    expect(told(await create({ electorate: 'nulle0part' }))).toEqual(notFound)
    const { slug } = (await world.awa.ask('POST', '/api/bodies', { parent: world.slug, kind: 'group', name: 'Ailleurs' })).json()
    const elsewhere = await world.awa.ask('POST', `/api/bodies/${slug}/polls`, draft({ electorate: await rollOf([1, 1, 1, 1, 1]) }))
    expect(told(elsewhere)).toEqual(notFound)
  })

  test('that asks the same of nearly the same people in secret takes a reason', async () => {
    const roll = await rollOf([1, 1, 1, 1, 1])
    const same = { electorate: roll, level: 'secret', question: 'Encore une fois ?' }
    expect((await create(same)).statusCode).toBe(200)
    const again = await create(same)
    expect([again.statusCode, again.json().reason]).toEqual([409, 'asked-already'])
  })
})
