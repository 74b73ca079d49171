// A charter of 200 articles, 300 kB and 250,000 edits, on a slow phone: how soon its words are there, to read and to write in, nothing kept from before
// and on a second visit; then how long a letter takes to be on the screen while five others write.
import { type Browser, devices } from 'playwright-core'
import { databaseUrl, startServer } from '../server-process.ts'
import type { Bench } from './bench.ts'
import { onSlowPhone, pageOf, startBrowser } from './browsing.ts'
import { newCrowd } from './crowd.ts'
import { textOfSixtyEvenings } from './evenings.ts'
import { median, percentile, round, table } from './measure.ts'
import { cookieOf } from './movement.ts'
import { startPhones } from './phone.ts'
import { seatAt } from './servers.ts'

const turns = 5
const letters = 120

export async function opening({ movement, goals }: Bench) {
  const { id, kept } = await textOfSixtyEvenings(movement, { articles: 200, begun: 175_000 })
  const server = await startServer({ DATABASE_URL: databaseUrl(movement.where), NODE_ENV: 'production' })
  const phones = await startPhones()
  const seen: Record<'home' | 'read' | 'first' | 'again', Seen[]> = { home: [], read: [], first: [], again: [] }
  // A server runs for weeks: these pages have been asked for before.
  for (let asked = 0; asked < 20; asked++)
    await fetch(`${server.origin}/textes/${id}${asked % 2 ? '/ecrire' : ''}`, { headers: { cookie: cookieOf(2) } }).then((page) =>
      page.text(),
    )
  for (let turn = 0; turn <= turns; turn++) {
    const visitor = await phones.newPhone(server.origin, cookieOf(2))
    const home = await open(visitor, '/', 'main')
    await visitor.end()
    const reader = await phones.newPhone(server.origin, cookieOf(2))
    const read = await open(reader, `/textes/${id}`, '.reading')
    await reader.end()
    const writer = await phones.newPhone(server.origin, cookieOf(2))
    const first = await open(writer, `/textes/${id}/ecrire`, '.doc .text')
    const again = await open(writer, `/textes/${id}/ecrire`, '.doc .text')
    await writer.end()
    if (turn === 0) continue
    seen.home.push(home)
    seen.read.push(read)
    seen.first.push(first)
    seen.again.push(again)
  }
  await phones.close()
  const browser = await startBrowser()
  const typed = await typeAmong(browser, server, id)
  await browser.close()
  await server.stop()
  const secondsOf = (visits: Seen[], what: keyof Seen) => {
    const times = visits.map((one) => one[what] / 1000)
    return `${round(median(times), 2)} s (${round(Math.min(...times), 2)} to ${round(Math.max(...times), 2)})`
  }
  table(
    [`200 articles, ${Math.round(kept.state / 1000)} kB, 250,000 edits, a slow phone`, 'its words are painted', 'one may write'],
    [
      ['the home of a member, beside it', secondsOf(seen.home, 'painted'), ''],
      ['read', secondsOf(seen.read, 'painted'), ''],
      ['written in, nothing kept', secondsOf(seen.first, 'painted'), secondsOf(seen.first, 'writing')],
      ['written in, a second visit', secondsOf(seen.again, 'painted'), secondsOf(seen.again, 'writing')],
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
  for (const [name, visits] of Object.entries(seen).slice(1))
    goals.judge(
      'opening',
      median(visits.map(({ painted }) => painted)) < 1000,
      `${name}: words painted after ${secondsOf(visits, 'painted')}`,
    )
}

/** ms since the address was opened. `painted`: the words of the text are on the screen; `writing`: one may write in it. */
type Seen = { painted: number; writing: number }
type Phone = Awaited<ReturnType<Awaited<ReturnType<typeof startPhones>>['newPhone']>>

/** Opens a page on a phone; `place` is where its words are. A page that runs no script is asked at the end only: a script that watches would cost it an eighth of a second. */
function open(phone: Phone, path: string, place: string) {
  const writes = path.endsWith('ecrire')
  return phone.visit<Seen>(
    path,
    `(${whatWasSeen})(${JSON.stringify(place)})`,
    (seen) => Boolean(seen.painted && (seen.writing || !writes)),
    writes ? `(${watchForTheEditor})()` : undefined,
  )
}

/** Runs in the page. The largest thing painted is a paragraph of the text, or was, where the editor’s own has taken its place. */
const whatWasSeen = (place: string) =>
  new Promise((tell) => {
    new PerformanceObserver((list) => {
      const last = list.getEntries().at(-1) as LargestContentfulPaint
      tell({
        painted: !last.element || last.element.closest(place) ? last.startTime : undefined,
        writing: (window as { writing?: number }).writing,
      })
    }).observe({ type: 'largest-contentful-paint', buffered: true })
  })

/** Runs in the page. */
function watchForTheEditor() {
  const lookAgain = () => {
    if (document.querySelector('.paper [contenteditable=true]')) (window as { writing?: number }).writing = performance.now()
    else requestAnimationFrame(lookAgain)
  }
  requestAnimationFrame(lookAgain)
}

async function typeAmong(browser: Browser, server: { origin: string; port: number }, id: string) {
  const crowd = newCrowd()
  try {
    await crowd.ask(
      'join',
      Array.from({ length: 5 }, (_, n) => seatAt(server, id, n + 3, true)),
    )
    const page = await pageOf(browser, server.origin, 2, devices['Moto G4'])
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
    await page.context().close()
    return { delays: noted.delays, long: noted.long.slice(0, long), seconds, scrolled }
  } finally {
    await crowd.end()
  }
}

type Noted = { delays: number[]; long: number[] }
