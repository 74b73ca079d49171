import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { modelRules } from '#domain/assembly-rules.ts'
import { type Person, signedIn } from '../server/polls/polls-world.ts'
import { cast, receipt, review } from './ballots.ts'
import { desk, type Journey, phone, shows, startJourney, wrongInEveryLook } from './visit.ts'

// The general assembly of forty people: rules, convening, proxies, a quorum that is missing and a second convening that has it, three
// resolutions and their minutes, in a browser.

let journey: Journey
/** Awa coordinates; the others are members: Bilal and Chloé of the cast, and 37 more. */
let forty: Pick<Person, 'id' | 'firstName' | 'cookie'>[]
let first: string
let second: string

beforeAll(async () => {
  journey = await startJourney()
  const names = Array.from({ length: 37 }, (_, at) => `Membre ${String(at + 1).padStart(2, '0')}`)
  const more = await Promise.all(
    names.map(async (firstName) => ({ firstName, ...(await signedIn(journey.db, firstName, { movement: 'member', group: 'member' })) })),
  )
  const named = (who: Journey['awa'], firstName: string) => ({ firstName, ...who })
  forty = [named(journey.awa, 'Awa'), named(journey.bilal, 'Bilal'), named(journey.chloe, 'Chloé'), ...more]
})
afterAll(() => journey?.end())

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()
const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click()
const idIn = (page: Page) => /assemblees\/([0-9a-z]+)/.exec(page.url())![1]!

async function knock(who: { cookie: string }, method: string, path: string, body?: object) {
  const answer = await journey.knock(who as never, method, path, body)
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.status === 204 ? null : ((await answer.json()) as never)
}

async function visited(who: { cookie: string } | null, path: string, options: Parameters<Journey['visit']>[1] = desk) {
  const visitor = await journey.visit(who as never, options)
  const page = await visitor.open(path)
  /** A form that comes back to be mended is no complaint. */
  const end = async () => {
    await visitor.context.close()
    expect(visitor.complaints.filter((said) => !/status of 4(00|09)/.test(said))).toEqual([])
  }
  return { page, end }
}

/** Notices leave by themselves, in a moment. */
async function noticesLeft(page: Page) {
  const gone = page.getByText('40 convocations envoyées')
  for (let looks = 0; looks < 40 && (await gone.count()) === 0; looks++) {
    await page.waitForTimeout(500)
    await page.reload()
  }
  await gone.waitFor()
}

/** As if its hour had come. */
const itIsTime = (id: string) => journey.db.updateTable('assembly').set({ startsAt: new Date() }).where('id', '=', id).execute()
const arrive = (id: string, people: readonly { id: string }[]) =>
  Promise.all(people.map((who) => knock(journey.awa, 'PUT', `/api/assemblies/${id}/attendance/${who.id}`, { here: 'room' })))

/** Someone comes in while the screen of the room is looked at: it tells by itself. */
async function tickLater(id: string, who: { id: string }, page: Page) {
  const before = await page.locator('[data-quorum]').innerText()
  await arrive(id, [who])
  await page.waitForFunction((told) => document.querySelector('[data-quorum]')?.textContent?.trim() !== told, before.trim())
  await knock(journey.awa, 'PUT', `/api/assemblies/${id}/attendance/${who.id}`, { here: 'out' })
}

/** Reaches a thing with the keyboard, from the top of the page. */
async function tabTo(page: Page, name: RegExp) {
  for (let step = 0; step < 80; step++) {
    await page.keyboard.press('Tab')
    const said = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
    if (name.test(said)) return
  }
  throw new Error(`no Tab leads to ${name}`)
}

describe('an assembly of forty', () => {
  test('the coordination adopts its rules, prepares the agenda and is told the notice it must leave', async () => {
    const { page, end } = await visited(journey.awa, '/groupes/drome')
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
    await end()
  })

  test('members give their proxies on their phones, without a script; one is accepted, one taken back, one in blank', async () => {
    const hers = await visited(journey.chloe, `/assemblees/${first}`, { ...phone, javaScriptEnabled: false })
    await follow(hers.page, 'Donner mon pouvoir')
    await hers.page.getByLabel('À qui ?').selectOption({ label: 'Bilal' })
    await press(hers.page, 'Donner mon pouvoir')
    await shows(hers.page, 'Tu as proposé ton pouvoir à Bilal')
    await press(hers.page, 'Reprendre mon pouvoir')
    await hers.page.getByLabel('À qui ?').selectOption({ label: 'Bilal' })
    await press(hers.page, 'Donner mon pouvoir')
    await hers.end()
    const his = await visited(journey.bilal, `/assemblees/${first}`, phone)
    await shows(his.page, 'Chloé te propose son pouvoir.')
    await follow(his.page, 'Répondre')
    expect(await wrongInEveryLook(his.page)).toEqual([])
    await press(his.page, 'Accepter le pouvoir de Chloé')
    await shows(his.page, 'Tu portes le pouvoir de Chloé.')
    await his.end()
    const theirs = await visited(forty[39]!, `/assemblees/${first}/pouvoir`, phone)
    await press(theirs.page, 'Donner mon pouvoir')
    await shows(theirs.page, 'Tu as donné ton pouvoir en blanc')
    await theirs.end()
  })

  test('the room is too empty: no vote, the quorum is noted as missing, a second convening is prepared', async () => {
    await itIsTime(first)
    const { page, end } = await visited(journey.awa, `/assemblees/${first}/emargement`)
    await page.getByLabel('Chercher un prénom').fill('awa')
    await press(page, 'Chercher')
    await press(page, /Noter l’arrivée : Awa/)
    await shows(page, /Dans la salle, depuis/)
    await arrive(first, forty.slice(3, 13))
    // Bilal comes by the code of the room.
    const room = await visited(journey.awa, `/assemblees/${first}/salle`)
    const { link } = await knock(journey.awa, 'GET', `/api/assemblies/${first}/room`) as unknown as { link: string } // prettier-ignore
    expect(await room.page.locator('img[alt="Code à scanner pour émarger"]').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0) // prettier-ignore
    await room.page.getByText(/11 présents/).waitFor()
    await tickLater(first, forty[20]!, room.page)
    expect(await wrongInEveryLook(room.page)).toEqual([])
    await room.end()
    const his = await visited(journey.bilal, new URL(link).pathname + new URL(link).search, phone)
    await press(his.page, 'Je suis dans la salle')
    await shows(his.page, 'Tu es sur la feuille')
    await his.end()
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
    // The second convening has its own rule; here it keeps half of the members, so that people must come.
    const rules = {
      ...modelRules,
      ordinary: { ...modelRules.ordinary, noticeDays: 15, second: { noticeDays: 7, quorum: { part: 1, of: 2 } } },
    }
    await knock(journey.awa, 'POST', '/api/bodies/drome/assembly-rules', { rules, ownWords: '' })
    const soon = new Date(Date.now() + 9 * 24 * 3_600_000).toISOString().slice(0, 10)
    await page.getByLabel('Le jour et l’heure').fill(`${soon}T18:30`)
    await press(page, 'Convoquer une seconde fois')
    await shows(page, 'seconde convocation')
    second = idIn(page)
    expect(second).not.toBe(first)
    await press(page, 'Convoquer')
    await noticesLeft(page)
    await end()
  })

  test('the second time people arrive one after the other until the quorum is met', async () => {
    for (const [giver, holder] of [
      [forty[30]!, journey.bilal],
      [forty[31]!, forty[3]!],
      [forty[32]!, forty[4]!],
    ] as const) {
      const given = await knock(giver, 'POST', `/api/assemblies/${second}/proxies`, { holder: holder.id }) as unknown as { id: string } // prettier-ignore
      await knock(holder, 'PUT', `/api/proxies/${given.id}/answer`, { accepts: true })
    }
    await itIsTime(second)
    await arrive(second, forty.slice(0, 15))
    await knock(journey.awa, 'PUT', `/api/assemblies/${second}/officers`, { chair: journey.awa.id, secretary: journey.bilal.id })
    await knock(journey.awa, 'POST', `/api/assemblies/${second}/opening`)
    const { page, end } = await visited(journey.awa, `/assemblees/${second}`)
    await shows(page, /15 présents, 3 représentés sur 40\s: il manque 2 pour le quorum de 20/)
    await arrive(second, forty.slice(15, 17))
    await page.reload()
    await shows(page, /17 présents, 3 représentés sur 40\s: quorum de 20 atteint/)
    await press(page, /^Mettre au vote : Le rapport moral/)
    await shows(page, 'On vote')
    await end()
  })

  test('who holds a proxy votes for themself, then in the name of the other, by keyboard; who is not there does not', async () => {
    const { page, end } = await visited(journey.bilal, `/assemblees/${second}`)
    await tabTo(page, /^Voter$/)
    await page.keyboard.press('Enter')
    await page.waitForURL(/scrutins/)
    await tabTo(page, /Voter$/)
    await page.keyboard.press('Enter')
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
    await tabTo(page, /^Déposer mon bulletin/)
    await page.keyboard.press('Enter')
    await receipt(page).waitFor()
    await tabTo(page, /Voter au nom de Membre 28/)
    await page.keyboard.press('Enter')
    await page.waitForURL(/pouvoir=/)
    await shows(page, 'Au nom de Membre 28')
    await grade(3)
    await page.locator('form[data-cast]').waitFor()
    await shows(page, 'Au nom de Membre 28')
    await tabTo(page, /^Déposer mon bulletin/)
    await page.keyboard.press('Enter')
    await shows(page, 'Le bulletin au nom de Membre 28 est dans l’urne.')
    expect(await wrongInEveryLook(page)).toEqual([])
    await end()
    const away = await visited(forty[25]!, `/assemblees/${second}`, phone)
    await follow(away.page, /^Voter$/)
    await away.page.getByRole('link', { name: /^Voter$/ }).click()
    await away.page.locator('label:has(input[type=radio])').first().click()
    await review(away.page)
    await cast(away.page)
    await shows(away.page, 'Tu n’as pas émargé')
    await away.end()
  })

  test('three resolutions: two adopted, one rejected', async () => {
    const { page, end } = await visited(journey.awa, `/assemblees/${second}`)
    const ballots = async (grades: readonly number[]) => {
      const { agenda } = await knock(journey.awa, 'GET', `/api/assemblies/${second}`) as unknown as { agenda: { vote: { id: string; phase: string } | null }[] } // prettier-ignore
      const { id } = agenda.find(({ vote }) => vote?.phase === 'open')!.vote!
      const { choices } = await knock(journey.awa, 'GET', `/api/polls/${id}`) as unknown as { choices: { id: string }[] } // prettier-ignore
      const given = grades.map((grade, at) => ({ who: forty[at + 3]!, grade }))
      for (const { who, grade } of given)
        await knock(who, 'POST', `/api/polls/${id}/ballots`, { id: crypto.randomUUID(), counter: 1, grades: [{ choice: choices[0]!.id, grade }] }) // prettier-ignore
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
    await end()
  })

  test('the sheet is certified, the minutes are read over, signed by both, and never change', async () => {
    const hers = await visited(journey.awa, `/assemblees/${second}/emargement`)
    await press(hers.page, 'Je certifie cette feuille')
    await shows(hers.page, /Certifiée exacte par Awa/)
    expect(await wrongInEveryLook(hers.page)).toEqual([])
    const his = await visited(journey.bilal, `/assemblees/${second}/pv`)
    await press(his.page, 'Signer le procès-verbal')
    await shows(his.page, 'La feuille d’émargement n’est pas encore certifiée')
    await his.page.goto(`/assemblees/${second}/emargement`)
    await press(his.page, 'Je certifie cette feuille')
    await his.page.goto(`/assemblees/${second}/pv`)
    await his.page.getByLabel('Remarques').fill('Merci à Crest pour la salle.')
    await press(his.page, 'Enregistrer les remarques')
    await press(his.page, 'Signer le procès-verbal')
    await shows(his.page, /Bilal, secrétariat de séance, a signé/)
    await his.end()
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
    await hers.end()
  })
})
