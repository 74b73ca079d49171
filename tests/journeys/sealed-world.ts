import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import { readCode } from '#domain/sealing/code.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { signedIn } from '../server/polls/polls-world.ts'
import { smtpSink } from '../server/smtp-sink.ts'
import { addRoll } from '../server/voting-links/roll-world.ts'
import { startJourney, wrongInEveryLook } from './visit.ts'

export type Voter = { id: string; cookie: string; firstName: string }
export type SealedWorld = Awaited<ReturnType<typeof sealedWorld>>

/**
 * The installation of a journey, with a frozen roll of fifty people: Awa, Bilal and Chloé, Inès, two who will vote in the booth and others are members of
 * the group; Léo has no account, only the address to which his mail goes.
 */
export async function sealedWorld() {
  const sink = await smtpSink()
  const journey = await startJourney({ SMTP_URL: sink.url })
  const { db, origin, awa, bilal, chloe } = journey
  const names = ['Inès', 'Jules', 'Kenza', ...Array.from({ length: 43 }, (_, n) => `Voix ${n + 1}`)]
  const join_ = async (firstName: string) => ({ firstName, ...(await signedIn(db, firstName, { movement: 'member', group: 'member' })) })
  const first = [
    { ...awa, firstName: 'Awa' },
    { ...bilal, firstName: 'Bilal' },
    { ...chloe, firstName: 'Chloé' },
  ]
  const voters: Voter[] = [...first, ...(await Promise.all(names.map(join_)))]
  const people = [...voters.map(({ id, firstName }) => ({ id, name: firstName })), { name: 'Léo', email: 'leo@exemple.org' }]
  const roll = await addRoll(db, people)
  const ask = async <Told>(path: string) => (await (await fetch(origin + path)).json()) as Told

  return {
    ...journey,
    voters,
    roll: roll.id,
    names: people.map(({ name }) => name),
    received: sink.received,
    ask,
    voter: (name: string) => voters.find(({ firstName }) => firstName === name)!,
    /** The choices of a poll, as the booth names their fields. */
    choicesOf: async (id: string) => (await ask<{ choices: { id: string }[] }>(`/api/polls/${id}`)).choices.map((choice) => choice.id),
    /** How many gave each grade to each choice, from the worst, in the order of the poll. */
    async countsOf(id: string, choices: readonly string[]) {
      const result = await ask<{ choices: { id: string; counts: number[] }[] }>(`/api/polls/${id}/result`)
      return choices.map((choice) => result.choices.find((one) => one.id === choice)!.counts)
    },
    /** Gives the dossier of a poll to `npm run verify`, as anyone would who saved it. */
    async verify(id: string): Promise<{ code: number; said: string }> {
      const folder = await mkdtemp(join(tmpdir(), 'preau-dossier-'))
      const file = join(folder, 'scrutin.dossier')
      await writeFile(file, Buffer.from(await (await fetch(`${origin}/api/polls/${id}/dossier`)).arrayBuffer()))
      const verdict = await new Promise<{ code: number; said: string }>((resolve) => {
        const child = execFile('npm', ['run', '--silent', 'verify', '--', file], (_, said) => resolve({ code: child.exitCode!, said }))
      })
      await rm(folder, { recursive: true })
      return verdict
    },
    async end() {
      await journey.end()
      await sink.close()
    },
  }
}

/** Where these people's devices vote from, beside the browsers: asks for the counter of a code, seals, gives the bytes. */
export async function devicesOf({ origin }: SealedWorld, id: string) {
  const manifest = await fetch(`${origin}/api/polls/${id}/manifest`)
  const poll = openPoll(nobleGroup, new Uint8Array(await manifest.arrayBuffer()))
  return async ({ cookie }: Voter, code: string, grades: readonly number[]) => {
    const credential = credentialOf(nobleGroup, id, readCode(code)!)
    const asked = await fetch(`${origin}/api/polls/${id}/credentials/${toHex(credential.publicBytes)}`, { headers: { cookie } })
    const { counter } = (await asked.json()) as { counter: number }
    const { bytes } = sealBallot(poll, { credential, counter, grades, random: randomBytes(64) })
    const headers = { cookie, 'content-type': 'application/octet-stream' }
    const cast = await fetch(`${origin}/api/polls/${id}/sealed-ballots`, { method: 'POST', headers, body: new Uint8Array(bytes) })
    expect(cast.status).toBe(200)
  }
}

export const lookAt = async (page: Page, about: string) => expect(await wrongInEveryLook(page), about).toEqual([])

export const wordsOn = (page: Page) => page.locator('ol.card li b').allTextContents()

/** Writes the 24 words down, as on paper, and answers the three that are asked. */
export async function writeDown(page: Page): Promise<string[]> {
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

export async function textOf(download: { createReadStream: () => Promise<NodeJS.ReadableStream> }) {
  const parts: Buffer[] = []
  for await (const part of await download.createReadStream()) parts.push(Buffer.from(part))
  return Buffer.concat(parts).toString('utf8')
}

/** Without a printer, each code is shown to its person alone. */
export async function seeOneByOne(page: Page, codes: ReadonlyMap<string, string>) {
  await page.getByText('Sans imprimante').click()
  for (const [name, code] of [...codes].slice(0, 2)) {
    await page.locator('details p', { hasText: `sur ${codes.size} ${name}` }).waitFor()
    await page.getByText(code).locator('visible=true').waitFor()
    await page.getByRole('button', { name: 'Le suivant' }).click()
  }
  await lookAt(page, 'codes, one by one')
}

/** As if the poll had been announced a minute ago: those to whom it is entrusted are written to. */
export const aMinuteAfter = ({ db }: SealedWorld, id: string) =>
  db
    .updateTable('poll')
    .set({ createdAt: new Date(Date.now() - 60_000) })
    .where('id', '=', id)
    .execute()
