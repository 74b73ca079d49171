import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addPoll, ballotFor, fromNow, type TestPoll } from '../server/polls/polls-world.ts'
import { closeNow, grade, review, seven } from './ballots.ts'
import { startJourney, wrongInEveryLook, type Journey } from './visit.ts'

// The states of a poll that pages.test.ts does not look at in the demonstration, as a phone and a desk show it by day and by night: axe-core finds nothing, and nothing goes sideways.

type State = { who: 'awa' | 'bilal' | null; path: () => string; act?: (page: Page) => Promise<unknown> }
let journey: Journey
const polls: Record<string, TestPoll> = {}
const at = (name: string, under = '') => `/scrutins/${polls[name]!.id}${under}`

const day = 24 * 3_600_000
const scale = ['À rejeter absolument', 'Insuffisant', 'Passable', 'Assez bien', 'Bien', 'Très bien', 'Excellent']
const twenty = Array.from({ length: 20 }, (_, index) => `Proposition ${index} au nom assez long pour tenir sur deux lignes`)
const all = [0, 1, 2, 3, 4, 0, 1]

beforeAll(async () => {
  journey = await startJourney()
  const { db, knock, awa, bilal, chloe } = journey
  const newPoll = async (name: string, facts: Parameters<typeof addPoll>[1]) =>
    (polls[name] = await addPoll(db, { choices: seven, ...facts }))
  const vote = (who: typeof awa, poll: TestPoll, grades: number[], counter = 1) =>
    knock(who, 'POST', `${poll.url}/ballots`, ballotFor(poll, grades, counter))
  await newPoll('open', { closesAt: fromNow(2 * day) })
  await newPoll('long', { choices: twenty, scale, missingGrades: 'worst', closesAt: fromNow(9 * day) })
  const voted = await newPoll('voted', { closesAt: fromNow(2 * day) })
  await vote(bilal, voted, [3, 4, 2, 4, 1, 3, 0])
  await vote(bilal, voted, [3, 4, 2, 4, 1, 3, 1], 2)
  const closed = await newPoll('closed', {})
  for (const [who, grades] of [
    [awa, [2, 4, 2, 4, 4, 3, 2]],
    [bilal, [3, 4, 1, 4, 1, 2, 0]],
    [chloe, [3, 4, 2, 4, 1, 3, 0]],
  ] as const)
    await vote(who, closed, [...grades])
  await closeNow(journey, closed.id)
  const blank = await newPoll('blank', {})
  await knock(awa, 'POST', `${blank.url}/ballots`, { id: crypto.randomUUID(), counter: 1, blank: true })
  await closeNow(journey, blank.id)
  const extended = await newPoll('extended', {})
  await knock(awa, 'POST', `${extended.url}/extension`, { closesAt: fromNow(3 * day).toISOString(), reason: 'la rencontre est reportée' })
  for (const name of ['lost', 'given up']) await entrusted(await newPoll(name, { level: 'sealed', opensAt: fromNow(-40 * day), closesAt: fromNow(-31 * day), openedAt: fromNow(-40 * day) })) // prettier-ignore
  await knock(awa, 'POST', `${polls['given up']!.url}/giving-up`, { reason: 'Bilal a perdu sa graine, Chloé aussi.' })
})

/** To Bilal, with Chloé as registrar: as if it had been open, and nobody had come to open it. */
async function entrusted({ id: pollId }: TestPoll) {
  const { db, awa, bilal, chloe } = journey
  await db.insertInto('rollEntry').values([awa, bilal, chloe].map(({ id }) => ({ pollId, memberId: id }))).execute() // prettier-ignore
  await db.insertInto('sealedPoll').values({ pollId, needed: 1, trustees: 1, registrarId: chloe.id }).execute()
  await db.insertInto('trustee').values({ pollId, number: 1, memberId: bilal.id, name: 'Bilal' }).execute()
}
afterAll(() => journey?.end())

const press = (name: string) => (page: Page) => page.getByRole('button', { name }).last().click()
const mended = (name: string) => async (page: Page) => {
  await press(name)(page)
  await page.getByRole('alert').waitFor()
}
const give = (content: string) => async (page: Page) => {
  await page.locator('table').waitFor()
  await page.locator('#file').setInputFiles({ name: 'counts.json', mimeType: 'application/json', buffer: Buffer.from(content) })
  await page.locator('table').waitFor({ state: 'detached' })
}

const states: Record<string, State> = {
  'an open poll': { who: 'bilal', path: () => at('open') },
  'a ballot half filled': { who: 'bilal', path: () => at('open', '/voter'), act: (page) => grade(page, [0, 1, 2]) },
  'a ballot of seven grades, twenty choices and no opinion': {
    who: 'bilal',
    path: () => at('long', '/voter'),
    act: (page) => grade(page, [7, 0, 6]),
  },
  'a review': { who: 'bilal', path: () => at('open', '/voter'), act: async (page) => (await grade(page, all), await review(page)) },
  'a blank review': { who: 'bilal', path: () => at('open', '/voter'), act: press('Voter blanc') },
  'a receipt': { who: 'bilal', path: () => at('voted', '/recu') },
  'a poll one has voted in': { who: 'bilal', path: () => at('voted') },
  'a change': { who: 'bilal', path: () => at('voted', '/voter') },
  'a result': { who: 'bilal', path: () => at('closed') },
  'blank ballots only': { who: null, path: () => at('blank') },
  'an extended poll': { who: 'bilal', path: () => at('extended') },
  'a recount of what is no counts': { who: null, path: () => at('closed', '/recompter'), act: give('{"grades":3}') },
  'a new sealed poll to mend': {
    who: 'awa',
    path: () => '/groupes/drome/scrutins/nouveau',
    act: async (page) => {
      await page.locator('label', { has: page.locator('[value=sealed]') }).click()
      await mended('Annoncer le scrutin')(page)
    },
  },
  'a new poll to mend': { who: 'awa', path: () => '/groupes/drome/scrutins/nouveau', act: mended('Ouvrir le scrutin') },
  'an import to mend': { who: 'awa', path: () => '/groupes/drome/scrutins/importer', act: mended('Importer') },
  'an extension to mend': { who: 'awa', path: () => at('open', '/prolonger'), act: mended('Prolonger') },
  'a cancellation to mend': { who: 'awa', path: () => at('open', '/annuler'), act: mended('Annuler ce scrutin pour de bon') },
  'a sealed poll that nobody opened': { who: 'awa', path: () => at('lost') },
  'a giving up to mend': { who: 'awa', path: () => at('lost', '/abandonner'), act: mended('Abandonner pour de bon') },
  'a count that was given up': { who: null, path: () => at('given up') },
}

test.concurrent.each(Object.entries(states))('%s', async (_, { who, path, act }) => {
  const { context, open } = await journey.visit(who && journey[who], { viewport: { width: 390, height: 844 } })
  const page = await open(path())
  await act?.(page)
  expect(await wrongInEveryLook(page)).toEqual([])
  await context.close()
})
