// How long a ballot of seven choices and five grades takes to seal in the browser: in the booth as people use it, and with the processor slowed.
import type { Browser } from 'playwright-core'
import { grade, review } from '../../journeys/booth.ts'
import type { Bench } from '../bench.ts'
import { pageOf, startBrowser } from '../browsing.ts'
import { median, table } from '../measure.ts'
import { five, seven } from '../polls.ts'
import { sealingTimes } from './sealing-times.ts'
import { startSecretPoll } from './secret-poll.ts'

export async function booth(bench: Bench) {
  const { poll, door, end } = await startSecretPoll(bench, bench.movement, { choices: seven, grades: five })
  const browser = await startBrowser()
  const inBooth = await sealedByHand(browser, door.origin, poll)
  const asPage = (rate: number) => sealingTimes(browser, { ...door, person: 2, rate })
  const [plain, slowed] = [await asPage(1), await asPage(6)]
  await browser.close()
  await end()

  const row = (name: string, times: number[], goal: string) => [name, ms(median(times)), times.map(ms).join(', '), goal]
  table(
    ['7 × 5, sealed in Chromium', 'median', 'each', 'goal'],
    [
      row('in the booth, by its worker', inBooth, '60 ms'),
      row('the same code, where a page runs', plain, '60 ms'),
      row('there, the processor slowed 6 times', slowed, '400 ms'),
    ],
  )
  goals(bench, inBooth, slowed)
}

const ms = (time: number) => `${Math.round(time)} ms`

function goals({ goals }: Bench, inBooth: number[], slowed: number[]) {
  goals.judge('sealing in the booth', median(inBooth) < 60, `${ms(median(inBooth))} on a desk`)
  goals.judge('sealing in the booth', median(slowed) < 400, `${ms(median(slowed))} slowed 6 times`)
}

/** Grades and reviews five times, as a finger does; the booth itself marks how long it sealed. */
async function sealedByHand(browser: Browser, origin: string, poll: { id: string; choices: string[] }) {
  const page = await pageOf(browser, origin, 1)
  await page.goto(`/scrutins/${poll.id}/isoloir`)
  const times: number[] = []
  for (let run = 0; run < 5; run++) {
    await grade(page, poll, [4, 3, 2, 1, 0, 4, 3])
    await review(page)
    await page.locator('#cast').waitFor()
    times.push(await page.evaluate(() => performance.getEntriesByName('sealed').at(-1)!.duration))
    await page.locator('#correct').click()
  }
  await page.context().close()
  return times
}
