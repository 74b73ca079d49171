import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { readCode } from '#domain/sealing/code.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { draft } from '../server/polls/trustees.ts'
import { fromNow, signedIn } from '../server/polls/polls-world.ts'
import { desk, type Journey, phone, startJourney, wrongInEveryLook } from './visit.ts'

// A sealed poll from its announcement to its result: a ceremony in three browsers, codes in a fourth, twelve votes, one trustee lost.

let journey: Journey
let voters: { id: string; cookie: string; firstName: string }[]
let id: string
const at = (part = '') => `/scrutins/${id}${part}`

beforeAll(async () => {
  journey = await startJourney()
  const { awa, bilal, chloe } = journey
  const first = [
    { ...awa, firstName: 'Awa' },
    { ...bilal, firstName: 'Bilal' },
    { ...chloe, firstName: 'Chloé' },
  ]
  const names = ['Inès', 'Jules', 'Kenza', 'Léo', 'Maya', 'Nour', 'Oscar', 'Paul', 'Rose']
  voters = first
  for (const firstName of names)
    voters = [...voters, { firstName, ...(await signedIn(journey.db, firstName, { movement: 'member', group: 'member' })) }]
  const trust = { needed: 2, trustees: [awa.id, bilal.id, chloe.id], registrar: voters[3]!.id }
  const made = await journey.knock(awa, 'POST', '/api/bodies/drome/polls', { ...draft(), level: 'sealed', trust })
  id = ((await made.json()) as { id: string }).id
})
afterAll(() => journey?.end())

const lookAt = async (page: Page, about: string) => expect(await wrongInEveryLook(page), about).toEqual([])

const wordsOn = (page: Page) => page.locator('ol.card li b').allTextContents()

/** Writes the 24 words down, as on paper, and answers the three that are asked. */
async function writeDown(page: Page): Promise<string[]> {
  await page.getByRole('heading', { name: /24 mots/ }).waitFor()
  const words = await wordsOn(page)
  expect(words.length).toBe(24)
  await page.getByRole('button', { name: 'Je les ai écrits' }).click()
  const fields = page.getByLabel(/^Mot numéro/)
  await fields.first().waitFor()
  expect(await fields.count()).toBe(3)
  await fields.first().fill('abaisser')
  await page.getByRole('button', { name: 'Continuer' }).click()
  for (const field of await fields.all()) {
    const place = Number(/\d+/.exec((await field.getAttribute('name'))!)![0])
    // Nobody types accents on a phone.
    await field.fill(words[place]!.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase())
  }
  await page.getByRole('button', { name: 'Continuer' }).click()
  return words
}

/** Prenom;courriel;code, as the registrar keeps it. */
let codes: Map<string, string>
const papers = new Map<string, string[]>()

describe('a sealed poll', () => {
  test('can be rehearsed alone, and nothing of it is sent', async () => {
    const { context, open, complaints } = await journey.visit(journey.bilal, phone)
    const sent: string[] = []
    context.on('request', (request) => request.method() === 'POST' && sent.push(request.url()))
    const page = await open(at('/ceremonie'))
    await page.getByRole('link', { name: 'Répéter d’abord' }).click()
    await page.getByRole('button', { name: 'Tirer ma part de clé' }).click()
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

  test('its registrar draws the codes in the browser: only fingerprints leave it', async () => {
    const { context, open, complaints } = await journey.visit(voters[3]!, desk)
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
    expect([...codes.keys()].sort()).toEqual(voters.map(({ firstName }) => firstName).sort())
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('article').count()).toBe(12)
    expect(await page.locator('article').first().isVisible()).toBe(true)
    expect(await page.locator('h1').isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
    await page.getByRole('button', { name: 'Déposer les empreintes' }).click()
    expect(sent).toEqual([])
    await page.getByLabel('Je les ai imprimés ou enregistrés').check()
    await page.getByRole('button', { name: 'Déposer les empreintes' }).click()
    await page.getByRole('heading', { name: 'Les empreintes sont déposées' }).waitFor()
    await lookAt(page, 'codes, given')
    expect(sent.map(({ url, body }) => [new URL(url).pathname, body.length])).toEqual([[`/api/polls/${id}/credentials`, 32 * 13]])
    for (const code of codes.values()) expect(sent[0]!.body.includes(code)).toBe(false)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('its three trustees make the key, each in their own browser; one of them closes the page on the way', async () => {
    const people = [journey.awa, journey.bilal, journey.chloe]
    const visits = await Promise.all(people.map((who, n) => journey.visit(who, n === 1 ? phone : desk)))
    const pages = await Promise.all(visits.map(({ open }) => open(at('/ceremonie'))))
    await lookAt(pages[0]!, 'ceremony, first')
    for (const [n, page] of pages.entries()) {
      await page.getByRole('button', { name: 'Tirer ma part de clé' }).click()
      if (n === 0) await page.getByRole('heading', { name: /24 mots/ }).waitFor()
      if (n === 0) await lookAt(page, 'ceremony, words')
      papers.set(String(n), await writeDown(page))
      if (n === 0) {
        await page.getByRole('heading', { name: 'On attend les autres' }).waitFor()
        await lookAt(page, 'ceremony, waiting')
        await page.close()
      }
    }
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
    await lookAt(back, 'ceremony, words aloud')
    const read = await Promise.all(pages.map(wordsOn))
    expect(read[0]!.length).toBe(12)
    expect(read).toEqual([read[0], read[0], read[0]])
    // The closing is that of the manifest, which freezes as soon as all three have confirmed.
    await journey.db.updateTable('poll').set({ closesAt: fromNow(25_000) }).where('id', '=', id).execute() // prettier-ignore
    for (const page of pages) await page.getByRole('button', { name: 'Les 12 mots sont les mêmes' }).click()
    for (const page of pages) await page.getByRole('heading', { name: 'La clé est faite' }).waitFor()
    for (const page of pages)
      expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('preau')))).toEqual([])
    for (const { complaints, context } of visits) {
      expect(complaints).toEqual([])
      await context.close()
    }
  })

  const given = Array.from({ length: 12 }, (_, n) => [n % 5, (2 * n) % 5, (3 * n + 1) % 5])

  test('twelve people vote with their codes', async () => {
    const manifest = await fetch(`${journey.origin}/api/polls/${id}/manifest`)
    const poll = openPoll(nobleGroup, new Uint8Array(await manifest.arrayBuffer()))
    for (const [n, { cookie, firstName }] of voters.entries()) {
      const credential = credentialOf(nobleGroup, id, readCode(codes.get(firstName)!)!)
      const asked = await fetch(`${journey.origin}/api/polls/${id}/credentials/${toHex(credential.publicBytes)}`, { headers: { cookie } })
      const { counter } = (await asked.json()) as { counter: number }
      const random = crypto.getRandomValues(new Uint8Array(64))
      const { bytes } = sealBallot(poll, { credential, counter, grades: given[n]!, random })
      const headers = { cookie, 'content-type': 'application/octet-stream' }
      const cast = await fetch(`${journey.origin}/api/polls/${id}/sealed-ballots`, { method: 'POST', headers, body: new Uint8Array(bytes) })
      expect([firstName, cast.status]).toEqual([firstName, 200])
    }
  })

  test('closed, it is opened by two trustees in their browsers; the third has lost the paper', async () => {
    const { closesAt } = await journey.db.selectFrom('poll').select('closesAt').where('id', '=', id).executeTakeFirstOrThrow()
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, closesAt.getTime() - Date.now()) + 1500))
    const [first, third] = [await journey.visit(journey.awa, desk), await journey.visit(journey.chloe, phone)]
    const pages = [await first.open(at('/depouillement')), await third.open(at('/depouillement'))] as const
    const heard: string[][] = []
    for (const page of pages) {
      await page.getByRole('button', { name: 'Vérifier le tableau' }).click()
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
    const result = (await (await fetch(`${journey.origin}/api/polls/${id}/result`)).json()) as {
      voters: number
      choices: { id: string; label: string; counts: number[] }[]
    }
    const told = (await (await fetch(`${journey.origin}/api/polls/${id}`)).json()) as { choices: { id: string }[] }
    expect(result.voters).toBe(12)
    for (const [choice, one] of told.choices.entries())
      expect(result.choices.find((found) => found.id === one.id)!.counts).toEqual([0, 1, 2, 3, 4].map((grade) => given.filter((grades) => grades[choice] === grade).length)) // prettier-ignore
    await pages[1].getByRole('link', { name: 'Voir le résultat' }).click()
    await pages[1].getByText(result.choices[0]!.label).first().waitFor()
    for (const { complaints, context } of [first, third]) {
      expect(complaints.filter((said) => !/409/.test(said))).toEqual([])
      await context.close()
    }
  })
})

async function textOf(download: { createReadStream: () => Promise<NodeJS.ReadableStream> }) {
  const parts: Buffer[] = []
  for await (const part of await download.createReadStream()) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString('utf8')
}
