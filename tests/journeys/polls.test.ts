import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { localText } from '#lib/time.ts'
import { addPoll, ballotFor, fromNow } from '../server/polls/polls-world.ts'
import { ballotsIn, cast, closeNow, grade, readOver, receipt, review } from './ballots.ts'
import { desk, endVisit, type Journey, phone, startJourney } from './visit.ts'

// A poll from its question to its recount, by those who open it, vote in it, read it and doubt it.

let journey: Journey
beforeAll(async () => void (journey = await startJourney()))
afterAll(() => journey?.end())

const choices = ['Une navette gratuite', 'Des repas bio', 'La maternité', 'Un journal']
let path = ''
const id = () => path.split('/').at(-1)!

describe('a group decides', () => {
  test('its coordinator opens a poll; what is missing is told beside its field and on top', async () => {
    const awa = await journey.visit(journey.awa, desk)
    const page = await awa.open('/groupes/drome')
    await page.getByRole('link', { name: 'Proposer un scrutin' }).click()
    await page.getByRole('button', { name: 'Ouvrir le scrutin' }).last().click()
    await page.getByRole('alert').waitFor()
    expect(await page.title()).toMatch(/^Erreur\s: /)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('alert')
    await page.getByRole('alert').getByRole('link').first().click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('f-question')
    await page.getByLabel('La question').fill('Quel sera notre premier chantier local ?')
    await page.getByLabel('Proposition 1').fill(choices[0]!)
    await page.getByRole('button', { name: 'Ouvrir le scrutin' }).last().click()
    await page.getByRole('alert').getByText('Il faut au moins deux propositions').waitFor()
    await page.getByRole('button', { name: 'Ajouter des lignes' }).click()
    expect(await page.getByLabel('Proposition 1').inputValue()).toBe(choices[0])
    for (const [index, choice] of choices.entries()) await page.getByLabel(`Proposition ${index + 1}`).fill(choice)
    await page.getByLabel('Clôture', { exact: true }).fill(localText(fromNow(3 * 24 * 3_600_000)))
    await page.getByRole('button', { name: 'Ouvrir le scrutin' }).last().click()
    await page.waitForURL(/\/scrutins\/[\w-]+$/)
    path = new URL(page.url()).pathname
    await page.getByRole('heading', { name: 'Quel sera notre premier chantier local ?' }).waitFor()
    expect(await page.locator('ol.rows li').allInnerTexts()).toEqual(choices)
    expect(await page.locator('#the-message').inputValue()).toContain(journey.origin + path)
    await endVisit(awa)
  })

  test('two members vote on their phones, reading every grade over before it leaves; one changes her mind', async () => {
    const bilal = await journey.visit(journey.bilal, phone)
    const his = await bilal.open(path)
    await his.getByRole('link', { name: 'Voter', exact: true }).click()
    await grade(his, [1, 0, 0])
    await his.getByText('3 sur 4').waitFor()
    await his.getByRole('button', { name: 'Encore 1' }).click()
    expect(await his.evaluate(() => document.activeElement?.closest('fieldset')?.textContent)).toContain(choices[3])
    await grade(his, [1, 0, 0, 4])
    await review(his)
    await his.getByText('Rien n’est encore envoyé').waitFor()
    expect(await readOver(his)).toEqual([
      [choices[0], 'Bien'],
      [choices[1], 'Très bien'],
      [choices[2], 'Très bien'],
      [choices[3], 'À rejeter'],
    ])
    expect(await ballotsIn(journey, id())).toEqual([])
    await cast(his)
    await receipt(his).waitFor()
    expect((await readOver(his)).map(([, told]) => told)).toEqual(['Bien', 'Très bien', 'Très bien', 'À rejeter'])

    const chloe = await journey.visit(journey.chloe, phone)
    const hers = await chloe.open(`${path}/voter`)
    await grade(hers, [0, 1, 1, 3])
    await review(hers)
    await hers.getByRole('button', { name: 'Corriger' }).click()
    await grade(hers, [2])
    await review(hers)
    expect((await readOver(hers)).map(([, told]) => told)).toEqual(['Passable', 'Bien', 'Bien', 'Insuffisant'])
    await cast(hers)
    await receipt(hers).waitFor()
    await hers.getByRole('link', { name: 'Voir le scrutin' }).click()
    await hers.getByRole('link', { name: 'Changer mon vote' }).click()
    expect(await hers.locator('fieldset').first().locator('input').nth(2).isChecked()).toBe(true)
    await grade(hers, [2, 0, 0, 3])
    await review(hers)
    await cast(hers)
    await receipt(hers).waitFor()
    await hers.getByText('Tu l’as changé une fois').waitFor()
    expect((await ballotsIn(journey, id())).length).toBe(2)
    await endVisit(bilal)
    await endVisit(chloe)
  })

  test('nobody sees a grade or a result before the closing, on a page or through the API', async () => {
    for (const who of [journey.awa, journey.bilal, null]) {
      const visitor = await journey.visit(who)
      const page = await visitor.open(path)
      const said = await page.locator('main').innerText()
      expect(said).not.toMatch(/Le classement|Chloé|C’est choisi|En tête/)
      if (who !== journey.bilal) expect(await page.locator('tbody').count()).toBe(0)
      for (const door of ['result', 'counts.json', 'counts.csv', 'ballots']) {
        const answer = await visitor.context.request.get(`/api/polls/${id()}/${door}`)
        expect([401, 409]).toContain(answer.status())
      }
      const answer = await page.goto(`${path}/bulletins`)
      if (!page.url().includes('/connexion')) expect(answer!.status()).toBe(404)
      await page.goto(`${path}/recompter`)
      expect(new URL(page.url()).pathname).toBe(path)
      await visitor.context.close()
    }
  })

  test('it closes at its instant, and its result is there for everyone', async () => {
    const passerBy = await journey.visit(null, phone)
    const page = await passerBy.open(path)
    await page.getByText('En cours').waitFor()
    const closesAt = fromNow(500)
    await journey.db.updateTable('poll').set({ closesAt }).where('id', '=', id()).execute()
    await page.waitForTimeout(closesAt.getTime() - Date.now() + 50)
    await page.reload()
    await page.getByRole('heading', { name: 'Le classement' }).waitFor()
    await page.getByText('À égalité en tête').waitFor()
    expect(await ranking(page)).toEqual([
      ['1', choices[1], 'Très bien -'],
      ['1', choices[2], 'Très bien -'],
      ['3', choices[0], 'Passable +'],
      ['4', choices[3], 'À rejeter'],
    ])
    expect(await page.getByRole('img', { name: `Profil de « ${choices[0]} » : Bien 50 %, Passable 50 %` }).count()).toBe(1)
    await page.getByText(`« ${choices[1]} » et « ${choices[2]} » ont exactement le même profil : elles sont à égalité.`).waitFor()
    await page.getByText(`« ${choices[2]} » devance « ${choices[0]} » : sa mention majoritaire est Très bien, contre Passable.`).waitFor()
    await page.getByText('2 votes sur 3').first().waitFor()
    expect(await page.getByText('participation : 67 %').count()).toBe(1)
    await page.getByRole('link', { name: 'Tableau' }).click()
    const first = page.getByRole('region', { name: 'Le tableau' }).locator('tbody tr').first()
    expect(await first.locator('th, td').allInnerTexts()).toEqual(['1', choices[1], '2', '0', '0', '0', '0', 'Très bien −'])
    await endVisit(passerBy)
  })
})

/** Rank, label and majority grade of each choice, as the page shows them. */
const ranking = (page: Page) =>
  page.locator('section[aria-labelledby=ranking] ol > li').evaluateAll((lines) =>
    lines.map((line) => {
      const [rank, label, chip] = ['.rank', '.h', '.grade-chip'].map((part) => line.querySelector(part)!.firstChild!.textContent!.trim())
      return [rank, label!.replace(/\s+$/, ''), chip!.replace('−', '-')]
    }),
  )

describe('whoever doubts recounts', () => {
  async function download(page: Page, name: string) {
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()])
    const kept = `${await file.path()}`
    return { kept, name: file.suggestedFilename() }
  }

  test('from the files of the page, in a terminal', async () => {
    const visitor = await journey.visit(null)
    const page = await visitor.open(path)
    for (const [link, ending] of [
      ['Décomptes (CSV)', 'csv'],
      ['Décomptes (JSON)', 'json'],
    ] as const) {
      const file = await download(page, link)
      expect(file.name).toBe(`preau-${id()}.${ending}`)
      const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'recount', '--', file.kept])
      for (const line of [
        '2 votes of 3',
        '1. Des repas bio | Très bien - | tied',
        '1. La maternité | Très bien - | tied',
        '3. Une navette gratuite | Passable +',
        '4. Un journal | À rejeter',
      ])
        expect(stdout).toContain(line)
    }
    await endVisit(visitor)
  })

  test('in the browser, which agrees; a doctored file is told, and so is one of another poll or none at all', async () => {
    const visitor = await journey.visit(null, phone)
    const page = await visitor.open(path)
    const { kept } = await download(page, 'Décomptes (JSON)')
    const text = readFileSync(kept, 'utf8')
    await page.getByRole('link', { name: 'Recompter', exact: true }).click()
    await page.getByText('Ton navigateur trouve exactement le résultat publié').waitFor()
    expect((await page.locator('tbody tr').allInnerTexts()).map((line) => line.split(/\s*\t\s*/).slice(0, 2))).toEqual([
      ['1', choices[1]],
      ['1', choices[2]],
      ['3', choices[0]],
      ['4', choices[3]],
    ])
    const give = (content: string) =>
      page.locator('#file').setInputFiles({ name: 'counts.json', mimeType: 'application/json', buffer: Buffer.from(content) })
    await give(text)
    await page.getByText('Ce fichier donne exactement le résultat publié').waitFor()
    const doctored = JSON.parse(text)
    doctored.choices.find(({ label }: { label: string }) => label === choices[3]).counts = [2, 0, 0, 0, 0]
    await give(JSON.stringify(doctored))
    await page.getByText('Ce fichier ne donne pas le résultat publié, pour').waitFor()
    expect(await page.locator('main ul li').allInnerTexts()).toEqual([choices[0], choices[3]])
    doctored.choices[0].counts = [1, 0, 0, 0, 0]
    await give(JSON.stringify(doctored))
    await page.getByText('les propositions n’ont pas toutes reçu le même nombre de mentions').waitFor()
    await give(JSON.stringify({ ...JSON.parse(text), question: 'Et ailleurs ?' }))
    await page.getByText('Ce sont les décomptes d’un autre scrutin').waitFor()
    await give('une photo')
    await page.getByText('Ce fichier ne se lit pas').waitFor()
    await endVisit(visitor)
  })

  test('members of the roll read who gave what; nobody else does', async () => {
    const chloe = await journey.visit(journey.chloe, phone)
    const page = await chloe.open(path)
    await page.getByRole('link', { name: 'Qui a voté quoi' }).click()
    const his = page.locator('section', { has: page.getByRole('heading', { name: 'Bilal' }) })
    expect(await his.locator('td').allInnerTexts()).toEqual(['Bien', 'Très bien', 'Très bien', 'À rejeter'])
    await endVisit(chloe)
    const dan = await journey.visit(journey.dan)
    const away = await dan.context.newPage()
    expect((await away.goto(`${path}/bulletins`))!.status()).toBe(404)
    await dan.context.close()
  })
})

describe('a result without a winner', () => {
  test.each([
    ['nobody voted', false, 'Personne n’a voté'],
    ['every ballot is blank', true, 'Que des bulletins blancs'],
  ])('%s: it is told, and there is no ranking', async (_, blank, sentence) => {
    const poll = await addPoll(journey.db)
    await journey.knock(journey.awa, 'GET', poll.url)
    if (blank) await journey.knock(journey.awa, 'POST', `${poll.url}/ballots`, { id: crypto.randomUUID(), counter: 1, blank: true })
    await closeNow(journey, poll.id)
    const visitor = await journey.visit(null, phone)
    const page = await visitor.open(`/scrutins/${poll.id}`)
    await page.getByText(sentence).waitFor()
    expect(await page.getByRole('heading', { name: 'Le classement' }).count()).toBe(0)
    await endVisit(visitor)
  })

  test('the coordinator extends a poll, then cancels it; both are told with their reason', async () => {
    const poll = await addPoll(journey.db)
    await journey.knock(journey.bilal, 'POST', `${poll.url}/ballots`, ballotFor(poll, [4, 3, 2]))
    const awa = await journey.visit(journey.awa, desk)
    const page = await awa.open(`/scrutins/${poll.id}`)
    await page.getByRole('link', { name: 'Prolonger' }).click()
    await page.getByLabel('Nouvelle clôture').fill(localText(fromNow(2 * 24 * 3_600_000)))
    await page.getByRole('button', { name: 'Prolonger' }).click()
    await page.getByRole('alert').getByText('Il manque').waitFor()
    await page.getByLabel('La raison').fill('la rencontre est reportée')
    await page.getByRole('button', { name: 'Prolonger' }).click()
    await page.getByText('la rencontre est reportée').waitFor()
    await page.getByRole('link', { name: 'Annuler ce scrutin' }).click()
    await page.getByLabel('La raison').fill('la question était mal posée')
    await page.getByRole('button', { name: 'Annuler ce scrutin pour de bon' }).click()
    await page.getByText('la question était mal posée').waitFor()
    expect(await page.getByRole('link', { name: 'Voter', exact: true }).count()).toBe(0)
    await endVisit(awa)
  })
})
