import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { browserArgs, findOrObtainBrowser, findOrObtainShell } from '../browser.ts'
import { cookieOf } from './movement.ts'

/** Chromium without windows, where it is: a whole one draws the pages of its own window on the same cores while a first page comes, 0.3 s and more of a paint. */
export const browserPath = () => findOrObtainShell() ?? findOrObtainBrowser()

export const startBrowser = () => chromium.launch({ executablePath: browserPath(), args: browserArgs })

/** A page of the n-th member, signed in, in a browser of their own; closed by closing its context. */
export async function pageOf(browser: Browser, origin: string, n: number, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ baseURL: origin, locale: 'fr-FR', ...options })
  const [name, value] = cookieOf(n).split('=') as [string, string]
  await context.addCookies([{ name, value, url: origin }])
  return context.newPage()
}

/** The processor of a page so many times slower. The browser slows pages down on demand, never their workers. */
export async function slowDown(page: Page, rate: number) {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
  return session
}

/** A slow phone: 150 ms of round trip, 1.6 Mb/s, a processor four times slower. */
const throughput = (1.6 * 1024 * 1024) / 8
export const slow = {
  processor: 4,
  network: { offline: false, latency: 150, downloadThroughput: throughput, uploadThroughput: throughput / 2 },
}

export async function onSlowPhone(page: Page) {
  const session = await slowDown(page, slow.processor)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', slow.network)
}
