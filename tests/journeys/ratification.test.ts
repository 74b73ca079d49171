import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Someone } from '../server/live/live-world.ts'
import { addCharter } from '../server/ratification/ratification-world.ts'
import { cast, closeNow, grade, receipt, review } from './ballots.ts'
import { desk, endVisit, follow, phone, press, shows, startJourneyOnTwo, type Visited, wrongInEveryLook } from './visit.ts'
import { saved } from './writing.ts'

// A charter from its draft to what is in force, and its revision: four people, in a browser, on two processes.

let journey: Awaited<ReturnType<typeof startJourneyOnTwo>>
let text: string
let frozen: string
let poll: string
let hers: Visited
beforeAll(async () => {
  journey = await startJourneyOnTwo()
  text = await addCharter(journey.db, 'group', journey.awa.id)
  hers = await journey.visited(journey.awa, `/textes/${text}`)
})
afterAll(() => journey?.end())

const idIn = (page: Page) => /(?:arretes|scrutins)\/([0-9a-z]+)/.exec(page.url())![1]!

async function vote(who: Someone, poll: string, places: readonly number[]) {
  const { page, context, complaints } = await journey.visited(who, `/scrutins/${poll}/voter`, phone)
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

/** Where a process was killed, what a browser says of it is no complaint either. */
const ofTheKilled = /responded with a status of (4(00|09)|50[234])|WebSocket connection to .* failed|ERR_(CONNECTION|EMPTY)/

describe('from a draft to what is in force', () => {
  test('the coordination freezes the charter; a frozen text that was a mistake is given up, with its reason', async () => {
    const { page } = hers
    const first = await freeze(page, null)
    await page.locator('summary', { hasText: 'Abandonner ce texte arrêté' }).click()
    await press(page, 'Abandonner ce texte arrêté')
    await shows(page, 'Dis pourquoi.')
    await page.getByLabel('Pourquoi ?').fill('Il faut le temps d’amender.')
    await press(page, 'Abandonner ce texte arrêté')
    await shows(page, /Raison\s: Il faut le temps/)
    await page.goto(`/textes/${text}/arreter`)
    await page.getByLabel('Jusqu’à quand peut-on l’amender ?').fill(`${new Date().getFullYear() + 1}-12-31T20:00`)
    await press(page, 'Arrêter le texte')
    await shows(page, 'C’est dans plus de trois mois')
    const soon = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString().slice(0, 10)
    frozen = await freeze(page, `${soon}T20:00`)
    expect(frozen).not.toBe(first)
    await shows(page, /il s’amende jusqu’au/)
  })

  test('a member amends an article on his phone, and sees what changes word by word', async () => {
    const his = await journey.visited(journey.bilal, `/textes/${text}`, phone)
    const { page } = his
    await follow(page, 'Lire et amender le texte arrêté')
    await page.getByRole('link', { name: /^Amender Article 2/ }).click()
    await page.locator('.ProseMirror').waitFor()
    expect(await page.getByRole('textbox', { name: 'Ce qu’il dirait' }).textContent()).toBe('On se voit une fois par mois.')
    expect(await wrongInEveryLook(page)).toEqual([])
    await press(page, 'Proposer cet amendement')
    await shows(page, 'Dis pourquoi.')
    await page.locator('.ProseMirror').waitFor()
    const words = page.getByRole('textbox', { name: 'Ce qu’il dirait' })
    await words.click()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('On se voit deux fois par mois :')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Liste à puces' }).click()
    await page.keyboard.type('le premier lundi')
    await page.keyboard.press('Enter')
    await page.keyboard.type('le troisième samedi')
    expect(await words.locator('li').allTextContents()).toEqual(['le premier lundi', 'le troisième samedi'])
    await page.getByLabel('Pourquoi ?').fill('Une fois, c’est trop peu.')
    await press(page, 'Proposer cet amendement')
    await page.waitForURL(/#amendement-1$/)
    expect(await page.locator('#amendement-1 del').allTextContents()).toContain('une')
    expect(await page.locator('#amendement-1 ins').first().textContent()).toContain('deux')
    await page.locator('#amendement-1').getByText('L’article tel qu’il serait').click()
    expect(await page.locator('#amendement-1 li:visible').allTextContents()).toEqual(['le premier lundi', 'le troisième samedi'])
    expect(await wrongInEveryLook(page)).toEqual([])
    await endVisit(his)
  })

  test('another supports him, would delete an article and add one, without a script; who is not in the group reads', async () => {
    const chloes = await journey.visited(journey.chloe, `/arretes/${frozen}`, { ...desk, javaScriptEnabled: false })
    const { page } = chloes
    await page.locator('#amendement-1').getByRole('button', { name: 'Soutenir' }).click()
    await shows(page, /Avec\s: Bilal, Chloé/)
    await page.getByRole('link', { name: /^Amender Article 3/ }).click()
    await page.locator('label:has(input[value=delete])').click()
    expect(await page.getByLabel('Ce qu’il dirait').isVisible()).toBe(false)
    await page.getByLabel('Pourquoi ?').fill('La loi le dit déjà.')
    await press(page, 'Proposer cet amendement')
    await page.waitForURL(/#amendement-2$/)
    await follow(page, 'Proposer un nouvel article')
    await page.getByLabel('Sa place').selectOption({ label: 'Après « 1. Nos valeurs »' })
    await page.getByLabel('Titre de l’article').fill('Les rôles')
    await page.getByLabel('Ce qu’il dirait').fill('Chaque rôle dure **un an**.')
    await page.getByLabel('Pourquoi ?').fill('Pour tourner.')
    await press(page, 'Proposer cet amendement')
    await page.waitForURL(/#amendement-3$/)
    await endVisit(chloes)
    const dans = await journey.visited(journey.dan, `/arretes/${frozen}`)
    await dans.page.getByRole('heading', { name: 'Amendement 3', exact: true }).waitFor()
    // Who is in the group is its members' business.
    await shows(dans.page, '2 personnes soutiennent')
    expect(await dans.page.getByText(/Bilal|Chloé/).count()).toBe(0)
    expect(await dans.page.getByRole('link', { name: /^Amender/ }).count()).toBe(0)
    await endVisit(dans)
  })

  test('the window over, it is put to the vote in one ballot, article by article', async () => {
    const { page } = hers
    const { db, awa, bilal, chloe } = journey
    await db.updateTable('frozenText').set({ amendableUntil: new Date() }).where('id', '=', frozen).execute()
    await page.goto(`/arretes/${frozen}`)
    expect(await wrongInEveryLook(page)).toEqual([])
    await follow(page, 'Mettre au vote')
    expect(await wrongInEveryLook(page)).toEqual([])
    poll = await openVote(page)
    await shows(page, 'Lire les articles soumis au vote')
    // Values, the roles, the frozen meetings, Bilal's, money, its deletion: places from the best grade (0).
    for (const who of [awa, bilal, chloe]) await vote(who, poll, [0, 1, 2, 0, 3, 4])
    await closeNow(journey, poll)
    await page.goto(`/scrutins/${poll}`)
    await shows(page, '3 votes sur 3')
    await page.getByRole('heading', { name: '3 articles adoptés, sur 4' }).waitFor()
    expect(await page.getByText('C’est choisi').count()).toBe(0)
    expect(await wrongInEveryLook(page)).toEqual([])
  })

  test('anyone reads what was adopted, what each article was given, and what went back to the draft', async () => {
    const visitor = await journey.visited(null, `/textes/${text}`, phone)
    const { page } = visitor
    await follow(page, 'Lire la version en vigueur')
    await shows(page, 'En vigueur')
    expect(await page.locator('.paper h2').allTextContents()).toEqual(['1. Nos valeurs', '2. Les rôles', '3. Nos rencontres'])
    expect(await page.locator('.paper strong').textContent()).toBe('un an')
    await shows(page, /Mention majoritaire\s:\sTrès bien/)
    await shows(page, 'Retournés au brouillon')
    await shows(page, '3. L’argent')
    expect(await wrongInEveryLook(page)).toEqual([])
    await endVisit(visitor)
  })
})

describe('its revision', () => {
  test('a draft that lacks what is in force is not frozen: it takes up its words, then changes one article', async () => {
    const { page } = hers
    await page.goto(`/textes/${text}/arreter`)
    await press(page, 'Arrêter le texte')
    await shows(page, 'Un article en vigueur n’est plus dans le brouillon')
    await page.goto(`/textes/${text}/ecrire`)
    await page.locator('summary', { hasText: '2 articles ne disent pas ce qui est en vigueur' }).click()
    for (const title of ['Les rôles', 'Nos rencontres']) {
      const take = page.getByRole('button', { name: `Reprendre ses mots en vigueur (${title})` })
      await take.click()
      await take.waitFor({ state: 'detached' })
    }
    await page.locator('.ProseMirror').getByText('Chaque rôle dure').click()
    await page.keyboard.press('End')
    await page.keyboard.type(' Deux au plus.')
    await saved(page)
  })

  test('goes on while one process is killed, then the other: she is told, comes back, and all she typed is there', async () => {
    const { page } = hers
    const his = await journey.visited(journey.bilal, `/textes/${text}/ecrire`, phone)
    await says(his.page, 'Deux au plus.')
    await page.evaluate(() => {
      const heard = new Set<string>()
      Object.assign(window, { heard })
      new MutationObserver(() => heard.add(document.querySelector('[data-look]')!.textContent!)).observe(document.body, {
        ...{ subtree: true, childList: true, characterData: true },
      })
    })
    for (const [which, word] of [' Une', ' femme'].entries()) {
      await journey.both.servers[which as 0 | 1].kill()
      await page.keyboard.type(word)
      await journey.both.restart(which as 0 | 1)
      await says(his.page, `Deux au plus.${[' Une', ' femme'].slice(0, which + 1).join('')}`)
      await saved(page)
    }
    const heard = await page.evaluate(() => [...(window as unknown as { heard: Set<string> }).heard])
    expect(heard.some((said) => said.startsWith('On te reconnecte'))).toBe(true)
    await his.page.getByText('2 personnes ici').waitFor()
    for (let letter = 0; letter < ' Une femme'.length; letter++) await page.keyboard.press('Backspace')
    await saved(page)
    await endVisit(his, ofTheKilled)
  })

  test('asks about nothing else, and the new version says what changed since the former one, which stays', async () => {
    const { page } = hers
    const { awa, bilal, chloe } = journey
    await freeze(page, null)
    await follow(page, 'Mettre au vote')
    await shows(page, /Le bulletin aura 2 lignes/)
    const second = await openVote(page)
    for (const who of [awa, bilal, chloe]) await vote(who, second, [0, 4])
    await closeNow(journey, second)
    await page.goto(`/scrutins/${second}`)
    await shows(page, '3 votes sur 3')
    await page.goto(`/textes/${text}/versions/0`)
    await shows(page, 'Ce qui a changé depuis la version 1')
    expect(await wrongInEveryLook(page)).toEqual([])
    expect(await page.locator('ins').allTextContents()).toEqual([' Deux au plus.'])
    await follow(page, 'Adopté dans la version 1')
    await shows(page, 'Ce n’est plus la version en vigueur')
    expect(await page.locator('.paper', { hasText: 'Deux au plus.' }).count()).toBe(0)
    await endVisit(hers, ofTheKilled)
  })
})

const says = (page: Page, words: string) => page.locator('.ProseMirror').getByText(words).waitFor()

async function openVote(page: Page) {
  await press(page, 'Ouvrir le vote')
  await page.waitForURL(/scrutins/)
  return idIn(page)
}
