import type { Page } from 'playwright-core'
import { eventually } from '../server/live/live-world.ts'
import { follow, press, reads, type Guest } from './evening.ts'
import { paper } from './writing.ts'

// What hands do on the page where a text is written and on a ballot.

/** Is this in the text, the names on cursors left aside? */
export const has = (page: Page, words: string) =>
  paper(page).evaluate((element, sought) => {
    const copy = element.cloneNode(true) as HTMLElement
    for (const cursor of copy.querySelectorAll('.cursor')) cursor.remove()
    return (copy.textContent ?? '').includes(sought)
  }, words)

export const says = async (page: Page, words: string) => {
  await paper(page).waitFor()
  await eventually(() => has(page, words), 30_000)
}

/** Gives grades on the ballot that is open, reads them again, and casts it. */
export async function grade(page: Page, grades: Record<string, string>) {
  for (const [choice, label] of Object.entries(grades))
    await page.getByRole('group', { name: choice }).getByRole('radio', { name: label, exact: true }).check()
  await page.locator('#review').click()
  await reads(page, 'Relis ton bulletin')
  await press(page, 'Déposer mon bulletin')
  await reads(page, 'A voté !')
}

/** From one's own home to the receipt of the one poll that waits there. */
export async function vote(page: Page, grades: Record<string, string>) {
  await page.goto('/')
  await page.getByRole('link', { name: 'Voter', exact: true }).click()
  await page.getByRole('group').first().waitFor()
  await grade(page, grades)
}

/** Puts the cursor in a new paragraph after the one that begins so. */
export async function tapAfter({ page }: Guest, words: string) {
  await paper(page).getByText(words).click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
}

/** Downloads what a link of the page gives; answers the path of the file. */
export async function take({ page }: Guest, link: string) {
  const [download] = await Promise.all([page.waitForEvent('download'), follow(page, link)])
  return download.path()
}
