import type { Page } from 'playwright-core'
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawCode } from '#domain/sealing/code.ts'
import { type Person, pollsWorld, type PollsWorld } from '../server/polls/polls-world.ts'
import { newVoters } from '../server/polls/sealed-voters.ts'
import { announce, castWithCode, close, credentialOfCode, giveCodes, holdCeremony, trusteeDevice } from '../server/polls/trustees.ts'
import { databaseUrl, type ServerProcess, startServer } from '../server-process.ts'
import { cast, grade, received, review } from './booth.ts'
import { button, pressAt } from './keyboard.ts'
import { lookAt, wordsOn } from './sealed-world.ts'
import { newBrowsers, phone, shows, visiting } from './visit.ts'

// What people who never held a sealed poll stumble on: a slip that is not theirs, an urn that is not right, where a screen begins for who listens.

let world: PollsWorld
let server: ServerProcess
let browsers: Awaited<ReturnType<typeof newBrowsers>>
let visit: ReturnType<typeof visiting>
let trustees: Person[]
let voters: Person[]
beforeAll(async () => {
  world = await pollsWorld()
  trustees = [world.awa, world.bilal, world.chloe]
  voters = [...trustees, ...(await newVoters(world, 5))]
  server = await startServer({ DATABASE_URL: databaseUrl(world.where), KEYS_DIR: world.keys })
  browsers = await newBrowsers()
  visit = visiting(browsers, server.origin)
})
afterAll(async () => {
  await browsers?.close()
  await server?.stop()
  await world?.close()
})

/** A sealed poll that is open, and its codes: codes[n] is for whoever comes. */
async function opened() {
  const registrar = voters[3]!
  const poll = await announce(world, { needed: 2, trustees, registrar })
  await holdCeremony(trustees.map((who) => trusteeDevice(who, poll.id, poll.url)))
  const { codes } = await giveCodes(world, registrar, poll)
  const { choices } = (await world.passerBy('GET', poll.url)).json() as { choices: { id: string }[] }
  return { ...poll, codes, choices: choices.map(({ id }) => id) }
}

async function typeCode(page: Page, code: string) {
  await page.getByLabel('Les 22 caractères de ton code').fill(code)
  await page.getByRole('button', { name: 'Entrer dans l’isoloir' }).click()
}

describe('a code that does not do', () => {
  test('is told for what it is, with what one can do; the one that was not used still votes', async () => {
    const poll = await opened()
    const [taken, replaced, mine, others] = poll.codes as [string, string, string, string]
    await castWithCode(world, world.awa, poll, taken, [4, 3, 2])
    const k = Buffer.from(credentialOfCode(poll.id, replaced).publicBytes)
    await world.db.updateTable('credential').set({ revokedAt: new Date() }).where('pollId', '=', poll.id).where('k', '=', k).execute()
    const { context, open } = await visit(world.bilal, phone)
    const page = await open(`/scrutins/${poll.id}/isoloir`)
    for (const [code, why, what] of [
      [drawCode(randomBytes(16)), 'il n’est pas de ce scrutin. Rien n’a été déposé cette fois.', 'Lis la question en haut de ton feuillet'],
      [replaced, 'Ce code ne vote plus', 'Tape le nouveau code.'],
      [taken, 'Quelqu’un d’autre a déjà voté avec ce code.', 'un code qui n’a pas servi vote encore'],
    ] as const) {
      await typeCode(page, code)
      await shows(page, why)
      expect(await page.getByRole('alert').getByRole('listitem').first().isVisible()).toBe(true)
      await shows(page, what)
      expect(await page.getByRole('alert').innerText()).not.toContain('Awa')
    }
    await lookAt(page, 'the booth, a code that someone else used')
    await typeCode(page, mine)
    await grade(page, poll, [4, 3, 2])
    await review(page)
    await cast(page)
    await received(page)
    await page.getByRole('link', { name: 'Changer mon vote' }).click()
    await typeCode(page, others)
    await shows(page, 'Un bulletin est déjà dans l’urne à ton nom, avec un autre code.')
    await context.close()
  })

  test('is told as well when someone else votes with it in between: the grades wait for another', async () => {
    const poll = await opened()
    const [code, another] = poll.codes as [string, string]
    const { context, open } = await visit(world.chloe, phone)
    const page = await open(`/scrutins/${poll.id}/isoloir`)
    await typeCode(page, code)
    await grade(page, poll, [4, 3, 2])
    await review(page)
    await page.locator('#cast').waitFor()
    await castWithCode(world, world.awa, poll, code, [0, 0, 0])
    await cast(page)
    await page.getByRole('heading', { name: 'Pas avec ce code' }).waitFor()
    await shows(page, 'Quelqu’un d’autre a déjà voté avec ce code. Rien n’a été déposé cette fois.')
    await lookAt(page, 'the booth, stopped by a code')
    await page.getByRole('link', { name: 'Taper un autre code' }).click()
    await typeCode(page, another)
    await shows(page, '3 sur 3')
    await context.close()
  })
})

const focused = (page: Page) => page.evaluate(() => document.activeElement!.textContent!.trim())
/** Waits for a screen by its heading, which has the focus and is read by that alone. */
async function arrives(page: Page, heading: RegExp) {
  await page.getByRole('heading', { name: heading }).waitFor()
  await expect.poll(() => focused(page)).toMatch(heading)
  const { top, read } = await page.evaluate(() => ({ top: scrollY, read: document.activeElement!.closest('[aria-live=polite]') !== null }))
  expect([top, read]).toEqual([0, false])
}

describe('each screen begins at its heading', () => {
  test('the ceremony, with keys alone', async () => {
    const poll = await announce(world, { needed: 2, trustees, registrar: voters[3]! })
    const { context, open, complaints } = await visit(world.bilal, phone)
    const page = await open(`/scrutins/${poll.id}/ceremonie?repetition`)
    await pressAt(page, button(page, 'Tirer ma part de clé'))
    await arrives(page, /Écris ces 24 mots/)
    const words = await wordsOn(page)
    await pressAt(page, button(page, 'Je les ai écrits'))
    await arrives(page, /Vérifions ton papier/)
    for (const field of await page.getByLabel(/^Mot numéro/).all()) {
      await page.keyboard.press('Tab')
      expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
      await page.keyboard.type(words[Number(/\d+/.exec((await field.getAttribute('name'))!)![0])]!)
    }
    await page.keyboard.press('Enter')
    await arrives(page, /Lisez ces 12 mots/)
    await pressAt(page, button(page, 'Les 12 mots sont les mêmes'))
    await arrives(page, /La clé est faite/)
    expect(complaints).toEqual([])
    await context.close()
  })

  test('the count, with keys alone; an urn that is not right is told in the words of the page that verifies', async () => {
    const poll = await opened()
    for (const [at, voter] of voters.slice(0, 6).entries()) await castWithCode(world, voter, poll, poll.codes[at]!, [4, 3, 2])
    await close(world, poll)
    await world.passerBy('GET', `${poll.url}/result`)
    const flipped = sql<Buffer>`set_byte(bytes, 300, get_byte(bytes, 300) # 1)`
    await world.db.updateTable('leaf').set({ bytes: flipped }).where('pollId', '=', poll.id).where('position', '=', 3).execute()
    const { context, open, complaints } = await visit(world.awa, phone)
    const page = await open(`/scrutins/${poll.id}/depouillement`)
    await pressAt(page, button(page, 'Vérifier l’urne'))
    await arrives(page, /L’urne n’est pas juste/)
    await shows(page, 'Ne donne pas ta part.')
    await shows(page, 'Premier défaut : un bulletin, ligne n° 3.')
    await shows(page, /La signature n’est pas la bonne|Ce bulletin ne prouve pas/)
    await lookAt(page, 'the count, an urn that is not right')
    expect(complaints).toEqual([])
    await context.close()
  })
})

test('the page that verifies leads back to the poll it was opened from, else home', async () => {
  const poll = await opened()
  const { context, open } = await visit(null, phone)
  const page = await open(`/scrutins/${poll.id}/tableau`)
  await page.getByRole('link', { name: 'Vérifier un dossier' }).click()
  await page.getByRole('link', { name: 'Revenir au scrutin' }).click()
  await page.waitForURL(`**/scrutins/${poll.id}/tableau`)
  await page.goto('/verifier')
  await page.getByRole('heading', { name: 'Vérifier un scrutin' }).waitFor()
  expect(await page.getByRole('link', { name: 'Revenir au scrutin' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Préau, accueil' }).click()
  await page.waitForURL('**/')
  await context.close()
})
