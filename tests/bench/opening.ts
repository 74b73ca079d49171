// A charter of 200 articles, 300 kB and 250,000 edits, on a slow phone: how soon its words are there, to read and to write in, nothing kept from before
// and on a second visit; then how long a letter takes to be on the screen while five others write.
import { type Browser, type BrowserContext, devices } from 'playwright-core'
import { databaseUrl, startServer } from '../server-process.ts'
import type { Bench } from './bench.ts'
import { onSlowPhone, pageOf, startBrowser } from './browsing.ts'
import { newCrowd } from './crowd.ts'
import { textOfSixtyEvenings } from './evenings.ts'
import { median, percentile, round, table } from './measure.ts'
import { seatAt } from './servers.ts'

const turns = 5
const letters = 120

export async function opening({ movement, goals }: Bench) {
  const { id, kept } = await textOfSixtyEvenings(movement, { articles: 200, begun: 175_000 })
  const server = await startServer({ DATABASE_URL: databaseUrl(movement.where), NODE_ENV: 'production' })
  const browser = await startBrowser()
  const first: Seen[] = []
  const again: Seen[] = []
  const read: Seen[] = []
  for (let turn = 0; turn < turns; turn++) {
    const phone = await phoneOf(browser, server.origin)
    read.push(await open(phone, `/textes/${id}`, '.reading'))
    await phone.close()
    const other = await phoneOf(browser, server.origin)
    first.push(await open(other, `/textes/${id}/ecrire`, '.doc .text'))
    again.push(await open(other, `/textes/${id}/ecrire`, '.doc .text'))
    await other.close()
  }
  const typed = await typeAmong(browser, server, id)
  await browser.close()
  await server.stop()
  const seconds = (seen: Seen[], what: keyof Seen) => `${round(median(seen.map((one) => one[what])) / 1000, 2)} s`
  table(
    [`200 articles, ${Math.round(kept.state / 1000)} kB, 250,000 edits, a slow phone`, 'its words are there', 'one may write'],
    [
      ['read', seconds(read, 'words'), ''],
      ['written in, nothing kept', seconds(first, 'words'), seconds(first, 'writing')],
      ['written in, a second visit', seconds(again, 'words'), seconds(again, 'writing')],
    ],
  )
  table(
    [`${letters} letters typed in it while five others write`, ''],
    [
      [
        'on the screen: p50, p95, slowest',
        `${Math.round(median(typed.delays))}, ${Math.round(percentile(typed.delays, 0.95))}, ${Math.round(Math.max(...typed.delays))} ms`,
      ],
      [
        'tasks beyond 50 ms: a second, longest',
        `${round(typed.long.length / typed.seconds, 1)}, ${Math.round(Math.max(0, ...typed.long))} ms`,
      ],
      ['scrolled from end to end: longest task', `${Math.round(typed.scrolled)} ms`],
    ],
  )
  for (const [name, seen] of [
    ['read', read],
    ['first', first],
    ['again', again],
  ] as const)
    goals.judge('opening', median(seen.map(({ words }) => words)) < 1000, `${name}: words after ${seconds(seen, 'words')}`)
}

type Seen = { words: number; writing: number }

async function phoneOf(browser: Browser, origin: string) {
  const page = await pageOf(browser, origin, 2, devices['Moto G4'])
  return page.context()
}

/** When the words of the first article were painted, and when one may write, in ms since the address was opened. */
async function open(phone: BrowserContext, path: string, place: string): Promise<Seen> {
  const page = await phone.newPage()
  await onSlowPhone(page)
  await page.addInitScript((place) => {
    const seen = ((window as unknown as { seen: Partial<Seen> }).seen = {} as Partial<Seen>)
    const look = () => {
      const paper = [...document.querySelectorAll(place)].find(
        (one) => one.textContent!.trim().length > 1000 && getComputedStyle(one).visibility === 'visible',
      )
      if (paper && !seen.words) seen.words = performance.now()
      if (document.querySelector('.paper [contenteditable=true]')) seen.writing ??= performance.now()
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, place)
  const writes = path.endsWith('ecrire')
  await page.goto(path, { waitUntil: 'commit' })
  await page.waitForFunction(
    (writes) => {
      const { seen } = window as unknown as { seen: Partial<Seen> }
      return seen.words && (!writes || seen.writing)
    },
    writes,
    { timeout: 60_000 },
  )
  const seen = await page.evaluate(() => (window as unknown as { seen: Seen }).seen)
  await page.waitForTimeout(1500)
  await page.close()
  return seen
}

async function typeAmong(browser: Browser, server: { origin: string; port: number }, id: string) {
  const crowd = newCrowd()
  try {
    await crowd.ask(
      'join',
      Array.from({ length: 5 }, (_, n) => seatAt(server, id, n + 3, true)),
    )
    const phone = await phoneOf(browser, server.origin)
    const page = await phone.newPage()
    await page.goto(`/textes/${id}/ecrire`)
    await page.locator('.paper [contenteditable=true] .article').nth(100).locator('p').first().click()
    await onSlowPhone(page)
    await page.evaluate(() => {
      const noted = ((window as unknown as { noted: Noted }).noted = { delays: [], long: [] } as Noted)
      new PerformanceObserver((list) =>
        noted.delays.push(
          ...list
            .getEntries()
            .filter(({ name }) => name === 'keydown')
            .map(({ duration }) => duration),
        ),
      ).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
      new PerformanceObserver((list) => noted.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })
    })
    const start = performance.now()
    const others = crowd.ask('type', { perSecond: 3, seconds: letters / 5 })
    for (let n = 0; n < letters; n++) {
      await page.keyboard.press('etaoin'[n % 6]!)
      await page.waitForTimeout(Math.max(0, start + (n + 1) * 200 - performance.now()))
    }
    await others
    const noted = await page.evaluate(() => (window as unknown as { noted: Noted }).noted)
    const seconds = (performance.now() - start) / 1000
    const long = noted.long.length
    const scrolled = await page.evaluate(async () => {
      const { noted } = window as unknown as { noted: Noted }
      const before = noted.long.length
      for (let at = 0; at < document.documentElement.scrollHeight; at += 800) {
        scrollTo(0, at)
        await new Promise((next) => requestAnimationFrame(next))
      }
      return Math.max(0, ...noted.long.slice(before))
    })
    await phone.close()
    return { delays: noted.delays, long: noted.long.slice(0, long), seconds, scrolled }
  } finally {
    await crowd.end()
  }
}

type Noted = { delays: number[]; long: number[] }
