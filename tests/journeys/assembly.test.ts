import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { itIsTime } from '../server/assemblies/assemblies-world.ts'
import { type Forty, halfAgain, startForty } from './forty.ts'
import { endVisit, follow, phone, press, shows, wrongInEveryLook } from './visit.ts'

// The general assembly of forty people: its rules, its convening, proxies, and a quorum that is missing, in a browser.

let place: Forty
let first: string
beforeAll(async () => void (place = await startForty()))
afterAll(() => place?.end())

const idIn = (page: Page) => /assemblees\/([0-9a-z]+)/.exec(page.url())![1]!

/** Notices leave by themselves, in a moment. */
async function noticesLeft(page: Page) {
  const gone = page.getByText('40 convocations envoyées')
  for (let looks = 0; looks < 40 && (await gone.count()) === 0; looks++) {
    await page.waitForTimeout(500)
    await page.reload()
  }
  await gone.waitFor()
}

/** Someone comes in while the screen of the room is looked at: it tells by itself. */
async function tickLater(id: string, who: { id: string }, page: Page) {
  const before = await page.locator('[data-quorum]').innerText()
  await place.arrive(id, [who])
  await page.waitForFunction((told) => document.querySelector('[data-quorum]')?.textContent?.trim() !== told, before.trim())
  await place.ask(place.awa, 'PUT', `/api/assemblies/${id}/attendance/${who.id}`, { here: 'out' })
}

describe('an assembly of forty, until it is convened again', () => {
  test('the coordination adopts its rules, prepares the agenda and is told the notice it must leave', async () => {
    const hers = await place.visited(place.awa, '/groupes/drome')
    const { page } = hers
    await follow(page, 'Préparer une assemblée')
    await follow(page, 'Les règles des assemblées')
    await shows(page, 'Personne ne les a encore adoptées')
    await page.getByLabel('Jours entre la convocation').first().fill('99')
    await press(page, 'Adopter ces règles')
    await shows(page, 'Le délai va de 0 à 60 jours.')
    await page.getByLabel('Jours entre la convocation').first().fill('15')
    await page.getByLabel('Les mots de vos statuts').fill('Article 12 : l’assemblée se réunit une fois par an.')
    await press(page, 'Adopter ces règles')
    await shows(page, /Version 1, adoptée le .* par Awa/)
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.goto('/groupes/drome/assemblees/nouvelle')
    await shows(page, /Vos règles demandent 15 jours/)
    await press(page, 'Enregistrer')
    await shows(page, 'Choisis un jour et une heure.')
    await page.getByLabel('Son titre').fill('Assemblée générale 2026')
    const soon = new Date(Date.now() + 10 * 24 * 3_600_000).toISOString().slice(0, 10)
    await page.getByLabel('Le jour et l’heure').fill(`${soon}T18:30`)
    await page.getByLabel('Le lieu').fill('Salle des fêtes, Crest')
    const points = [
      ['Le rapport moral', 'L’assemblée approuve le rapport moral.'],
      ['Les comptes', 'L’assemblée approuve les comptes de l’année.'],
      ['Le local', 'L’assemblée décide de louer un local à Valence.'],
    ] as const
    for (const [index, [title, resolution]] of points.entries()) {
      await page.getByLabel(`Point ${index + 1}`, { exact: true }).fill(title)
      await page.getByLabel(`La résolution du point ${index + 1}`).fill(resolution)
    }
    await press(page, 'Ajouter des points')
    await page.getByLabel('Point 4', { exact: true }).fill('Questions diverses')
    await press(page, 'Enregistrer')
    await shows(page, 'Elle est en préparation')
    first = idIn(page)
    await press(page, 'Convoquer')
    await shows(page, /Le délai de convocation n’y est pas\s: au plus tôt le/)
    expect(await wrongInEveryLook(page)).toEqual([])
    await follow(page, 'Modifier')
    const later = new Date(Date.now() + 20 * 24 * 3_600_000).toISOString().slice(0, 10)
    await page.getByLabel('Le jour et l’heure').fill(`${later}T18:30`)
    expect(await wrongInEveryLook(page)).toEqual([])
    await press(page, 'Enregistrer')
    await press(page, 'Convoquer')
    await noticesLeft(page)
    await follow(page, 'La convocation')
    await shows(page, /Remise au serveur de courriel pour 40 personnes sur 40/)
    await shows(page, 'Article 12')
    expect(await wrongInEveryLook(page)).toEqual([])
    await endVisit(hers)
  })

  test('members give their proxies on their phones, without a script; one is accepted, one taken back, one in blank', async () => {
    const hers = await place.visited(place.chloe, `/assemblees/${first}`, { ...phone, javaScriptEnabled: false })
    await follow(hers.page, 'Donner mon pouvoir')
    await hers.page.getByLabel('À qui ?').selectOption({ label: 'Bilal' })
    await press(hers.page, 'Donner mon pouvoir')
    await shows(hers.page, 'Tu as proposé ton pouvoir à Bilal')
    await press(hers.page, 'Reprendre mon pouvoir')
    await hers.page.getByLabel('À qui ?').selectOption({ label: 'Bilal' })
    await press(hers.page, 'Donner mon pouvoir')
    await endVisit(hers)
    const his = await place.visited(place.bilal, `/assemblees/${first}`, phone)
    await shows(his.page, 'Chloé te propose son pouvoir.')
    await follow(his.page, 'Répondre')
    expect(await wrongInEveryLook(his.page)).toEqual([])
    await press(his.page, 'Accepter le pouvoir de Chloé')
    await shows(his.page, 'Tu portes le pouvoir de Chloé.')
    await endVisit(his)
    const theirs = await place.visited(place.forty[39]!, `/assemblees/${first}/pouvoir`, phone)
    await press(theirs.page, 'Donner mon pouvoir')
    await shows(theirs.page, 'Tu as donné ton pouvoir en blanc')
    await endVisit(theirs)
  })

  test('the room is too empty: no vote, the quorum is noted as missing, a second convening is prepared', async () => {
    await itIsTime(place, first)
    const hers = await place.visited(place.awa, `/assemblees/${first}/emargement`)
    const { page } = hers
    await page.getByLabel('Chercher un prénom').fill('awa')
    await press(page, 'Chercher')
    await press(page, /Noter l’arrivée : Awa/)
    await shows(page, /Dans la salle, depuis/)
    await place.arrive(first, place.forty.slice(3, 13))
    // Bilal comes by the code of the room.
    const room = await place.visited(place.awa, `/assemblees/${first}/salle`)
    const { link } = await place.ask<{ link: string }>(place.awa, 'GET', `/api/assemblies/${first}/room`)
    expect(await room.page.locator('img[alt="Code à scanner pour émarger"]').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0) // prettier-ignore
    await room.page.getByText(/11 présents/).waitFor()
    await tickLater(first, place.forty[20]!, room.page)
    expect(await wrongInEveryLook(room.page)).toEqual([])
    await endVisit(room)
    const his = await place.visited(place.bilal, new URL(link).pathname + new URL(link).search, phone)
    await press(his.page, 'Je suis dans la salle')
    await shows(his.page, 'Tu es sur la feuille')
    await endVisit(his)
    await page.goto(`/assemblees/${first}`)
    await shows(page, /12 présents, 1 représenté sur 40\s: il manque 7 pour le quorum de 20/)
    await page.getByLabel('Présidence de séance').selectOption({ label: 'Awa' })
    await page.getByLabel('Secrétariat de séance').selectOption({ label: 'Bilal' })
    const look = (name: string) => page.getByRole('button', { name }).getAttribute('class')
    expect([await look('Nommer'), await look('Ouvrir la séance')]).toMatchObject([/sun/, /out/].map((one) => expect.stringMatching(one)))
    await press(page, 'Nommer')
    expect(await look('Ouvrir la séance')).toMatch(/sun/)
    await press(page, 'Ouvrir la séance')
    // The blank proxy went to someone who carried none.
    await shows(page, /12 présents, 2 représentés sur 40\s: il manque 6 pour le quorum de 20/)
    await press(page, /^Mettre au vote/)
    await shows(page, /Le quorum manque\s: il faut 6 personnes de plus/)
    expect(await wrongInEveryLook(page)).toEqual([])
    await press(page, 'Constater que le quorum manque')
    await shows(page, /Faute de quorum, levée/)
    await place.ask(place.awa, 'POST', '/api/bodies/drome/assembly-rules', { rules: halfAgain, ownWords: '' })
    const soon = new Date(Date.now() + 9 * 24 * 3_600_000).toISOString().slice(0, 10)
    await page.getByLabel('Le jour et l’heure').fill(`${soon}T18:30`)
    await press(page, 'Convoquer une seconde fois')
    await shows(page, 'seconde convocation')
    expect(idIn(page)).not.toBe(first)
    await press(page, 'Convoquer')
    await noticesLeft(page)
    await endVisit(hers)
  })
})
