import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { pageOf, slowDown } from '../browsing.ts'

/**
 * How long the built booth takes to seal a ballot, in ms, five times, with the processor so many times slower. Workers are never slowed
 * down: so the booth's own bytes are run here where a page runs, as the worker would run them.
 */
export async function sealingTimes(browser: Browser, where: { origin: string; pollId: string; person: number; rate: number }) {
  const { origin, pollId, person, rate } = where
  const script = /<script>([^]*)<\/script>/.exec(readFileSync('web/build/booth.html', 'utf8'))![1]!
  const page = await pageOf(browser, origin, person)
  const ask = (path: string) => page.request.get(`/api/polls/${pollId}${path}`)
  const manifest = [...(await (await ask('/manifest')).body())]
  const { code } = (await (await ask('/credential')).json()) as { code: string }
  await slowDown(page, rate)
  const times = await page.evaluate(
    async ({ script, manifest, code, pollId }) => {
      type Told = { value?: { bytes: Uint8Array }; error?: string }
      const told: Told[] = []
      const port = { postMessage: (one: Told) => told.push(one), onmessage: null as ((event: object) => void) | null }
      new Function('document', 'self', script)(undefined, port)
      const ask = (name: string, ...given: unknown[]) => {
        port.onmessage!({ data: { number: 0, name, given } })
        const { error } = told.at(-1)!
        if (error) throw new Error(error)
      }
      ask('open', Uint8Array.from(manifest), pollId)
      ask(
        'enter',
        Uint8Array.from(atob(code), (sign) => sign.charCodeAt(0)),
      )
      ask('warm')
      const times: number[] = []
      for (let run = 0; run < 5; run++) {
        const start = performance.now()
        ask('seal', 1, [4, 3, 2, 1, 0, 4, 3])
        times.push(performance.now() - start)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return times
    },
    { script, manifest, code, pollId },
  )
  await page.context().close()
  return times
}
