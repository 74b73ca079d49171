import type { Page } from 'playwright-core'

// What a finger does in the booth, and what it sees there.

/** A finger on one grade a choice, in the order of the poll: 0 is the worst. */
export async function grade(page: Page, poll: { choices: readonly string[] }, grades: readonly number[]) {
  for (const [at, grade] of grades.entries()) await page.locator(`label:has(input[name="${poll.choices[at]}"][value="${grade}"])`).check()
}

export const review = (page: Page) => page.getByRole('button', { name: 'Relire mon bulletin' }).click()
export const cast = (page: Page) => page.getByRole('button', { name: 'Déposer mon bulletin' }).click()
export const received = (page: Page) => page.getByRole('heading', { name: 'A voté !' }).waitFor()
export const codeShown = (page: Page) => page.locator('.tracker').innerText()
