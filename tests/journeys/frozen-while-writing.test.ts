import { expect, test } from 'vitest'
import { press, shows, wrongInEveryLook } from './visit.ts'
import { leave, paper, saved, says, writingJourney } from './writing.ts'

// Internal rules are frozen while people write them: who is there is told, and who was away and comes back with more.

const { journey, newText, write } = writingJourney()

test('what is written after a freeze, or arrives after it, is of the next draft, and who wrote it is told', async () => {
  const id = await newText('note')
  const [bilal, chloe] = [await write(journey.bilal, id), await write(journey.chloe, id)]
  for (const { page } of [bilal, chloe]) await saved(page)
  await paper(bilal.page).click()
  await press(bilal.page, 'Nouvel article')
  await bilal.page.keyboard.type('Nos rencontres')
  await bilal.page.keyboard.press('Enter')
  await bilal.page.keyboard.type('Une fois par mois.')
  await saved(bilal.page)
  await says(chloe.page, 'Une fois par mois.')
  await bilal.context.setOffline(true)
  await bilal.page.keyboard.type(' Le lundi, écrit dans le train.')
  await bilal.page
    .getByText(/^(Hors ligne|On te reconnecte)/)
    .first()
    .waitFor()

  // A note that has articles is led to its vote like a charter.
  const awa = await journey.visited(journey.awa, `/textes/${id}`)
  await awa.page.getByRole('link', { name: 'Arrêter le texte' }).click()
  await press(awa.page, 'Arrêter le texte')
  await awa.page.waitForURL(/arretes/)
  await shows(awa.page, 'Une fois par mois.')

  const told = /Ce qui s’écrit maintenant va dans le prochain brouillon, jamais dans le texte arrêté/
  await shows(chloe.page, told)
  expect(await bilal.page.getByText(told).count()).toBe(0)
  await bilal.context.setOffline(false)
  await shows(bilal.page, told)
  await saved(bilal.page)
  await says(chloe.page, 'Le lundi, écrit dans le train.')
  expect(await wrongInEveryLook(chloe.page)).toEqual([])
  await awa.page.reload()
  expect(await awa.page.getByText('écrit dans le train').count()).toBe(0)
  await bilal.page.reload()
  await shows(bilal.page, told)

  await awa.page.locator('summary', { hasText: 'Abandonner ce texte arrêté' }).click()
  await awa.page.getByLabel('Pourquoi ?').fill('Il manque le lundi.')
  await press(awa.page, 'Abandonner ce texte arrêté')
  for (const { page } of [bilal, chloe]) await page.getByText(told).waitFor({ state: 'detached' })
  await leave(bilal, chloe, awa)
})
