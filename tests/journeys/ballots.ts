import type { Page } from 'playwright-core'
import type { Journey } from './visit.ts'

export const seven = [
  'Une navette gratuite le week-end',
  'Des repas bio et locaux à la cantine',
  'Une caisse de solidarité logement',
  'Défendre la maternité de proximité',
  'Des listes citoyennes dans dix communes',
  'Une fête populaire des quartiers en juin',
  'Un journal local à prix libre',
]

/** Grades the choices from the first on, by the place of the grade from the best (0) to the worst. */
export async function grade(page: Page, places: readonly number[]) {
  for (const [choice, place] of places.entries()) await page.locator('fieldset').nth(choice).locator('input').nth(place).check()
}

export const review = (page: Page) => page.getByRole('button', { name: 'Relire mon bulletin' }).last().click()
export const cast = (page: Page) => page.getByRole('button', { name: 'Déposer mon bulletin' }).click()
export const receipt = (page: Page) => page.getByRole('heading', { name: 'A voté !' })

/** What a ballot under review says: each choice and its grade. */
export const readOver = (page: Page) =>
  page.locator('table tbody tr').evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent!.trim())))

/** A closing that comes now, as if its instant had been this one. */
export const closeNow = ({ db }: Pick<Journey, 'db'>, id: string) =>
  db.updateTable('poll').set({ closesAt: new Date() }).where('id', '=', id).execute()

export const ballotsIn = ({ db }: Pick<Journey, 'db'>, id: string) => db.selectFrom('ballot').selectAll().where('pollId', '=', id).execute()
