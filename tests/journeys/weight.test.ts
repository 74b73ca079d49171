import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addPoll, ballotFor, type TestPoll } from '../server/polls/polls-world.ts'
import type { Someone } from '../server/live/live-world.ts'
import { closeNow, seven } from './ballots.ts'
import { phone, startJourney, type Journey } from './visit.ts'

// What a phone downloads for each kind of page, compressed as it travels, by someone who comes for the first time.

let journey: Journey
let open: TestPoll
let closed: TestPoll
let text: string
beforeAll(async () => {
  journey = await startJourney()
  open = await addPoll(journey.db, { choices: seven })
  closed = await addPoll(journey.db)
  await journey.knock(journey.bilal, 'POST', `${closed.url}/ballots`, ballotFor(closed, [4, 3, 2]))
  await closeNow(journey, closed.id)
  const draft = { kind: 'charter', title: 'Charte de la Drôme', audience: 'everyone', writers: 'members' }
  const answer = await journey.knock(journey.awa, 'POST', '/api/bodies/drome/documents', draft)
  text = ((await answer.json()) as { id: string }).id
})
afterAll(() => journey?.end())

const kB = (bytes: number) => Math.round(bytes / 102.4) / 10
const ready = (page: Page, path: string) =>
  path.endsWith('/ecrire') ? page.locator('[data-look=good]').waitFor() : page.waitForLoadState('networkidle')

/** kB of script, style, fonts and in all that a first visit downloads, and how many fonts. */
async function weigh(path: string, who: Someone | null = null) {
  const { context } = await journey.visit(who, phone)
  const page = await context.newPage()
  const parts: Promise<{ kind: string; size: number }>[] = []
  context.on('requestfinished', (request) => {
    const kind = request.resourceType()
    if (request.url().startsWith('http')) parts.push(request.sizes().then(({ responseBodySize }) => ({ kind, size: responseBodySize })))
  })
  await page.goto(path)
  await ready(page, path)
  const all = await Promise.all(parts)
  const inline = await page.locator('style').evaluateAll((styles) => styles.map(({ textContent }) => textContent).join(''))
  await context.close()
  const of = (kind: string) => all.filter((part) => part.kind === kind)
  const sum = (some: { size: number }[]) => kB(some.reduce((total, { size }) => total + size, 0))
  const weight = {
    script: sum(of('script')),
    style: kB(gzipSync(inline).length) + sum(of('stylesheet')),
    fonts: sum(of('font')),
    fontFiles: of('font').length,
    all: sum(all),
  }
  console.log(
    `${path.replace(/[0-9a-z]{16}/, ':id')}: ${Object.entries(weight)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  )
  expect(weight.all).toBeGreaterThan(5)
  expect(weight.style).toBeLessThanOrEqual(12)
  expect(weight.fontFiles).toBeLessThanOrEqual(2)
  expect(weight.fonts).toBeLessThanOrEqual(60)
  return weight
}

describe('a page that is only read runs no script at all', () => {
  test.each<[string, () => string]>([
    ['a result', () => `/scrutins/${closed.id}`],
    ['an open poll', () => `/scrutins/${open.id}`],
    ['a text', () => `/textes/${text}`],
    ['the discussion of a text', () => `/textes/${text}/discussion`],
    ['a group', () => '/groupes/drome'],
    ['how the vote works', () => '/aide/jugement-majoritaire'],
    ['the home of a visitor', () => '/'],
  ])('%s', async (_, path) => {
    expect((await weigh(path())).script).toBe(0)
    const html = await (await fetch(journey.origin + path())).text()
    expect(html).toContain('<html lang="fr">')
    expect(html.match(/<!--[[\]!-]/g), 'marks for a script that is not there').toBeNull()
  })
})

test('a ballot: at most 5 kB of script, 120 kB in all', async () => {
  const { script, all } = await weigh(`/scrutins/${open.id}/voter`, journey.bilal)
  expect(script).toBeGreaterThan(0)
  expect(script).toBeLessThanOrEqual(5)
  expect(all).toBeLessThanOrEqual(120)
})

describe('a page of a member: at most 75 kB of script', () => {
  test.each<[string, () => string]>([
    ['home', () => '/'],
    ['the group', () => '/groupes/drome'],
    ['its invitation', () => '/groupes/drome/inviter'],
    ['a poll', () => `/scrutins/${open.id}`],
    ['a new poll', () => '/groupes/drome/scrutins/nouveau'],
    ['recounting', () => `/scrutins/${closed.id}/recompter`],
    ['one’s account', () => '/compte'],
  ])('%s', async (_, path) => {
    expect((await weigh(path(), journey.awa)).script).toBeLessThanOrEqual(75)
  })
})

test('the editor: at most 250 kB of script', async () => {
  const { script } = await weigh(`/textes/${text}/ecrire`, journey.awa)
  expect(script).toBeGreaterThan(30)
  expect(script).toBeLessThanOrEqual(250)
})
