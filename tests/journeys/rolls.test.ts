import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually } from '../server/live/live-world.ts'
import { button, field, link, pressAt, tabTo, type } from './keyboard.ts'
import { type Journey, phone, shows, startJourney, wrongInEveryLook } from './visit.ts'

// The roll of a consultation, from a file to a poll: by the keyboard alone, then without a script.

let journey: Journey
let roll: string
beforeAll(async () => void (journey = await startJourney()))
afterAll(() => journey?.end())

const table = `Prénom;Nom;Courriel;Voix\nÉlodie;Ñuñez;elodie@exemple.org;\nLi;;li@exemple.org;\nX;Y;pas une adresse;\nÉlodie;Encore;ELODIE@exemple.org;\n${Array.from({ length: 60 }, (_, n) => `P;${n};p${n}@exemple.org;`).join('\n')}\n` // prettier-ignore
const csv = { name: 'Consultation.csv', mimeType: 'text/csv', buffer: Buffer.from(table) }

describe('the roll of a consultation, by the keyboard', () => {
  test('is made from a file that is looked at before anyone is added', async () => {
    const awa = await journey.visit(journey.awa)
    const page = await awa.open('/groupes/drome/scrutins')
    await pressAt(page, link(page, 'Les listes électorales'))
    await shows(page, 'Pas encore de liste')
    expect(await wrongInEveryLook(page)).toEqual([])
    await pressAt(page, link(page, 'Nouvelle liste'))
    await type(page, 'Son nom', 'Consultation de janvier')
    expect(await wrongInEveryLook(page)).toEqual([])
    await pressAt(page, button(page, 'Créer la liste'))
    await page.waitForURL(/\/listes\/\w+\/fichier$/)
    roll = /listes\/(\w+)/.exec(page.url())![1]!
    expect(await wrongInEveryLook(page)).toEqual([])
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), pressAt(page, field(page, 'Le fichier'))])
    await chooser.setFiles(csv)
    await pressAt(page, button(page, 'Envoyer et relire'))
    await page.waitForURL(/\/fichiers\/\d+$/)
    await shows(page, '62 personnes à ajouter')
    await shows(page, '2 lignes refusées')
    await shows(page, /1 ligne\s: l’adresse n’est pas complète/)
    await shows(page, /1 ligne\s: l’adresse est déjà plus haut/)
    expect(await page.getByRole('row').nth(1).innerText()).toMatch(/2\s+elodie@exemple\.org\s+Élodie Ñuñez/)
    expect(await wrongInEveryLook(page)).toEqual([])

    // The column of names is taken for no name: read again, and nobody was added meanwhile.
    await pressAt(page, page.locator('summary', { hasText: 'Changer les colonnes' }))
    await tabTo(page, field(page, 'Prénom'))
    await page.keyboard.press('Home')
    await pressAt(page, button(page, 'Relire ainsi'))
    await eventually(async () => /elodie@exemple\.org\s+Ñuñez/.test(await page.getByRole('row').nth(1).innerText()))
    expect(await journey.db.selectFrom('elector').select('memberId').execute()).toEqual([])

    await pressAt(page, button(page, 'Ajouter ces personnes'))
    await shows(page, /C’est fait\s: 62 personnes de plus/)
    expect(await wrongInEveryLook(page)).toEqual([])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      pressAt(page, link(page, 'Télécharger toutes les lignes refusées')),
    ])
    expect(download.suggestedFilename()).toMatch(/^lignes-refusees-\d+\.csv$/)
    expect(awa.complaints).toEqual([])
    await awa.context.close()
  })

  test('is searched, grows by one, loses one, is frozen in public, and a poll opens on it', async () => {
    const awa = await journey.visit(journey.awa)
    const page = await awa.open(`/listes/${roll}`)
    expect(await wrongInEveryLook(page)).toEqual([])
    await pressAt(page, link(page, 'Voir les personnes'))
    await shows(page, 'Page 1 sur 2')
    await type(page, 'Chercher', 'nunez')
    await page.keyboard.press('Enter')
    await page.waitForURL(/debut=nunez/)
    expect(await page.getByRole('main').getByRole('listitem').allInnerTexts()).toEqual([expect.stringContaining('elodie@exemple.org')])
    expect(await wrongInEveryLook(page)).toEqual([])
    await pressAt(page, page.locator('summary', { hasText: 'Ajouter une personne' }))
    await type(page, 'Son adresse e-mail', 'li@exemple.org')
    await page.keyboard.press('Enter')
    await shows(page, 'Cette adresse est déjà sur la liste.')
    expect(await wrongInEveryLook(page)).toEqual([])
    await tabTo(page, field(page, 'Son adresse e-mail'))
    await page.keyboard.press('Control+a')
    await page.keyboard.type('awa@exemple.org')
    await page.keyboard.press('Enter')
    await page.waitForURL(/debut=awa/)
    await pressAt(page, button(page, 'Retirer awa@exemple.org'))
    await shows(page, 'C’est fait.')

    await page.goto(`/listes/${roll}/arreter`)
    await shows(page, /ses nombres\s: 62 personnes/)
    expect(await wrongInEveryLook(page)).toEqual([])
    await pressAt(page, button(page, 'Arrêter la liste'))
    await shows(page, /À l’arrêt\s: 62 personnes sur la liste, 2 lignes/)
    expect(await wrongInEveryLook(page)).toEqual([])
    await pressAt(page, link(page, 'Ouvrir un scrutin sur cette liste'))
    expect(await page.getByRole('radio', { name: /Consultation de janvier/ }).isChecked()).toBe(true)
    await type(page, 'La question', 'Quelle priorité pour janvier ?')
    await type(page, 'Proposition 1', 'Navette')
    await type(page, 'Proposition 2', 'Cantine')
    expect(await wrongInEveryLook(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/scrutins\/\w+$/)
    await shows(page, /Votent les personnes de la liste/)
    await shows(page, '0 sur 62')
    expect(awa.complaints.filter((said) => !/status of 409/.test(said))).toEqual([])
    await awa.context.close()
  })
})

describe('without a script', () => {
  test('a file is sent, looked at and added; a wrong one is refused beside its field', async () => {
    const awa = await journey.visit(journey.awa, { ...phone, javaScriptEnabled: false })
    const page = await awa.open('/groupes/drome/listes/nouvelle')
    await field(page, 'Son nom').fill('Sans script')
    await button(page, 'Créer la liste').click()
    await button(page, 'Envoyer et relire').click()
    await shows(page, 'Choisis d’abord un fichier.')
    await field(page, 'Le fichier').setInputFiles({ ...csv, buffer: Buffer.from('504b030414000800', 'hex') })
    await button(page, 'Envoyer et relire').click()
    await shows(page, 'Ce n’est pas un tableau en texte.')
    await field(page, 'Le fichier').setInputFiles({ ...csv, buffer: Buffer.alloc(5 * 1024 * 1024, 'a@b.fr\n') })
    await button(page, 'Envoyer et relire').click()
    await shows(page, 'un fichier peut peser 2 Mo au plus. Coupe-le')
    await field(page, 'Le fichier').setInputFiles(csv)
    await button(page, 'Envoyer et relire').click()
    await button(page, 'Ajouter ces personnes').click()
    await eventually(async () => {
      await page.goto(page.url())
      return /62 personnes de plus/.test(await page.locator('main').innerText())
    })
    await awa.context.close()
  })

  test('« Suis-je sur la liste ? » says the same to everyone', async () => {
    const awa = await journey.visit(journey.awa, { javaScriptEnabled: false })
    const page = await awa.open(`/listes/${roll}`)
    await page.locator('summary', { hasText: 'Ouvrir « Suis-je sur la liste' }).click()
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10)
    await field(page, 'Jusqu’à quand ?').fill(`${soon}T20:00`)
    await button(page, 'Enregistrer').click()
    await shows(page, 'Cette adresse e-mail n’est pas complète.')
    await page.getByLabel('À qui écrire').fill('liste@exemple.org')
    await button(page, 'Enregistrer').click()
    await shows(page, 'Tout le monde peut demander jusqu’au')
    await awa.context.close()

    const anyone = await journey.visit(null, phone)
    const asking = await anyone.open(`/listes/${roll}/demander`)
    expect(await wrongInEveryLook(asking)).toEqual([])
    const answers = []
    for (const email of ['elodie@exemple.org', 'personne@exemple.org']) {
      await field(asking, 'Ton adresse e-mail').fill(email)
      await button(asking, 'Demander').click()
      await shows(asking, 'Si cette adresse peut recevoir du courrier')
      answers.push(await asking.locator('main').innerText())
    }
    expect(answers[0]).toBe(answers[1])
    expect(await wrongInEveryLook(asking)).toEqual([])
    const seen = await anyone.open(`/listes/${roll}`)
    await shows(seen, 'Empreinte de la liste')
    expect(await seen.locator('main').innerText()).not.toMatch(/@exemple\.org|Ñuñez/)
    expect(await wrongInEveryLook(seen)).toEqual([])
    expect(anyone.complaints).toEqual([])
    await anyone.context.close()
  })
})
