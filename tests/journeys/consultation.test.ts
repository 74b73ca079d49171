import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endConsultation, endProposals } from '../server/consultations/consultations-world.ts'
import { signedIn } from '../server/polls/polls-world.ts'
import { cast, closeNow, grade, receipt, review } from './ballots.ts'
import { button, link, pressAt, tabTo, type } from './keyboard.ts'
import { endVisit, type Journey, phone, shows, startJourney, type Visitor, wrongInEveryLook } from './visit.ts'

// The movement sends a question to three groups: one adds a choice, two vote, one does not answer. Sent and answered by the keyboard alone.

let journey: Journey
let nadia: { id: string; cookie: string }
let mado: typeof nadia
let malo: typeof nadia
let consultation: string
const polls: Record<'macon' | 'drome', string> = { macon: '', drome: '' }

beforeAll(async () => {
  journey = await startJourney()
  const { db, bilal } = journey
  for (const [id, name] of [
    ['macon', 'Mâcon'],
    ['chalon', 'Chalon'],
  ] as const)
    await db.insertInto('body').values({ id, kind: 'group', parentId: 'movement', parentKind: 'movement', name, slug: id }).execute()
  nadia = await signedIn(db, 'Nadia', { movement: 'coordinator' })
  mado = await signedIn(db, 'Mado', { movement: 'member', macon: 'coordinator' })
  malo = await signedIn(db, 'Malo', { movement: 'member', macon: 'member' })
  await signedIn(db, 'Chan', { movement: 'member', chalon: 'coordinator' })
  // Bilal is in Drôme and in Mâcon.
  await db
    .insertInto('membership')
    .values({ bodyId: 'macon', memberId: bilal.id, joinedAt: new Date('2026-01-02') })
    .execute()
})
afterAll(() => journey?.end())

const looksRight = async (page: Page) => expect(await wrongInEveryLook(page)).toEqual([])
const mainOf = (page: Page) => page.locator('main').innerText()

async function as(who: typeof nadia | null, walk: (open: Visitor['open']) => Promise<void>, options?: Parameters<Journey['visit']>[1]) {
  const visit = await journey.visit(who, options)
  await walk(visit.open)
  await endVisit(visit)
}

describe('a question is sent to groups, by the keyboard', () => {
  test('with its choices, where they come from, and time for groups to add theirs', () =>
    as(nadia, async (open) => {
      const page = await open('/groupes/mains-levees')
      await pressAt(page, link(page, 'Consulter les groupes'))
      await page.waitForURL(/consultations$/)
      await looksRight(page)
      await pressAt(page, link(page, 'Consulter les groupes'))
      await page.waitForURL(/nouvelle$/)
      await looksRight(page)
      await pressAt(page, button(page, 'Envoyer aux groupes').last())
      await shows(page, 'Il manque le titre.')
      await looksRight(page)
      await type(page, 'Le titre', 'Nos priorités pour 2027')
      await type(page, 'La question', 'Par quoi commencer ?')
      await type(page, 'Ce qu’il faut savoir', 'Le mouvement portera d’abord une priorité, dans tous les groupes.')
      await type(page, 'Proposition 1', 'Une navette gratuite le week-end')
      await type(page, 'Proposition 1 : d’où elle vient'.replace(' :', '\u202f:'), 'la rencontre nationale de juin')
      await type(page, 'Proposition 2', 'Des repas bio à la cantine')
      await pressAt(page, page.getByRole('radio', { name: /^Non/ }), 'ArrowDown')
      await page.getByLabel('Fin des propositions').waitFor()
      for (const group of ['Chalon', 'Drôme', 'Mâcon'])
        expect(await page.getByRole('checkbox', { name: new RegExp(group) }).isChecked(), group).toBe(true)
      await pressAt(page, button(page, 'Envoyer aux groupes').last())
      await page.waitForURL(/\/consultations\/\w+$/)
      consultation = /consultations\/(\w+)$/.exec(page.url())![1]!
      await shows(page, 'Propositions ouvertes')
      await shows(page, 'Proposée par la rencontre nationale de juin')
      await looksRight(page)
    }))

  test('a group finds it on its home, adds a choice, and is told what becomes of it', async () => {
    await as(mado, async (open) => {
      const home = await open('/')
      await shows(home, 'Mâcon peut proposer')
      await looksRight(home)
      const page = await open('/groupes/macon')
      await shows(page, 'Mâcon peut proposer')
      await pressAt(page, link(page, /Nos priorités pour 2027/))
      await page.waitForURL(/groupes\/macon$/)
      await type(page, 'La proposition', 'une navette gratuite le week-end')
      await page.keyboard.press('Enter')
      await shows(page, 'Cette proposition y est déjà.')
      await looksRight(page)
      await tabTo(page, page.getByLabel('La proposition', { exact: true }))
      await page.keyboard.press('Control+a')
      await page.keyboard.type('Une caisse de solidarité logement')
      await page.keyboard.press('Enter')
      await shows(page, 'Proposée par Mâcon')
      await shows(page, 'à décider')
    })
    await endProposals(journey, { id: consultation })
    await as(nadia, async (open) => {
      const page = await open('/')
      await pressAt(page, link(page, /Nos priorités pour 2027/))
      await page.waitForURL(/propositions$/)
      await looksRight(page)
      await pressAt(page, page.locator('summary', { hasText: 'Refuser' }))
      await pressAt(page, button(page, 'Refuser'))
      await shows(page, 'Il manque la raison du refus.')
      await looksRight(page)
      await pressAt(
        page,
        button(
          page,
          'Accepter « Une caisse de solidarité logement »'.replace(/« | »/g, (sign) => sign.replace(' ', '\u202f')),
        ),
      )
      await shows(page, 'Rien à décider')
      await pressAt(page, button(page, 'Arrêter les propositions'))
      await page.waitForURL(/\/consultations\/\w+$/)
      await shows(page, 'Les groupes votent jusqu’au')
    })
  })
})

describe('each group meets and votes', () => {
  test('with a kit to print, and a poll that opens in one gesture', () =>
    as(mado, async (open) => {
      const page = await open(`/consultations/${consultation}/groupes/macon`)
      await looksRight(page)
      await pressAt(page, button(page, 'Ouvrir notre scrutin'))
      await page.waitForURL(/\/scrutins\/\w+$/)
      polls.macon = /scrutins\/(\w+)$/.exec(page.url())![1]!
      await shows(page, 'Notre réponse à la consultation')
      await shows(page, 'Une caisse de solidarité logement')
      await looksRight(page)
      const kit = await open(`/consultations/${consultation}/groupes/macon/kit`)
      await shows(kit, /Le déroulé\s: 66 minutes/)
      await shows(kit, `/c/${consultation}/macon`)
      expect(await kit.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
      await kit.evaluate(() => Object.assign(window, { print: () => Object.assign(window, { printed: true }) }))
      await kit.getByRole('button', { name: 'Imprimer' }).click()
      expect(await kit.evaluate(() => 'printed' in window)).toBe(true)
      await looksRight(kit)
      await kit.goto(`/c/${consultation}/macon`)
      expect(new URL(kit.url()).pathname).toBe(`/scrutins/${polls.macon}`)
      await kit.goto(`/c/${consultation}/chalon`)
      expect(new URL(kit.url()).pathname).toBe(`/consultations/${consultation}`)
      await page.goto(`/consultations/${consultation}/groupes/macon`)
      await type(page, 'Ce qu’on en a dit', 'On a surtout parlé des loyers.')
      await pressAt(page, button(page, 'Enregistrer'))
      await page.waitForURL(/#groups$/)
      await shows(page, 'vote en cours')
      await looksRight(page)
    }))

  test('nobody votes in two of them', async () => {
    await as(journey.awa, async (open) => {
      const page = await open(`/consultations/${consultation}/groupes/drome`)
      await button(page, 'Ouvrir notre scrutin').click()
      await page.waitForURL(/\/scrutins\/\w+$/)
      polls.drome = /scrutins\/(\w+)$/.exec(page.url())![1]!
    })
    await as(
      journey.bilal,
      async (open) => {
        const page = await open(`/scrutins/${polls.drome}`)
        await shows(page, 'tu votes avec le premier qui a ouvert le sien')
        await link(page, /Notre réponse/).click()
        await shows(page, 'Tu votes avec Mâcon.')
        await looksRight(page)
        await link(page, 'Le scrutin de Mâcon').click()
        await shows(page, 'Voter')
      },
      phone,
    )
  })

  test.each([
    ['Bilal', () => journey.bilal, 'macon', [2, 3, 0]],
    ['Mado', () => mado, 'macon', [1, 4, 0]],
    ['Malo', () => malo, 'macon', [1, 2, 1]],
    ['Awa', () => journey.awa, 'drome', [0, 2, 3]],
    ['Chloé', () => journey.chloe, 'drome', [0, 1, 4]],
  ] as const)('%s votes in one’s own', (_, who, group, grades) =>
    as(
      who(),
      async (open) => {
        const page = await open(`/scrutins/${polls[group]}/voter`)
        await grade(page, grades)
        await review(page)
        await cast(page)
        await receipt(page).waitFor()
      },
      phone,
    ),
  )
})

describe('one page', () => {
  test('shows no part of the total as long as a group may still vote', async () => {
    await closeNow(journey, polls.macon)
    await as(null, async (open) => {
      const page = await open(`/consultations/${consultation}`)
      await shows(page, 'a répondu')
      await shows(page, '3 votes sur 3')
      const seen = await mainOf(page)
      expect(seen).toContain('Le total vient à la fin')
      expect(seen).not.toMatch(/En tête|Tous ensemble|loyers/)
      await looksRight(page)
    })
  })

  test('shows the sum, each group, who has not answered, and where each choice comes from', async () => {
    await closeNow(journey, polls.drome)
    await endConsultation(journey, { id: consultation })
    await as(null, async (open) => {
      const page = await open(`/consultations/${consultation}`)
      await shows(page, 'Tous ensemble')
      await shows(page, /Les votes de 2 groupes, additionnés/)
      await shows(page, /5 votes sur 5/)
      await shows(page, /N’ont pas répondu\s: Chalon\./)
      await shows(page, 'Proposée par Mâcon')
      // Très bien ×2, Bien ×2, Passable ×1 for the shuttle: Bien; the fund has two at the two worst grades.
      const rows = await page.locator('table tbody tr').evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent!.trim()))) // prettier-ignore
      expect(rows.map((row) => row.slice(0, 7))).toEqual([
        ['1', 'Une navette gratuite le week-end', '2', '2', '1', '0', '0'],
        ['2', 'Une caisse de solidarité logement', '2', '1', '0', '1', '1'],
        ['3', 'Des repas bio à la cantine', '0', '1', '2', '1', '1'],
      ])
      const groups = page.getByRole('region', { name: 'Par groupe' }).getByRole('listitem')
      expect((await groups.allInnerTexts()).slice(0, 3).map((text) => text.split('\n').at(-1))).toEqual([
        'en tête dans 1 groupe sur 2',
        'en tête dans 1 groupe sur 2',
        'en tête dans aucun groupe',
      ])
      expect(await groups.filter({ hasText: 'Mâcon' }).first().innerText()).toMatch(/En tête\s: Une caisse de solidarité logement/)
      expect(await groups.filter({ hasText: 'Drôme' }).first().innerText()).toMatch(/En tête\s: Une navette gratuite le week-end/)
      expect(await groups.filter({ hasText: 'Chalon' }).first().innerText()).toMatch(/n’a pas répondu/)
      await pressAt(page, page.locator('summary', { hasText: /Les profils\s: Mâcon/ }))
      await page
        .getByRole('img', { name: /Profil de/ })
        .last()
        .waitFor()
      await looksRight(page)
    })
    await as(
      mado,
      async (open) => {
        const page = await open(`/consultations/${consultation}`)
        await page.locator('summary', { hasText: /Ce qu’on en a dit\s: Mâcon/ }).click()
        await shows(page, 'On a surtout parlé des loyers.')
        await looksRight(page)
        await looksRight(await open('/groupes/macon/consultations'))
      },
      phone,
    )
  })

  test('says why, when a consultation is given more time, and when it is cancelled', () =>
    as(nadia, async (open) => {
      const body = { title: 'Autre chose', question: 'Et ensuite ?', choices: [{ label: 'Un' }, { label: 'Deux' }], scale: ['Bien', 'Passable', 'À rejeter'], missingGrades: 'required', level: 'open', groups: ['macon'], closesAt: new Date(Date.now() + 86_400_000).toISOString() } // prettier-ignore
      const { id } = (await (await journey.knock(nadia, 'POST', '/api/bodies/mains-levees/consultations', body)).json()) as { id: string }
      const later = await open(`/consultations/${id}/prolonger`)
      await later.getByLabel('Nouvelle fin du vote').fill(new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 16))
      await pressAt(later, button(later, 'Donner plus de temps'))
      await shows(later, 'Il manque la raison.')
      await looksRight(later)
      await type(later, 'La raison', 'Un groupe se réunit lundi')
      await pressAt(later, button(later, 'Donner plus de temps'))
      await shows(later, /Fin du vote déplacée de .*Un groupe se réunit lundi/)
      await shows(later, /Les coordinations des groupes sont prévenues/)
      const page = await open(`/consultations/${id}/annuler`)
      await looksRight(page)
      await pressAt(page, button(page, 'Annuler la consultation'))
      await shows(page, 'Il manque la raison.')
      await type(page, 'La raison', 'Question mal posée')
      await pressAt(page, button(page, 'Annuler la consultation'))
      await shows(page, 'Question mal posée')
      await looksRight(page)
    }))
})
