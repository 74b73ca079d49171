import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { eventually } from '../server/live/live-world.ts'
import { databaseUrl, startServer } from '../server-process.ts'
import { cloneTemplate, dropDatabase } from '../world.ts'
import { startDemo, type Demo, type Name } from './demo-installation.ts'
import { looks as table, places, routes, type Look, type Places } from './every-page.ts'
import { phone, shows, wrongInEveryLook } from './visit.ts'

// Every page there is, as a phone and a desk show it, by day and by night.

let demo: Demo
let known: Places
beforeAll(async () => {
  demo = await startDemo()
  known = await places(demo)
})
afterAll(() => demo?.end())

test('every page has an address in the table, and the table no page that is gone', () => {
  expect(routes.filter((route) => !table[route])).toEqual([])
  expect(Object.keys(table).filter((route) => !routes.includes(route))).toEqual([])
})

describe.concurrent('is readable by everyone, asks nobody else for anything and complains of nothing', () => {
  test.each(routes)('%s', async (route) => {
    for (const look of table[route]?.(known) ?? [])
      expect(await wrongWith(look), `${look.path} ${look.about ?? look.who ?? ''}`).toEqual([])
  })

  test('the first page of a new installation', async () => {
    const where = await cloneTemplate()
    const fresh = await startServer({ DATABASE_URL: databaseUrl(where), LOG_LEVEL: 'error' })
    try {
      const printed = () => /\/installation\/[\w-]+/.exec(fresh.output())?.[0]
      await eventually(() => printed() !== undefined)
      expect(await wrongWith({ path: fresh.origin + printed()! })).toEqual([])
    } finally {
      await fresh.stop()
      await connect(where).destroy()
      await dropDatabase(where)
    }
  })
})

// By now its closing has come, two minutes after its first start, or nearly.
test('the sealed poll of the demonstration is counted by who visits it, with the words that it shows', { timeout: 300_000 }, async () => {
  const { id, description, closesAt } = await demo.db
    .selectFrom('poll')
    .selectAll()
    .where('id', '=', demo.polls.sealed)
    .executeTakeFirstOrThrow()
  await new Promise((resolve) => setTimeout(resolve, closesAt.getTime() - Date.now() + 100))
  for (const name of ['Lila', 'Samia'] as const) {
    const { context, open, complaints } = await demo.visit(demo.people[name], phone)
    const page = await open(`/scrutins/${id}`)
    await page.getByRole('link', { name: 'Le dépouillement' }).click()
    await page.getByRole('button', { name: 'Vérifier l’urne' }).click()
    await page.getByRole('button', { name: 'Les 8 mots sont les mêmes' }).click()
    await page.getByLabel('Tes 24 mots').fill(new RegExp(`mots de ${name} : (.*)`).exec(description)![1]!)
    await page.getByRole('button', { name: 'Donner ma part' }).click()
    await shows(page, name === 'Lila' ? 'Ta part est donnée' : 'Le résultat est là')
    expect(complaints).toEqual([])
    await context.close()
  }
  const passing = await demo.visit(null, phone)
  await shows(await passing.open(`/scrutins/${id}`), '12 votes sur 14')
  expect(passing.complaints).toEqual([])
  await passing.context.close()
})

type Browsing = Awaited<ReturnType<typeof newBrowsing>>

/** Browsers that wait for their next page: to begin one costs as much as to look at a page. */
const atRest = new Map<Name | undefined, Browsing[]>()

/** A browser of someone, and what its page asks for and complains of. */
async function newBrowsing(who: Name | undefined) {
  const { context } = await demo.visit(who ? demo.people[who] : null, { viewport: { width: 390, height: 844 } })
  const cookies = await context.cookies()
  const page = await context.newPage()
  const [asked, complaints]: [string[], string[]] = [[], []]
  context.on('request', (request) => asked.push(request.url()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (said) => {
    if (['error', 'warning'].includes(said.type())) complaints.push(said.text())
  })
  /** Leaves the page, and nothing of it: what the site kept in this browser, and what is still said while it goes. */
  async function rest() {
    await page.evaluate(() => (localStorage.clear(), sessionStorage.clear()))
    await page.goto('about:blank')
    await context.clearCookies()
    await context.addCookies(cookies)
    asked.length = complaints.length = 0
    atRest.set(who, [...(atRest.get(who) ?? []), browsing])
  }
  const browsing = { page, asked, complaints, rest }
  return browsing
}

/** All that is wrong with a page, in one line each. */
async function wrongWith({ path, who, status = 200, ready }: Look): Promise<string[]> {
  const { page, asked, complaints, rest } = atRest.get(who)?.pop() ?? (await newBrowsing(who))
  const wrong: string[] = []
  const answer = await page.goto(path)
  if (answer?.status() !== status) wrong.push(`answers ${answer?.status()}`)
  const landed = new URL(page.url()).pathname
  if (landed !== new URL(path, demo.origin).pathname) wrong.push(`leads to ${landed}`)
  if (ready) await page.locator(ready).waitFor()
  wrong.push(...(await unnamed(page)))
  wrong.push(...(await wrongInEveryLook(page, { deskByNight: true })))
  const own = new RegExp(`^(${new URL(path, demo.origin).origin.replace(/^http/, '(http|ws)')}/|data:|blob:)`)
  wrong.push(...asked.filter((url) => !own.test(url)).map((url) => `asks ${url}`))
  wrong.push(...complaints.filter((said) => status === 200 || !/Failed to load resource/.test(said)))
  await rest()
  return wrong
}

/** A title that names the page and the product, and a language. */
async function unnamed(page: Page): Promise<string[]> {
  const [title, language] = [await page.title(), await page.locator('html').getAttribute('lang')]
  return [...(/^\S.* — Préau$/.test(title) ? [] : [`is called « ${title} »`]), ...(language === 'fr' ? [] : [`is in ${language}`])]
}
