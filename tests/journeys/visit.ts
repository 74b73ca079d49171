import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type CDPSession, type Page } from 'playwright-core'
import { connect } from '#db/connect.ts'
import { browserArgs, findOrObtainBrowser } from '../browser.ts'
import { cast, type Someone } from '../server/live/live-world.ts'
import { databaseUrl, startServer } from '../server-process.ts'
import { startTwoServers } from '../two-processes.ts'
import { cloneTemplate, dropDatabase } from '../world.ts'

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const
export const desk = { viewport: { width: 1280, height: 800 } } as const

/** Scripts are compiled and their memory swept on the thread that runs them: no core is idle to do it aside. */
const args = [...browserArgs, '--js-flags=--single-threaded']
/** Where the machine says no language, a file whose name has an accent would be called « download ». */
const env = { ...process.env, LC_ALL: 'C.UTF-8' } as Record<string, string>
const launch = () => chromium.launch({ executablePath: findOrObtainBrowser(), args, env })
let launched: Promise<Browser> | undefined

/** Browsers of people, in the one real Chromium of this process, which serves file after file and ends with it. Who asked for them closes them. */
export async function newBrowsers() {
  launched = launched?.then((one) => (one.isConnected() ? one : launch()), launch) ?? launch()
  const real = await launched
  const contexts: BrowserContext[] = []
  return {
    async newContext(options: BrowserContextOptions) {
      const context = await real.newContext(options)
      contexts.push(context)
      return context
    },
    close: () => Promise.all(contexts.map((context) => context.close())),
  }
}

type Browsers = Awaited<ReturnType<typeof newBrowsers>>

export type Journey = Awaited<ReturnType<typeof startJourney>>
export type Visitor = Awaited<ReturnType<ReturnType<typeof visiting>>>
export type Visited = Visitor & { page: Page }

/**
 * A real server process with the built pages, on a database of its own with the cast of the tests (Awa coordinates the group
 * Drôme, Bilal and Chloé are in it, Dan is in the movement only, Eve nowhere), and a real browser.
 */
export async function startJourney(env: Record<string, string> = {}) {
  const { where, db, ...scene } = await newScene()
  let server = await startServer({ DATABASE_URL: databaseUrl(where), ...env })
  return {
    ...scene.on(server.origin),
    db,
    kill: () => server.kill(),
    restart: async (more: Record<string, string> = {}) =>
      void (server = await startServer({ DATABASE_URL: databaseUrl(where), ...env, ...more, PORT: String(server.port) })),
    end: () => scene.end(() => server.stop()),
  }
}

/** The same on two processes behind a load balancer. */
export async function startJourneyOnTwo() {
  const { where, db, ...scene } = await newScene()
  const both = await startTwoServers({ DATABASE_URL: databaseUrl(where) })
  return { ...scene.on(both.origin), db, both, end: () => scene.end(both.stop) }
}

async function newScene() {
  const where = await cloneTemplate()
  const db = connect(where)
  const people = await cast(db)
  const browsers = await newBrowsers()

  const on = (origin: string, visit = visiting(browsers, origin)) => ({
    ...people,
    origin,
    visit,
    /** Someone's own browser on one page. */
    async visited(who: { cookie: string } | null, path: string, options: BrowserContextOptions = desk): Promise<Visited> {
      const visitor = await visit(who, options)
      return { ...visitor, page: await visitor.open(path) }
    },
    /** Knocks at the API as someone. */
    knock: (who: Pick<Someone, 'cookie'>, method: string, path: string, body?: object) =>
      fetch(origin + path, {
        method,
        headers: { cookie: who.cookie, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      }),
  })
  async function end(stop: () => Promise<void>) {
    await browsers.close()
    await stop()
    await db.destroy()
    await dropDatabase(where)
  }
  return { where, db, on, end }
}

const complaintsOn = new WeakMap<Page, string[]>()

/** Someone's own browser; without a person, a passer-by's. What the pages complain of is gathered in `complaints`. */
export const visiting =
  (browsers: Browsers, origin: string) =>
  async (who: { cookie: string } | null, options: BrowserContextOptions = desk) => {
    const context = await browsers.newContext({ baseURL: origin, locale: 'fr-FR', ...options })
    context.setDefaultTimeout(30_000)
    const [name = '', value = ''] = who?.cookie.split('=') ?? []
    if (who) await context.addCookies([{ name, value, url: origin }])
    const complaints: string[] = []
    const open = async (path: string) => {
      const page = await context.newPage()
      complaintsOn.set(page, complaints)
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (said) => {
        if (said.type() === 'error' && !/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED/.test(said.text())) complaints.push(said.text())
      })
      await page.goto(path)
      return page
    }
    return { context, open, complaints }
  }

/** A button pressed, or a link followed, by the words on it. */
export const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()
export const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click()

/** Ends a visit, of which no page may have complained; a form that comes back to be mended is no complaint. */
export async function endVisit(
  { context, complaints }: Pick<Visitor, 'context' | 'complaints'>,
  expected = /responded with a status of 4(00|09)/,
) {
  await context.close()
  const wrong = complaints.filter((said) => !expected.test(said))
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}

const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * The rules of axe-core that look at colours. The others see the same page by night as by day: the scheme changes colours and nothing
 * else, which tests/web/contrast.test.ts holds.
 */
const ofColours = { type: 'rule' as const, values: ['color-contrast', 'link-in-text-block'] }

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const inspectors = new WeakMap<Page, Promise<CDPSession>>()

/**
 * Brings axe-core to the page, unless it is there. By the browser itself, which the page's policy does not hold back; as a script rather
 * than as words to evaluate, so that what was compiled for one page serves the next.
 */
async function bringAxe(page: Page) {
  if (await page.evaluate(() => 'axe' in window)) return
  const inspector = inspectors.get(page) ?? page.context().newCDPSession(page)
  inspectors.set(page, inspector)
  const { exceptionDetails } = await (await inspector).send('Runtime.evaluate', { expression: axeSource })
  if (exceptionDetails) throw new Error(exceptionDetails.text)
}

/**
 * What axe-core finds wrong on the page as it stands, in one line each. It is not asked for what is not read: what passes, node by node,
 * and where things are. Nor to fetch and read every style again, which one rule wants, for pages that turn with the phone: none does,
 * which tests/web/contrast.test.ts holds.
 */
async function faults(page: Page, runOnly: typeof everyRule | typeof ofColours): Promise<string[]> {
  const { violations } = await page.evaluate(
    (runOnly) =>
      (window as unknown as { axe: typeof axe }).axe.run(document, {
        runOnly,
        resultTypes: ['violations'],
        selectors: false,
        preload: false,
      }),
    runOnly,
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

/**
 * All that is wrong with a page as a phone and a desk show it by day, and a phone by night, in one line each; and whether it is wider than
 * the smallest phone. By night a desk shows but one thing more, which is the same for every page but a few: pages.test.ts looks at all of
 * them there too. Leaves the page as wide as it was.
 */
export async function wrongInEveryLook(page: Page, { deskByNight = false } = {}): Promise<string[]> {
  const before = page.viewportSize()!
  const wrong: string[] = []
  await bringAxe(page)
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 844 })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    if (wide > width) wrong.push(`is ${wide} px wide at ${width}`)
    if (width === 320) continue
    for (const colorScheme of width === 390 || deskByNight ? (['dark', 'light'] as const) : (['light'] as const)) {
      await page.emulateMedia({ colorScheme })
      const found = await faults(page, colorScheme === 'dark' ? ofColours : everyRule)
      wrong.push(...found.map((fault) => `${width} ${colorScheme}: ${fault}`))
    }
  }
  await page.setViewportSize(before)
  return wrong
}

/** Waits until the page shows these words; says what it shows instead when it does not. */
export async function shows(page: Page, words: string | RegExp) {
  try {
    await page.getByText(words).first().waitFor()
  } catch (error) {
    const complaints = complaintsOn.get(page)?.join('\n') ?? ''
    const shown = await page.locator('body').innerText()
    throw new Error(`${page.url().split('#')[0]} does not show ${words}, but:\n${shown}\n${complaints}`, { cause: error })
  }
}
