import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertFirstState } from '#server/live/queries.ts'
import { newId } from '#server/ids.ts'
import { stateOf } from '#server/yjs-content.ts'
import { charter } from '../domain/ratification/text.ts'
import type { Someone } from '../server/live/live-world.ts'
import { cast, closeNow, grade, receipt, review } from './ballots.ts'
import { desk, type Journey, phone, shows, startJourney, wrongInEveryLook } from './visit.ts'

// A charter from its draft to what is in force, and its revision: four people, in a browser.

let journey: Journey
let text: string
beforeAll(async () => {
  journey = await startJourney()
  text = newId()
  const facts = { id: text, bodyId: 'group', kind: 'charter', title: 'Charte de la Drôme', audience: 'everyone' } as const
  await journey.db
    .insertInto('document')
    .values({ ...facts, schemaVersion: 1, createdBy: journey.awa.id })
    .execute()
  await insertFirstState(journey.db, text, 1, stateOf(charter.content!))
})
afterAll(() => journey?.end())

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()
const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click()
const visited = async (who: Someone, path: string, options: Parameters<Journey['visit']>[1] = desk) => {
  const visitor = await journey.visit(who, options)
  return { ...visitor, page: await visitor.open(path) }
}
const idIn = (page: Page) => /(?:arretes|scrutins)\/([0-9a-z]+)/.exec(page.url())![1]!

async function vote(who: Someone, poll: string, places: readonly number[]) {
  const { page, context, complaints } = await visited(who, `/scrutins/${poll}/voter`, phone)
  await grade(page, places)
  await review(page)
  await cast(page)
  await receipt(page).waitFor()
  expect(complaints).toEqual([])
  await context.close()
}

async function freeze(page: Page, until: string | null) {
  await page.goto(`/textes/${text}`)
  await follow(page, 'Arrêter le texte')
  if (until) await page.getByLabel('Jusqu’à quand peut-on l’amender ?').fill(until)
  await press(page, 'Arrêter le texte')
  await page.waitForURL(/arretes/)
  return idIn(page)
}

test('draft, frozen, amended, voted article by article, adopted, then revised', async () => {
  const { db, awa, bilal, chloe, dan } = journey
  const hers = await visited(awa, `/textes/${text}`)
  const year = new Date().getFullYear() + 1
  const frozen = await freeze(hers.page, null).then(async (first) => {
    // Straight to the vote was a mistake: given up, with a reason, and frozen again.
    await hers.page.locator('summary', { hasText: 'Abandonner ce texte arrêté' }).click()
    await press(hers.page, 'Abandonner ce texte arrêté')
    await shows(hers.page, 'Dis pourquoi.')
    await hers.page.getByLabel('Pourquoi ?').fill('Il faut le temps d’amender.')
    await press(hers.page, 'Abandonner ce texte arrêté')
    await shows(hers.page, /Raison\s: Il faut le temps/)
    await hers.page.goto(`/textes/${text}/arreter`)
    await hers.page.getByLabel('Jusqu’à quand peut-on l’amender ?').fill(`${year}-12-31T20:00`)
    await press(hers.page, 'Arrêter le texte')
    await shows(hers.page, 'C’est dans plus de trois mois')
    const soon = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10)
    const second = await freeze(hers.page, `${soon}T20:00`)
    expect(second).not.toBe(first)
    return second
  })
  await shows(hers.page, /il s’amende jusqu’au/)

  // Bilal amends an article on his phone; Chloé would delete another, and supports him; Dan reads, and cannot.
  const his = await visited(bilal, `/textes/${text}`, phone)
  await follow(his.page, 'Lire le texte arrêté')
  await his.page.getByRole('link', { name: /^Amender Article 2/ }).click()
  expect(await his.page.getByLabel('Ce qu’il dirait').inputValue()).toBe('On se voit une fois par mois.')
  expect(await wrongInEveryLook(his.page)).toEqual([])
  await press(his.page, 'Proposer cet amendement')
  await shows(his.page, 'Dis pourquoi.')
  await his.page.getByLabel('Ce qu’il dirait').fill('On se voit deux fois par mois :\n\n- le premier lundi\n- le troisième samedi')
  await his.page.getByLabel('Pourquoi ?').fill('Une fois, c’est trop peu.')
  await press(his.page, 'Proposer cet amendement')
  await his.page.waitForURL(/#amendement-1$/)
  expect(await his.page.locator('#amendement-1 del').allTextContents()).toContain('une')
  expect(await his.page.locator('#amendement-1 ins').first().textContent()).toContain('deux')
  expect(await wrongInEveryLook(his.page)).toEqual([])

  const chloes = await visited(chloe, `/arretes/${frozen}`)
  await chloes.page.locator('#amendement-1').getByRole('button', { name: 'Soutenir' }).click()
  await shows(chloes.page, 'Avec : Bilal, Chloé')
  await chloes.page.getByRole('link', { name: /^Amender Article 3/ }).click()
  await chloes.page.locator('label:has(input[value=delete])').click()
  expect(await chloes.page.getByLabel('Ce qu’il dirait').isVisible()).toBe(false)
  await chloes.page.getByLabel('Pourquoi ?').fill('La loi le dit déjà.')
  await press(chloes.page, 'Proposer cet amendement')
  await chloes.page.waitForURL(/#amendement-2$/)
  await chloes.page.getByRole('link', { name: /Ajouter un article après \(Article 1\)/ }).click()
  await chloes.page.getByLabel('Titre de l’article').fill('Les rôles')
  await chloes.page.getByLabel('Ce qu’il dirait').fill('Chaque rôle dure **un an**.')
  await chloes.page.getByLabel('Pourquoi ?').fill('Pour tourner.')
  await press(chloes.page, 'Proposer cet amendement')
  await chloes.page.waitForURL(/#amendement-3$/)
  const dans = await visited(dan, `/arretes/${frozen}`)
  await shows(dans.page, 'Amendement 3, de Chloé')
  expect(await dans.page.getByRole('link', { name: /^Amender/ }).count()).toBe(0)

  await db.updateTable('frozenText').set({ amendableUntil: new Date() }).where('id', '=', frozen).execute()
  await hers.page.goto(`/arretes/${frozen}`)
  expect(await wrongInEveryLook(hers.page)).toEqual([])
  await follow(hers.page, 'Mettre au vote')
  expect(await wrongInEveryLook(hers.page)).toEqual([])
  await press(hers.page, 'Ouvrir le vote')
  await hers.page.waitForURL(/scrutins/)
  const poll = idIn(hers.page)
  await shows(hers.page, 'Lire les articles soumis au vote')
  // Values, the roles, the frozen meetings, Bilal's, money, its deletion: places from the best grade (0).
  for (const who of [awa, bilal, chloe]) await vote(who, poll, [0, 1, 2, 0, 3, 4])
  await closeNow(journey, poll)
  await hers.page.goto(`/scrutins/${poll}`)
  await shows(hers.page, '3 votes sur 3')

  // Anyone reads what was adopted.
  const passerBy = await journey.visit(null, phone)
  const page = await passerBy.open(`/textes/${text}`)
  await follow(page, 'Lire la version en vigueur')
  await shows(page, 'En vigueur')
  expect(await page.locator('.paper h2').allTextContents()).toEqual(['1. Nos valeurs', '2. Les rôles', '3. Nos rencontres'])
  await shows(page, 'Retournés au brouillon')
  await shows(page, '3. L’argent')
  await shows(page, /Mention majoritaire\s:\sTrès bien/)
  expect(await page.locator('.paper strong').textContent()).toBe('un an')
  expect(await wrongInEveryLook(page)).toEqual([])

  // The revision: a draft without what is in force is not frozen; it takes up its words, changes one article, and asks about nothing else.
  await hers.page.goto(`/textes/${text}/arreter`)
  await press(hers.page, 'Arrêter le texte')
  await shows(hers.page, 'Un article en vigueur n’est plus dans le brouillon')
  await hers.page.goto(`/textes/${text}/ecrire`)
  await hers.page.locator('summary', { hasText: '2 articles ne disent pas ce qui est en vigueur' }).click()
  for (const title of ['Les rôles', 'Nos rencontres']) {
    await hers.page.getByRole('button', { name: `Reprendre ses mots en vigueur (${title})` }).click()
    await hers.page.getByRole('button', { name: `Reprendre ses mots en vigueur (${title})` }).waitFor({ state: 'detached' })
  }
  await hers.page.locator('.text').getByText('Chaque rôle dure').click()
  await hers.page.keyboard.press('End')
  await hers.page.keyboard.type(' Deux au plus.')
  await hers.page.locator('[data-look=good]', { hasText: 'Enregistré' }).waitFor()
  await freeze(hers.page, null)
  await follow(hers.page, 'Mettre au vote')
  await shows(hers.page, /Le bulletin aura 2 lignes/)
  await press(hers.page, 'Ouvrir le vote')
  await hers.page.waitForURL(/scrutins/)
  const second = idIn(hers.page)
  for (const who of [awa, bilal, chloe]) await vote(who, second, [0, 4])
  await closeNow(journey, second)
  await hers.page.goto(`/scrutins/${second}`)
  await shows(hers.page, '3 votes sur 3')
  await page.goto(`/textes/${text}/versions/0`)
  await shows(page, 'Ce qui a changé depuis la version 1')
  expect(await wrongInEveryLook(page)).toEqual([])
  expect(await page.locator('ins').allTextContents()).toEqual([' Deux au plus.'])
  await follow(page, 'Adopté dans la version 1')
  await shows(page, 'Ce n’est plus la version en vigueur')
  expect(await page.locator('.paper').allTextContents()).not.toContain('Deux au plus.')

  for (const { complaints } of [hers, his, chloes, dans, passerBy])
    expect(complaints.filter((said) => !/status of 4(00|09)/.test(said))).toEqual([])
})
