// How long the largest part of a page takes on a slow phone: 150 ms of round trip, 1.6 Mb/s, a processor four times slower, nothing kept from
// an earlier visit; the median of five.
import { type Browser, devices } from 'playwright-core'
import { databaseUrl, startServer } from '../server-process.ts'
import type { Bench } from './bench.ts'
import { onSlowPhone, pageOf, startBrowser } from './browsing.ts'
import { writtenContent } from './content.ts'
import { median, round, table } from './measure.ts'
import { openPoll } from './polls.ts'

const turns = 5

export async function pages({ movement, goals }: Bench) {
  const poll = await openPoll(movement)
  const text = await movement.text(writtenContent(4000).update)
  const server = await startServer({ DATABASE_URL: databaseUrl(movement.where), NODE_ENV: 'production' })
  const browser = await startBrowser()
  const rows: string[][] = []
  for (const [name, path, goal] of [
    ['ballot', `/scrutins/${poll.id}/voter`, 1.5],
    ['home', '/', 2],
    ['editor', `/textes/${text}/ecrire`, 3.5],
  ] as const) {
    const times: number[] = []
    for (let turn = 0; turn < turns; turn++) times.push((await largestPaint(browser, server.origin, path)) / 1000)
    const seconds = round(median(times), 2)
    rows.push([name, `${seconds} s`, `${round(Math.min(...times), 2)} to ${round(Math.max(...times), 2)} s`, `${goal} s`])
    goals.judge(`${name} on a slow phone`, seconds < goal, `largest paint at ${seconds} s, of ${goal}`)
  }
  await browser.close()
  await server.stop()
  table(['page', `largest paint, median of ${turns}`, 'from … to', 'goal'], rows)
}

async function largestPaint(browser: Browser, origin: string, path: string): Promise<number> {
  const page = await pageOf(browser, origin, 2, devices['Moto G4'])
  await onSlowPhone(page)
  await page.goto(path, { waitUntil: 'load' })
  const time = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let last = 0
        new PerformanceObserver((list) => (last = list.getEntries().at(-1)!.startTime)).observe({
          type: 'largest-contentful-paint',
          buffered: true,
        })
        setTimeout(() => resolve(last), 1500)
      }),
  )
  await page.context().close()
  if (!(time > 0)) throw new Error(`nothing was painted at ${path}`)
  return time
}
