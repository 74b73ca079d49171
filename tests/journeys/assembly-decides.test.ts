import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modelRules } from '#domain/assembly-rules.ts'
import { day, draft, itIsTime, type Told } from '../server/assemblies/assemblies-world.ts'
import { fromNow } from '../server/polls/polls-world.ts'
import { cast, receipt, review } from './ballots.ts'
import { type Forty, halfAgain, startForty } from './forty.ts'
import { button, link, pressAt } from './keyboard.ts'
import { endVisit, follow, phone, press, shows, wrongInEveryLook } from './visit.ts'

// Forty people whom a first assembly could not bring together: the second has its quorum, votes three resolutions and signs its minutes.

let place: Forty
let second: string
beforeAll(async () => {
  place = await startForty()
  const { ask, awa, bilal } = place
  const adopt = (rules: object) => ask(awa, 'POST', '/api/bodies/drome/assembly-rules', { rules, ownWords: '' })
  await adopt(modelRules)
  const points = [
    { title: 'Le rapport moral', text: '', resolution: 'L’assemblée approuve le rapport moral.' },
    { title: 'Les comptes', text: '', resolution: 'L’assemblée approuve les comptes de l’année.' },
    { title: 'Le local', text: '', resolution: 'L’assemblée décide de louer un local à Valence.' },
    { title: 'Questions diverses', text: '', resolution: null },
  ]
  const { id: first } = await ask<{ id: string }>(awa, 'POST', '/api/bodies/drome/assemblies', draft({ agenda: points }))
  await ask(awa, 'POST', `/api/assemblies/${first}/convening`)
  await itIsTime(place, first)
  await place.arrive(first, [awa, bilal])
  await place.open(first)
  await ask(awa, 'POST', `/api/assemblies/${first}/adjournment`)
  await adopt(halfAgain)
  const again = { startsAt: fromNow(9 * day).toISOString() }
  second = (await ask<{ id: string }>(awa, 'POST', `/api/assemblies/${first}/second`, again)).id
  await ask(awa, 'POST', `/api/assemblies/${second}/convening`)
})
afterAll(() => place?.end())

describe('an assembly of forty, the second time', () => {
  test('the second time people arrive one after the other until the quorum is met', async () => {
    for (const [giver, holder] of [
      [place.forty[30]!, place.bilal],
      [place.forty[31]!, place.forty[3]!],
      [place.forty[32]!, place.forty[4]!],
    ] as const) {
      const given = await place.ask<{ id: string }>(giver, 'POST', `/api/assemblies/${second}/proxies`, { holder: holder.id })
      await place.ask(holder, 'PUT', `/api/proxies/${given.id}/answer`, { accepts: true })
    }
    await itIsTime(place, second)
    await place.arrive(second, place.forty.slice(0, 15))
    await place.open(second)
    const hers = await place.visited(place.awa, `/assemblees/${second}`)
    const { page } = hers
    await shows(page, /15 présents, 3 représentés sur 40\s: il manque 2 pour le quorum de 20/)
    await place.arrive(second, place.forty.slice(15, 17))
    await page.reload()
    await shows(page, /17 présents, 3 représentés sur 40\s: quorum de 20 atteint/)
    await press(page, /^Mettre au vote : Le rapport moral/)
    await shows(page, 'On vote')
    await endVisit(hers)
  })

  test('who holds a proxy votes for themself, then in the name of the other, by keyboard; who is not there does not', async () => {
    const his = await place.visited(place.bilal, `/assemblees/${second}`)
    const { page } = his
    await pressAt(page, link(page, /^Voter$/))
    await page.waitForURL(/scrutins/)
    await pressAt(page, link(page, /Voter$/))
    await page.waitForURL(/voter$/)
    await shows(page, 'L’assemblée approuve le rapport moral.')
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.reload()
    // The question takes focus when the page is drawn; whoever types before that starts from the top.
    await page.locator('h1:focus').waitFor()
    const grade = async (times: number) => {
      await page.keyboard.press('Tab')
      await page.keyboard.press('Space')
      for (let time = 0; time < times; time++) await page.keyboard.press('ArrowRight')
      await page.keyboard.press('Enter')
    }
    await grade(0)
    await page.locator('form[data-cast]').waitFor()
    await pressAt(page, button(page, /^Déposer mon bulletin/))
    await receipt(page).waitFor()
    await pressAt(page, link(page, /Voter au nom de Membre 28/))
    await page.waitForURL(/pouvoir=/)
    await shows(page, 'Au nom de Membre 28')
    await grade(3)
    await page.locator('form[data-cast]').waitFor()
    await shows(page, 'Au nom de Membre 28')
    await pressAt(page, button(page, /^Déposer mon bulletin/))
    await shows(page, 'Le bulletin au nom de Membre 28 est dans l’urne.')
    expect(await wrongInEveryLook(page)).toEqual([])
    await endVisit(his)
    const away = await place.visited(place.forty[25]!, `/assemblees/${second}`, phone)
    await follow(away.page, /^Voter$/)
    await away.page.getByRole('link', { name: /^Voter$/ }).click()
    await away.page.locator('label:has(input[type=radio])').first().click()
    await review(away.page)
    await cast(away.page)
    await shows(away.page, 'Tu n’as pas émargé')
    await endVisit(away)
  })

  test('three resolutions: two adopted, one rejected', async () => {
    const hers = await place.visited(place.awa, `/assemblees/${second}`)
    const { page } = hers
    const ballots = async (grades: readonly number[]) => {
      const { agenda } = await place.ask<Pick<Told, 'agenda'>>(place.awa, 'GET', `/api/assemblies/${second}`)
      const { id } = agenda.find(({ vote }) => vote?.phase === 'open')!.vote!
      const { choices } = await place.ask<{ choices: { id: string }[] }>(place.awa, 'GET', `/api/polls/${id}`)
      const given = grades.map((grade, at) => ({ who: place.forty[at + 3]!, grade }))
      for (const { who, grade } of given)
        await place.ask(who, 'POST', `/api/polls/${id}/ballots`, { id: crypto.randomUUID(), counter: 1, grades: [{ choice: choices[0]!.id, grade }] }) // prettier-ignore
    }
    await ballots([4, 4, 3, 3, 2, 1])
    await press(page, /^Clore le vote/)
    await shows(page, /8 bulletins, dont 1 par pouvoir/)
    await press(page, /^Mettre au vote : Les comptes/)
    await ballots([4, 4, 4, 2])
    await press(page, /^Clore le vote/)
    await page.locator('#point-2').getByText('Adoptée').waitFor()
    await press(page, /^Mettre au vote : Le local/)
    await ballots([0, 1, 1, 4])
    await press(page, /^Clore le vote/)
    await page.locator('#point-3').getByText('Rejetée').waitFor()
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.getByRole('link', { name: 'Le détail du vote' }).first().click()
    await shows(page, 'Revenir à l’assemblée')
    expect(await page.locator('main').innerText()).not.toMatch(/Prolonger|Annuler ce scrutin|1 proposition|Rang/)
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.goto(`/assemblees/${second}`)
    await press(page, 'Lever la séance')
    await shows(page, /Séance ouverte .*, levée/)
    await endVisit(hers)
  })

  test('the sheet is certified, the minutes are read over, signed by both, and never change', async () => {
    const hers = await place.visited(place.awa, `/assemblees/${second}/emargement`)
    await press(hers.page, 'Je certifie cette feuille')
    await shows(hers.page, /Certifiée exacte par Awa/)
    expect(await wrongInEveryLook(hers.page)).toEqual([])
    const his = await place.visited(place.bilal, `/assemblees/${second}/pv`)
    await press(his.page, 'Signer le procès-verbal')
    await shows(his.page, 'La feuille d’émargement n’est pas encore certifiée')
    await his.page.goto(`/assemblees/${second}/emargement`)
    await press(his.page, 'Je certifie cette feuille')
    await his.page.goto(`/assemblees/${second}/pv`)
    await his.page.getByLabel('Remarques').fill('Merci à Crest pour la salle.')
    await press(his.page, 'Enregistrer les remarques')
    await press(his.page, 'Signer le procès-verbal')
    await shows(his.page, /Bilal, secrétariat de séance, a signé/)
    await endVisit(his)
    await hers.page.goto(`/assemblees/${second}/pv`)
    await press(hers.page, 'Signer le procès-verbal')
    await shows(hers.page, 'Signé et archivé')
    await shows(hers.page, /PV n°\s?1 de/)
    await shows(hers.page, 'Merci à Crest pour la salle.')
    await shows(hers.page, /17 dans la salle, 0 à distance, 3 représentés/)
    await shows(hers.page, /Règles appliquées, version 2|Les règles appliquées, version 2/)
    expect(await wrongInEveryLook(hers.page)).toEqual([])
    await hers.page.goto('/groupes/drome/assemblees')
    await shows(hers.page, /PV n°\s?1 de/)
    await shows(hers.page, /Quorum manqué/)
    expect(await wrongInEveryLook(hers.page)).toEqual([])
    await endVisit(hers)
  })
})
