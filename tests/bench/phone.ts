// A slow phone that nobody watches. Playwright keeps what a page receives, and for that decodes it once more on the page's own slowed thread: 130 ms of a long text, twice where
// a bench listens too. Here Chromium is spoken to in its own protocol and told to keep nothing.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { browserArgs } from '../browser.ts'
import { browserPath, slow } from './browsing.ts'

type Answer = { id?: number; result?: object; error?: { message: string } }

/** Starts a Chromium of its own. `newPhone` is someone's, who keeps what they were sent from one visit to the next; `close` ends them all. */
export async function startPhones() {
  const folder = mkdtempSync(join(tmpdir(), 'preau-phone-'))
  const args = [...browserArgs, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${folder}`, 'about:blank']
  const browser = spawn(browserPath(), args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  for await (const words of browser.stderr) if (/ws:\/\/\S+/.test((said += words))) break
  const line = new WebSocket(/ws:\/\/\S+/.exec(said)![0])
  await once(line, 'open')
  const waiting = new Map<number, (answer: Answer) => void>()
  line.on('message', (bytes) => {
    const answer = JSON.parse(String(bytes)) as Answer
    if (answer.id) waiting.get(answer.id)?.(answer)
  })
  let asked = 0
  const ask = <Result>(method: string, params: object = {}, sessionId?: string) =>
    new Promise<Result>((resolve, reject) => {
      const id = ++asked
      waiting.set(id, ({ result, error }) => {
        waiting.delete(id)
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result as Result)
      })
      line.send(JSON.stringify({ id, method, params, sessionId }))
    })

  /** A phone of 360 by 640, signed in by this cookie. */
  const newPhone = async (origin: string, cookie: string) => {
    const { browserContextId } = await ask<{ browserContextId: string }>('Target.createBrowserContext')
    const [name, value] = cookie.split('=')
    await ask('Storage.setCookies', { browserContextId, cookies: [{ name, value, url: origin }] })
    return {
      /** Opens an address, `script` (none: the page is left alone) running before any other; asks the page `question` until its answer is `whole`, and gives that back. */
      visit: async <Seen>(path: string, question: string, whole: (seen: Partial<Seen>) => boolean, script?: string): Promise<Seen> => {
        const { targetId } = await ask<{ targetId: string }>('Target.createTarget', { url: 'about:blank', browserContextId })
        const { sessionId } = await ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
        const on = <Result>(method: string, params: object) => ask<Result>(method, params, sessionId)
        await on('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 })
        await on('Emulation.setDeviceMetricsOverride', { width: 360, height: 640, deviceScaleFactor: 3, mobile: true })
        await on('Emulation.setCPUThrottlingRate', { rate: slow.processor })
        await on('Network.emulateNetworkConditions', slow.network)
        await on('Page.enable', {})
        if (script) await on('Page.addScriptToEvaluateOnNewDocument', { source: script })
        await on('Page.navigate', { url: origin + path })
        for (const start = Date.now(); Date.now() - start < 60_000;) {
          await new Promise((resolve) => setTimeout(resolve, 3000))
          const { result } = await on<{ result: { value: Partial<Seen> } }>('Runtime.evaluate', {
            expression: question,
            awaitPromise: true,
            returnByValue: true,
          })
          if (!whole(result.value)) continue
          await ask('Target.closeTarget', { targetId })
          return result.value as Seen
        }
        throw new Error(`${path} did not come to its end`)
      },
      end: () => ask('Target.disposeBrowserContext', { browserContextId }),
    }
  }
  const close = async () => {
    await Promise.all([once(browser, 'exit'), ask('Browser.close')])
    line.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { newPhone, close }
}
