import type { Locator, Page } from 'playwright-core'

export const button = (page: Page, name: string | RegExp) => page.getByRole('main').getByRole('button', { name })
export const link = (page: Page, name: string | RegExp) => page.getByRole('main').getByRole('link', { name }).first()
export const field = (page: Page, label: string) => page.getByLabel(label, { exact: true })

/** Goes there with the Tab key, as someone without a mouse does. */
export async function tabTo(page: Page, target: Locator) {
  await target.waitFor()
  for (let times = 0; times < 150; times++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the Tab key does not lead to ${target}`)
}

export async function pressAt(page: Page, target: Locator, key = 'Enter') {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

export async function type(page: Page, label: string, words: string) {
  await tabTo(page, field(page, label))
  await page.keyboard.type(words)
}

/** Pastes there, as if it had been copied elsewhere. */
export const pasteIn = (place: Locator, copied: { html: string; plain: string }) =>
  place.evaluate((element, { html, plain }) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', html)
    clipboardData.setData('text/plain', plain)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, copied)
