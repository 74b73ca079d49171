import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agedBy } from '../server/history/history-world.ts'
import { eventually, type Someone } from '../server/live/live-world.ts'
import { addCharter } from '../server/ratification/ratification-world.ts'
import { desk, endVisit, type Journey, phone, shows, startJourney, wrongInEveryLook } from './visit.ts'
import { paper, saved } from './writing.ts'

// The history of a draft that three people write: read, named, compared, and taken up again while someone writes.

let journey: Journey
let text: string
beforeAll(async () => {
  journey = await startJourney()
  text = await addCharter(journey.db, 'group', journey.awa.id)
})
afterAll(() => journey?.end())

/** Someone opens the text, writes at the end of these words, and leaves. */
async function write(who: Someone, after: string, words: string) {
  const visit = await journey.visited(who, `/textes/${text}/ecrire`)
  await saved(visit.page)
  await paper(visit.page).getByText(after).click()
  await visit.page.keyboard.press('End')
  await visit.page.keyboard.type(words)
  await saved(visit.page)
  await endVisit(visit)
}

/** The rows of an open text go to the history once its last reader has left; what is told here is aged before. */
const settled = () =>
  eventually(async () => (await journey.db.selectFrom('docUpdate').select('seq').where('docId', '=', text).execute()).length === 0)

describe('the history of a draft', () => {
  test('is a list of sittings; a member opens one on a phone, sees who changed what, and names it', async () => {
    await write(journey.bilal, 'On se voit une fois par mois.', ' Ou deux fois.')
    await agedBy(journey, text, 90)
    await settled()
    await write(journey.awa, 'Chaque voix compte pareil.', ' Sans exception.')
    const his = await journey.visited(journey.bilal, `/textes/${text}`, phone)
    const { page } = his
    await page.getByRole('link', { name: 'Historique' }).click()
    await shows(page, 'Rien ne s’efface')
    expect(await page.locator('ol li').allInnerTexts()).toEqual([
      expect.stringMatching(/Awa, \d+\smodifications[^]*Maintenant/),
      expect.stringMatching(/Bilal, \d+\smodifications/),
    ])
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.locator('ol li a').nth(1).click()
    await shows(page, 'Ce que cette version a changé')
    expect(await page.locator('.card', { hasText: '2. Nos rencontres' }).innerText()).toContain('par Bilal')
    expect(await page.locator('ins').allTextContents()).toEqual([' Ou deux fois.'])
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.locator('summary', { hasText: 'Nommer cette version' }).click()
    await page.getByRole('button', { name: 'Nommer', exact: true }).click()
    await shows(page, 'Donne-lui un nom')
    await page.getByLabel('Son nom').fill('Avant la rencontre')
    await page.getByRole('button', { name: 'Nommer', exact: true }).click()
    await page.locator('h1', { hasText: 'Avant la rencontre' }).waitFor()
    await shows(page, 'nommée par Bilal')
    await endVisit(his)
  })

  test('compares a version with the draft of now, in the text or side by side, by plain links', async () => {
    const reader = await journey.visited(journey.dan, `/textes/${text}/historique`, { ...desk, javaScriptEnabled: false })
    const { page } = reader
    expect(await page.locator('body').innerText()).not.toMatch(/Awa|Bilal/)
    await page.getByRole('link', { name: /^«\sAvant la rencontre/ }).click()
    await page.getByRole('link', { name: 'le brouillon de maintenant' }).click()
    await shows(page, 'Ce qui a changé depuis')
    expect(await page.locator('ins').allTextContents()).toEqual([' Sans exception.'])
    await page.getByRole('link', { name: 'côte à côte' }).click()
    const sides = page.locator('.sides > div')
    expect(await sides.nth(0).innerText()).not.toContain('Sans exception.')
    expect(await sides.nth(1).innerText()).toContain('Sans exception.')
    expect(await page.getByRole('link', { name: 'Reprendre cette version' }).count()).toBe(0)
    expect(await page.locator('summary', { hasText: 'Nommer' }).count()).toBe(0)
    await endVisit(reader)
  })

  test('a version is taken up without a script while another writes: they see it come, and lose nothing of theirs', async () => {
    await write(journey.awa, 'Les comptes sont publics.', ' Pour tout le monde.')
    const chloes = await journey.visited(journey.chloe, `/textes/${text}/ecrire`)
    await saved(chloes.page)
    await paper(chloes.page).getByText('Chaque voix compte').click()
    await chloes.page.keyboard.press('Home')
    await chloes.page.keyboard.type('Ici, ')
    await saved(chloes.page)
    const hers = await journey.visited(journey.awa, `/textes/${text}/historique`, { ...phone, javaScriptEnabled: false })
    const { page } = hers
    await page.getByRole('link', { name: /^«\sAvant la rencontre/ }).click()
    await page.getByRole('link', { name: 'Reprendre cette version' }).click()
    await shows(page, 'Rien n’est perdu')
    expect((await page.locator('del').allTextContents()).join('|')).toMatch(/^Ici, *\|.*Sans exception.*\| *Pour tout le monde\.$/)
    await page.getByRole('button', { name: 'Reprendre cette version' }).click()
    await shows(page, 'C’est repris.')
    await page.locator('h1', { hasText: /Reprise de «\sAvant la rencontre\s»/ }).waitFor()
    await eventually(async () => !(await paper(chloes.page).innerText()).includes('Sans exception.'))
    expect(await paper(chloes.page).innerText()).toContain('Ou deux fois.')
    await chloes.page.keyboard.type('Oui : ')
    await saved(chloes.page)
    await page.goto(`/textes/${text}`)
    await shows(page, 'Oui : Chaque voix compte pareil.')
    await page.goto(`/textes/${text}/historique`)
    expect(await page.locator('ol b').allInnerTexts()).toEqual([
      expect.stringMatching(/\sh(\s|$)/),
      expect.stringContaining('Reprise de'),
      expect.stringMatching(/\sh(\s|$)/),
      expect.stringContaining('Avant la rencontre'),
    ])
    await page.locator('ol li a').nth(2).click()
    await shows(page, 'Pour tout le monde.')
    await endVisit(hers)
    await endVisit(chloes)
  })

  test('its last page before taking up is looked at by everyone’s eyes, and says when there is nothing to take up', async () => {
    const hers = await journey.visited(journey.awa, `/textes/${text}/historique`)
    const { page } = hers
    await page.getByRole('link', { name: /^«\sAvant la rencontre/ }).click()
    await page.getByRole('link', { name: 'Reprendre cette version' }).click()
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByRole('button', { name: 'Reprendre cette version' }).click()
    await shows(page, 'C’est repris.')
    await page.getByRole('link', { name: 'Voir la version reprise' }).click()
    await page.getByRole('link', { name: 'Reprendre cette version' }).click()
    await shows(page, 'Aucun mot ne change.')
    await page.getByRole('button', { name: 'Reprendre cette version' }).click()
    await shows(page, 'Le brouillon dit déjà cela')
    await endVisit(hers)
  })
})
