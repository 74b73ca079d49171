import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { localText } from '#lib/time.ts'
import { eventually } from '../server/live/live-world.ts'
import { fromNow } from '../server/polls/polls-world.ts'
import { inTheBooth } from './sealed-booth.ts'
import { aMinuteAfter, devicesOf, lookAt, sealedWorld, type SealedWorld, seeOneByOne, textOf, wordsOn, writeDown } from './sealed-world.ts'
import { desk, phone } from './visit.ts'

// A sealed poll on a roll, from its announcement to its verification: a ceremony in three browsers, codes in a fourth, a link by mail to each, fifty
// votes of which three are cast in the booth, one of them from the mail, one trustee lost. Then one byte of the database is changed.

let journey: SealedWorld
let id: string
const at = (part = '') => `/scrutins/${id}${part}`

beforeAll(async () => void (journey = await sealedWorld()))
afterAll(() => journey?.end())

/**
 * The closing that the manifest freezes is near, since a board takes no earlier close; the poll is kept open behind its back for as long as
 * fifty take to vote, however slow the machine.
 */
let closesAt: Date
const moveClosing = (at: Date) => journey.db.updateTable('poll').set({ closesAt: at }).where('id', '=', id).execute()

/** By first name, as the registrar keeps them. */
let codes: Map<string, string>
const papers = new Map<string, string[]>()

describe('a sealed poll', () => {
  test('is announced by its coordinator, without JavaScript: the level is chosen, whom it is entrusted to is asked', async () => {
    const { context, open } = await journey.visit(journey.awa, { ...phone, javaScriptEnabled: false })
    const page = await open(`/groupes/drome/scrutins/nouveau?liste=${journey.roll}`)
    const choose = (label: string, name: string) => page.getByLabel(label, { exact: true }).selectOption({ label: name })
    expect(await page.getByLabel('Personne de confiance 1').isVisible()).toBe(false)
    expect(await page.locator('button.sun').innerText()).toBe('Ouvrir le scrutin')
    await page.locator('label', { has: page.locator('[value=sealed]') }).click()
    expect(await page.getByLabel('Personne de confiance 1').isVisible()).toBe(true)
    expect(await page.locator('button.sun').innerText()).toBe('Annoncer le scrutin')
    await page.locator('button.sun').click()
    for (const told of ['Il manque la question.', 'Choisis au moins une personne de confiance.'])
      await page.getByRole('alert').getByText(told).waitFor()
    await page.getByLabel('La question').fill('Qui coordonne ?')
    for (const [n, choice] of ['Navette', 'Cantine', 'Maternité'].entries()) await page.locator(`#f-choice${n}`).fill(choice)
    for (const [n, name] of ['Awa', 'Bilal', 'Chloé'].entries()) await choose(`Personne de confiance ${n + 1}`, name)
    await page.locator('button.sun').click()
    await page.getByRole('alert').getByText('Choisis qui tient la liste des codes.').waitFor()
    await choose('Qui tient la liste des codes ?', 'Inès')
    await page.getByLabel('Clôture', { exact: true }).fill(localText(fromNow(3_600_000)))
    await page.locator('button.sun').click()
    await page.waitForURL(/\/scrutins\/[0-9a-z]+$/)
    id = page.url().split('/').at(-1)!
    await page.getByText('il en faut 2').first().waitFor()
    await aMinuteAfter(journey, id)
    await eventually(() => journey.received.length === 4)
    await context.close()
  })

  test('its registrar draws the codes in the browser: only fingerprints leave it', async () => {
    const { context, open, complaints } = await journey.visit(journey.voter('Inès'), desk)
    const sent: { url: string; body: string }[] = []
    context.on('request', (request) => {
      if (request.method() === 'POST') sent.push({ url: request.url(), body: request.postDataBuffer()?.toString('latin1') ?? '' })
    })
    const page = await open(at('/codes'))
    await page.getByRole('button', { name: 'Tirer ma clé de liste' }).waitFor()
    await lookAt(page, 'codes, first')
    await page.getByRole('button', { name: 'Tirer ma clé de liste' }).click()
    papers.set('registrar', await writeDown(page))
    await page.getByRole('button', { name: 'Tirer les codes' }).click()
    await page.getByRole('heading', { name: 'Les codes sont prêts' }).waitFor()
    await lookAt(page, 'codes, ready')
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: /Enregistrer le fichier/ }).click()
    const text = await textOf(await downloading)
    const lines = text.replace('\uFEFF', '').trim().split('\r\n').slice(1)
    codes = new Map(lines.map((line) => line.split(';').map((cell) => cell.slice(1, -1))).map(([name, , code]) => [name!, code!]))
    expect([...codes.keys()].sort()).toEqual(journey.names.toSorted())
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('article').count()).toBe(50)
    expect(await page.locator('article').first().isVisible()).toBe(true)
    expect(await page.locator('h1').isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
    await page.getByRole('button', { name: 'Déposer les empreintes' }).click()
    expect(sent).toEqual([])
    await page.getByLabel('Je les ai imprimés ou enregistrés').check()
    await page.getByRole('button', { name: 'Déposer les empreintes' }).click()
    await page.getByRole('heading', { name: 'Remets les codes' }).waitFor()
    await lookAt(page, 'codes, given')
    await seeOneByOne(page, codes)
    expect(sent.map(({ url, body }) => [new URL(url).pathname, body.length])).toEqual([[`/api/polls/${id}/credentials`, 32 * 51]])
    for (const code of codes.values()) expect(sent[0]!.body.includes(code)).toBe(false)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('nobody votes before its registrar has said that the codes are handed over', async () => {
    const registrar = await journey.visit(journey.voter('Inès'), phone)
    const coordinator = await journey.visit(journey.awa, phone)
    const page = await registrar.open(at('/codes'))
    const poll = await coordinator.open(at(''))
    await poll.getByText('Inès remet les codes').waitFor()
    await page.getByRole('button', { name: 'Les codes sont remis' }).click()
    await page.getByRole('alert').getByText('Remets les codes').waitFor()
    await page.getByLabel('Chaque personne a son code').check()
    await page.getByRole('button', { name: 'Les codes sont remis' }).click()
    await page.getByText('Tu l’as dit').waitFor()
    await lookAt(page, 'codes, handed over')
    await poll.reload()
    await poll.getByText('Il manque la cérémonie').waitFor()
    expect(registrar.complaints).toEqual([])
    await Promise.all([registrar, coordinator].map(({ context }) => context.close()))
  })

  test('its three trustees make the key, each in their own browser; one of them closes the page on the way', async () => {
    const people = [journey.awa, journey.bilal, journey.chloe]
    const visits = await Promise.all(people.map((who, n) => journey.visit(who, n === 1 ? phone : desk)))
    const pages = await Promise.all(visits.map(({ open }) => open(at('/ceremonie'))))
    await pages[0]!.getByRole('link', { name: 'Répéter d’abord' }).waitFor()
    const draws = async (n: number) => {
      await pages[n]!.getByRole('button', { name: 'Tirer ma part de clé' }).click()
      papers.set(String(n), await writeDown(pages[n]!))
    }
    await draws(0)
    await pages[0]!.getByRole('heading', { name: 'On attend les autres' }).waitFor()
    await lookAt(pages[0]!, 'ceremony, waiting')
    await pages[0]!.close()
    await Promise.all([draws(1), draws(2)])
    // Awa comes back in another tab, which knows nothing, with her paper.
    const back = (pages[0] = await visits[0]!.open(at('/ceremonie')))
    await back.getByRole('heading', { name: 'Te revoilà' }).waitFor()
    await lookAt(back, 'ceremony, back')
    await back.getByLabel('Tes 24 mots').fill(papers.get('1')!.join(' '))
    await back.getByRole('button', { name: 'Reprendre' }).click()
    await back.getByText('Ces mots ne sont pas les bons').waitFor()
    await back.getByLabel('Tes 24 mots').fill(papers.get('0')!.join(' '))
    await back.getByRole('button', { name: 'Reprendre' }).click()
    for (const page of pages) await page.getByRole('heading', { name: /12 mots/ }).waitFor()
    const read = await Promise.all(pages.map(wordsOn))
    expect(read[0]!.length).toBe(12)
    expect(read).toEqual([read[0], read[0], read[0]])
    closesAt = fromNow(20_000)
    await moveClosing(closesAt)
    for (const page of pages) await page.getByRole('button', { name: 'Les 12 mots sont les mêmes' }).click()
    for (const page of pages) await page.getByRole('heading', { name: 'La clé est faite' }).waitFor()
    expect(await journey.ask(`/api/polls/${id}`)).toMatchObject({ phase: 'open' })
    await moveClosing(fromNow(3_600_000))
    for (const page of pages)
      expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('preau')))).toEqual([])
    for (const { complaints, context } of visits) {
      expect(complaints).toEqual([])
      await context.close()
    }
  })

  let link: string

  test('its coordinator writes to the roll: each has a link of their own, and no code of the booth is in any mail', async () => {
    const { context, open, complaints } = await journey.visit(journey.awa, phone)
    const page = await open(at('/envois'))
    await page.getByLabel('Messages par minute').fill('6000')
    await page.getByRole('button', { name: 'Envoyer le message d’ouverture' }).click()
    const toVoters = () => journey.received.filter(({ text }) => text.includes('/v/'))
    await eventually(() => toVoters().length === 50)
    const entrusted = journey.received.flatMap(({ text }) => /\/scrutins\/\w+\/(codes|ceremonie)/.exec(text)?.[1] ?? [])
    expect(entrusted.toSorted()).toEqual(['ceremonie', 'ceremonie', 'ceremonie', 'codes'])
    await eventually(async () => {
      await page.reload()
      return page.getByText('50 envoyés sur 50').isVisible()
    })
    const mail = toVoters().find(({ to }) => to[0] === 'leo@exemple.org')!
    link = /\/v\/\S+/.exec(mail.text)![0]
    const letters = journey.received.map(({ raw, text, html }) => (raw + text + html).replaceAll('-', '')).join()
    for (const code of codes.values()) expect(letters.includes(code.replaceAll('-', ''))).toBe(false)
    expect(complaints).toEqual([])
    await context.close()
  })

  const given = new Map<string, number[]>()
  const trackers: Record<string, string> = {}

  test('fifty people vote with their codes: three in the booth, of whom two change their mind, one controls a ballot first and one comes from the mail', async () => {
    const poll = { id, choices: await journey.choicesOf(id), url: `/api/polls/${id}` }
    const enters = (name: string) => inTheBooth(journey, poll, name === 'Léo' ? { link } : journey.voter(name), codes.get(name)!)
    const jules = async () => {
      const booth = await enters('Jules')
      await booth.mistypes()
      await booth.entersInAHurry()
      await booth.reloads([4, 4, 4])
      await booth.controls([1, 1, 1], 'Insuffisant')
      trackers.first = await booth.votes([1, 1, 1])
      await booth.comesBack()
      trackers.last = await booth.votes(keep('Jules', [4, 0, 2]))
      await booth.leaves()
    }
    const kenza = async () => {
      const booth = await enters('Kenza')
      await booth.enter()
      await booth.votes([0, 0, 0])
      await booth.comesBack()
      await booth.votes(keep('Kenza', [0, 4, 4]))
      await booth.leaves()
      const leo = await enters('Léo')
      await leo.enter()
      trackers.leo = await leo.votes(keep('Léo', [3, 3, 1]))
      await leo.leaves()
    }
    const others = async () => {
      const castBy = await devicesOf(journey, id)
      for (const [n, voter] of journey.voters.filter(({ firstName }) => !['Jules', 'Kenza', 'Léo'].includes(firstName)).entries())
        await castBy(voter, codes.get(voter.firstName)!, keep(voter.firstName, [n % 5, (2 * n) % 5, (3 * n + 1) % 5]))
    }
    await Promise.all([jules(), kenza(), others()])
    expect(given.size).toBe(50)
    const seen = (tracker: string) => journey.ask<{ counter: number; replaced: boolean }>(`/api/polls/${id}/board/ballots/${tracker}`)
    expect(await seen(trackers.first!)).toMatchObject({ counter: 1, replaced: true })
    expect(await seen(trackers.last!)).toMatchObject({ counter: 2, replaced: false })

    function keep(name: string, grades: number[]) {
      given.set(name, grades)
      return grades
    }
  })

  test('meanwhile a ceremony can be rehearsed alone, and nothing of it is sent', async () => {
    const { context, open, complaints } = await journey.visit(journey.bilal, phone)
    const sent: string[] = []
    context.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
    const page = await open(at('/ceremonie?repetition'))
    await page.getByRole('button', { name: 'Tirer ma part de clé' }).waitFor()
    await lookAt(page, 'rehearsal, first')
    await page.getByRole('button', { name: 'Tirer ma part de clé' }).click()
    await page.getByRole('heading', { name: /24 mots/ }).waitFor()
    await lookAt(page, 'rehearsal, words to write')
    await writeDown(page)
    await page.getByRole('heading', { name: /12 mots/ }).waitFor()
    await lookAt(page, 'rehearsal')
    await page.getByRole('button', { name: 'Les 12 mots sont les mêmes' }).click()
    await page.getByRole('heading', { name: 'La clé est faite' }).waitFor()
    await lookAt(page, 'rehearsal, done')
    expect(sent).toEqual([])
    expect(complaints).toEqual([])
    await context.close()
  })

  test('closed, it is opened by two trustees in their browsers; the third has lost the paper', async () => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, closesAt.getTime() - Date.now()) + 100))
    await moveClosing(closesAt)
    const [first, third] = [await journey.visit(journey.awa, desk), await journey.visit(journey.chloe, phone)]
    const pages = [await first.open(at('/depouillement')), await third.open(at('/depouillement'))] as const
    const heard: string[][] = []
    for (const page of pages) await page.getByRole('button', { name: 'Vérifier l’urne' }).click()
    for (const page of pages) {
      await page.getByRole('heading', { name: /8 mots/ }).waitFor({ timeout: 60_000 })
      heard.push(await wordsOn(page))
    }
    expect(heard[0]!.length).toBe(8)
    expect(heard[1]).toEqual(heard[0])
    await lookAt(pages[0], 'opening, words')
    for (const page of pages) await page.getByRole('button', { name: 'Les 8 mots sont les mêmes' }).click()
    await pages[0].getByLabel('Tes 24 mots').fill(papers.get('1')!.join(' '))
    await pages[0].getByRole('button', { name: 'Donner ma part' }).click()
    await pages[0].getByText('Ces mots ne sont pas les bons').waitFor()
    await lookAt(pages[0], 'opening, wrong words')
    await pages[0].getByLabel('Tes 24 mots').fill(papers.get('0')!.join(' '))
    await pages[0].getByRole('button', { name: 'Donner ma part' }).click()
    await pages[0].getByRole('heading', { name: 'Ta part est donnée' }).waitFor()
    await lookAt(pages[0], 'opening, given')
    expect((await fetch(`${journey.origin}/api/polls/${id}/result`)).status).toBe(409)
    await pages[1].getByLabel('Tes 24 mots').fill(papers.get('2')!.join(' '))
    await pages[1].getByRole('button', { name: 'Donner ma part' }).click()
    await pages[1].getByRole('heading', { name: 'Le résultat est là' }).waitFor()
    const choices = await journey.choicesOf(id)
    const histogram = (choice: number) =>
      [0, 1, 2, 3, 4].map((grade) => [...given.values()].filter((grades) => grades[choice] === grade).length)
    expect(await journey.countsOf(id, choices)).toEqual(choices.map((_, choice) => histogram(choice)))
    await pages[1].getByRole('link', { name: 'Voir le résultat' }).click()
    await pages[1].getByText('50 votes sur 50').first().waitFor()
    await lookAt(pages[1], 'the result')
    for (const { complaints, context } of [first, third]) {
      expect(complaints.filter((said) => !/409/.test(said))).toEqual([])
      await context.close()
    }
  })

  test('anyone verifies its dossier; of a byte that was changed in the database, the leaf is named', async () => {
    const right = await journey.verify(id)
    expect(right.code).toBe(0)
    for (const line of ['✓ Roll: 50 credentials', '52 of 50 voters', '✓ Replaced: 2', '✓ Opening: by Awa, Chloé, the server'])
      expect(right.said).toContain(line)
    const { position } = await journey.ask<{ position: number }>(`/api/polls/${id}/board/ballots/${trackers.leo!}`)
    const flipped = sql<Buffer>`set_byte(bytes, 500, get_byte(bytes, 500) # 1)`
    await journey.db.updateTable('leaf').set({ bytes: flipped }).where('pollId', '=', id).where('position', '=', position).execute()
    const wrong = await journey.verify(id)
    expect(wrong.code).toBe(1)
    expect(wrong.said).toContain(`leaf ${position} (ballot)`)
  })
})
