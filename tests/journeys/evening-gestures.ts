import type { Page } from 'playwright-core'
import { follow, press, reads, type Guest } from './evening.ts'
import { paper } from './writing.ts'

// What hands do on the page where a text is written and on a ballot.

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
