import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addCharter } from '../server/ratification/ratification-world.ts'
import { endVisit, type Journey, phone, shows, startJourney, wrongInEveryLook } from './visit.ts'
import { saved } from './writing.ts'

// A charter is talked over: by members on their phones, without a script, by keyboard, and beside its words while it is written.

let journey: Journey
let text: string
beforeAll(async () => {
  journey = await startJourney()
  text = await addCharter(journey.db, 'group', journey.awa.id)
  await journey.db.updateTable('document').set({ writers: 'coordinators' }).where('id', '=', text).execute()
})
afterAll(() => journey?.end())

const section = (page: Page, title: string) => page.locator('section', { has: page.getByRole('heading', { level: 2, name: title }) })

describe('the discussion of a text', () => {
  test('begins from an article, on a phone without a script, by a member who does not write the text', async () => {
    const bilal = await journey.visited(journey.bilal, `/textes/${text}`, { ...phone, javaScriptEnabled: false })
    const { page } = bilal
    await page
      .locator('#article-rencontres-1')
      .getByRole('link', { name: /^Discuter/ })
      .click()
    const form = page.locator('#ouvrir')
    expect(await form.getByLabel('Sur quoi ?').inputValue()).toBe('rencontres-1')
    await form.getByRole('button', { name: 'C’est une objection' }).click()
    await shows(page, 'Dis pourquoi tu objectes')
    expect(await page.locator('[role=alert] a').getAttribute('href')).toBe('#f-words-nouveau')
    await form.getByLabel('Ta remarque').fill('Une fois par mois, c’est peu. @Chloé, ton avis ?')
    await form.getByRole('button', { name: 'Ouvrir le fil' }).click()
    await page.waitForURL(/discussion#fil-/)
    expect(await section(page, '2. Nos rencontres').locator('.thread b', { hasText: '@Chloé' }).count()).toBe(1)
    // One way to open a thread, whatever the text has of articles.
    expect(await page.locator('summary', { hasText: 'Ouvrir un fil' }).count()).toBe(1)
    expect(await page.locator('h2').allTextContents()).toEqual(['2. Nos rencontres'])
    await endVisit(bilal)
  })

  test('tells on her home whom it was for; she objects by keyboard alone, and it waits no more', async () => {
    const chloe = await journey.visited(journey.chloe, '/')
    const { page } = chloe
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByRole('link', { name: /Bilal s’adresse à toi/ }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/discussion#fil-/)
    const fold = page.locator('.thread summary', { hasText: 'Répondre ou objecter' })
    await fold.focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Je travaille le soir : deux fois, je ne pourrai pas.')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page
      .locator('.thread')
      .getByText(/^Objection\s: Chloé$/)
      .waitFor()
    expect(await page.getByRole('button', { name: 'C’est réglé' }).count()).toBe(0)
    await page.goto('/')
    await shows(page, 'Bonjour Chloé')
    expect(await page.getByText('s’adresse à toi').count()).toBe(0)
    await endVisit(chloe)
  })

  test('counts who agrees; one takes it back with the same gesture, and one’s words with another', async () => {
    const awa = await journey.visited(journey.awa, `/textes/${text}/discussion`, phone)
    const { page } = awa
    const agree = page.locator('.thread').getByRole('button', { name: /^D’accord/ })
    await agree.click()
    await page
      .locator('.thread')
      .getByText(/^D’accord\s: Awa$/)
      .waitFor()
    expect(await agree.getAttribute('aria-pressed')).toBe('true')
    await agree.click()
    await page
      .locator('.thread')
      .getByText(/^D’accord\s: Awa$/)
      .waitFor({ state: 'detached' })
    await page.locator('.thread summary', { hasText: 'Répondre ou objecter' }).click()
    await page.getByLabel('Ta réponse').fill('Mots trop rapides')
    await page.getByRole('button', { name: 'Répondre', exact: true }).click()
    await page.locator('summary', { hasText: 'Retirer' }).click()
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByRole('button', { name: 'Retirer mes mots' }).click()
    await shows(page, 'Remarque retirée')
    // The coordination removes what someone else said: not without a reason, and where she stands remains.
    const hers = page.locator('.remark', { hasText: 'Je travaille le soir' })
    await hers.locator('summary', { hasText: 'Modérer' }).click()
    await hers.getByRole('button', { name: 'Retirer ces mots' }).click()
    await shows(page, 'Dis pourquoi : la raison est écrite au journal.')
    await hers.getByLabel('Pourquoi retirer ces mots ?').fill('Dit où elle travaille.')
    expect(await wrongInEveryLook(page)).toEqual([])
    await hers.getByRole('button', { name: 'Retirer ces mots' }).click()
    await shows(page, 'Remarque retirée par la coordination')
    await page
      .locator('.thread')
      .getByText(/^Objection\s: Chloé$/)
      .waitFor()
    await page.getByRole('button', { name: 'C’est réglé' }).click()
    await shows(page, 'Aucun fil ouvert')
    await page.getByRole('link', { name: 'Réglés (1)' }).click()
    await shows(page, /Réglé le .* par Awa/)
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByRole('button', { name: 'Rouvrir le fil' }).click()
    await shows(page, 'Ouverts (1)')
    await endVisit(awa)
  })

  test('is between members: who reads the text from outside is told how many, and not a word', async () => {
    const visitor = await journey.visited(null, `/textes/${text}`, phone)
    const { page } = visitor
    expect(await page.getByRole('link', { name: /^Discuter/ }).count()).toBe(0)
    await page
      .locator('#article-rencontres-1')
      .getByRole('link', { name: /^1 fil ouvert/ })
      .click()
    await shows(page, /Ce qui se dit ici se lit entre membres/)
    await shows(page, /^D’accord\s: 0 · Objection\s: 1$/)
    expect(await page.content()).not.toMatch(/Chloé|Bilal|travaille/)
    expect(await wrongInEveryLook(page)).toEqual([])
    await endVisit(visitor)
  })
})

describe('beside the words, while they are written', () => {
  const talked = (page: Page, words: string) => page.locator('.ProseMirror .talked', { hasText: new RegExp(`^${words}$`) })
  const dialog = (page: Page) => page.getByRole('dialog')

  test('words are selected and commented by keyboard; others see it without a reload, and the mark follows its words', async () => {
    const { db, awa, chloe } = journey
    await db.updateTable('thread').set({ resolvedBy: awa.id, resolvedAt: new Date() }).execute()
    const [hers, theirs] = await Promise.all([
      journey.visited(awa, `/textes/${text}/ecrire`),
      journey.visited(chloe, `/textes/${text}/ecrire`, phone),
    ])
    const { page } = hers
    await saved(page)
    await theirs.page.locator('.ProseMirror', { hasText: 'Les comptes sont publics.' }).waitFor()
    await page.locator('.ProseMirror').getByText('Les comptes sont publics.').click()
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Control+Shift+ArrowLeft')
    await page.keyboard.press('Alt+F10')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await dialog(page).getByText('publics').waitFor()
    await page.keyboard.type('Publics pour qui ?')
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await dialog(page).getByText('Publics pour qui ?').waitFor()
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'hidden' })

    await Promise.all([talked(page, 'publics').waitFor(), talked(theirs.page, 'publics').waitFor()])
    await page.locator('.ProseMirror').getByText('Les comptes sont').click()
    await page.keyboard.press('Home')
    await page.keyboard.type('Ici, ')
    await theirs.page.locator('.ProseMirror', { hasText: 'Ici, ' }).waitFor()
    await talked(theirs.page, 'publics').waitFor()
    await theirs.page.locator('.ProseMirror .talk').click()
    expect(await wrongInEveryLook(theirs.page)).toEqual([])
    await dialog(theirs.page)
      .getByRole('button', { name: /^D’accord/ })
      .click()
    await dialog(theirs.page)
      .getByText(/^D’accord\s: Chloé$/)
      .waitFor()
    await dialog(theirs.page).locator('summary', { hasText: 'Répondre ou objecter' }).click()
    await dialog(theirs.page).getByRole('button', { name: 'Objection' }).click()
    await dialog(theirs.page).getByRole('alert').getByText('Dis pourquoi tu objectes').waitFor()
    await endVisit(theirs)
    await endVisit(hers)
  })

  test('who only reads comments too; when its words are deleted, a thread stays under its article', async () => {
    const [bilal, awa] = await Promise.all([
      journey.visited(journey.bilal, `/textes/${text}/ecrire`, phone),
      journey.visited(journey.awa, `/textes/${text}/ecrire`),
    ])
    const { page } = bilal
    const line = page.locator('.ProseMirror p', { hasText: 'Chaque voix' })
    async function commentOnVoices() {
      await line.evaluate((line) => getSelection()!.setBaseAndExtent(line.firstChild!, 0, line.firstChild!, 'Chaque voix'.length))
      await page.getByRole('button', { name: 'Commenter' }).click()
      await dialog(page).getByText('Chaque voix').waitFor()
    }
    await line.waitFor()
    await commentOnVoices()
    // Closed by mistake, its words are still there, in the words they are about and nowhere else.
    await dialog(page).getByLabel('Ta remarque').fill('Même celle des sympathisants ?')
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'hidden' })
    await page.locator('.ProseMirror p', { hasText: 'Les comptes' }).evaluate((line) => getSelection()!.collapse(line.firstChild, 1))
    await page.getByRole('button', { name: 'Commenter' }).click()
    expect(await dialog(page).getByLabel('Ta remarque').inputValue()).toBe('')
    await dialog(page).getByRole('button', { name: 'Fermer' }).click()
    await commentOnVoices()
    expect(await dialog(page).getByLabel('Ta remarque').inputValue()).toBe('Même celle des sympathisants ?')
    await dialog(page).getByRole('button', { name: 'Ouvrir le fil' }).click()
    await dialog(page).getByText('Même celle').waitFor()
    expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.includes('non-envoye')))).toEqual([])
    await dialog(page).getByRole('button', { name: 'Fermer' }).click()
    await talked(awa.page, 'Chaque voix').waitFor()
    await saved(awa.page)
    await awa.page.locator('.ProseMirror .talked', { hasText: 'Chaque voix' }).click()
    await awa.page.keyboard.press('Home')
    for (let letter = 0; letter < 'Chaque voix'.length; letter++) await awa.page.keyboard.press('Delete')
    await talked(page, 'Chaque voix').waitFor({ state: 'detached' })
    await page.locator('summary', { hasText: '2 fils ouverts' }).click()
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByRole('button', { name: /^1. Nos valeurs Chaque voix Bilal/ }).click()
    await dialog(page).getByRole('button', { name: 'C’est réglé' }).click()
    await dialog(page).waitFor({ state: 'hidden' })
    await page.locator('summary', { hasText: '1 fil ouvert' }).waitFor()
    await endVisit(bilal)
    await endVisit(awa)
  })
})
