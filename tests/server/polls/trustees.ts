import { sql } from 'kysely'
import { randomBytes } from 'node:crypto'
import type { CeremonySpeech } from '#domain/trustees.ts'
import { aggregateHash } from '#domain/sealing/aggregate.ts'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { publicKeyOf } from '#domain/sealing/board-key.ts'
import { compareBytes, concat, toHex } from '#domain/sealing/bytes.ts'
import { recordOf, writeComplaint } from '#domain/sealing/ceremony-bytes.ts'
import { drawCode, readCode } from '#domain/sealing/code.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { type Leaf, readLeaf, writeLeaf } from '#domain/sealing/leaf.ts'
import { decryptPartially } from '#domain/sealing/partial.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { receiveShares } from '#domain/sealing/shares.ts'
import { ceremonyIn, checkCeremony, type Mine, roundsOf, sharesOf } from '#domain/sealing/trustee.ts'
import { fromNow, type Person, type PollsWorld } from './polls-world.ts'
import { post, readPoll } from './sealed-voters.ts'

// The devices of a sealed poll's trustees, registrar and voters, in Node: what the pages do in browsers, with the same domain.

export type Trust = {
  needed: number
  trustees: { number: number; name: string }[]
  me: number | null
  attempt: number
  stage: string
  said: { number: number; step: CeremonySpeech; bytes: string }[]
  codes: { rollSize: number; givenAt: string | null; handedAt: string | null }
  missing: string[]
  opening: { summed: boolean; tooFew: boolean; seen: number[]; partials: number[] }
}

export const draft = () => ({
  question: 'Qui coordonne ?',
  choices: [{ label: 'Navette' }, { label: 'Cantine' }, { label: 'Maternité' }],
  scale: ['Très bien', 'Bien', 'Passable', 'Insuffisant', 'À rejeter'],
  missingGrades: 'required',
  changes: 'until-closing',
  reason: 'Un essai de plus',
  opensAt: fromNow(0).toISOString(),
  closesAt: fromNow(3_600_000).toISOString(),
})

/** A sealed poll of the group, created by Awa through the API. */
export async function announce(world: PollsWorld, trust: { needed: number; trustees: Person[]; registrar: Person }, changed: object = {}) {
  const entrusted = { needed: trust.needed, trustees: trust.trustees.map(({ id }) => id), registrar: trust.registrar.id }
  const answer = await world.awa.knock('POST', '/api/bodies/drome/polls', { ...draft(), level: 'sealed', trust: entrusted, ...changed })
  if (answer.statusCode !== 200) throw new Error(answer.body)
  const { id } = answer.json<{ id: string }>()
  return { id, url: `/api/polls/${id}` }
}

export const trustSeenBy = async (who: Person, url: string): Promise<Trust> => (await who.knock('GET', `${url}/trust`)).json()

const readSaid = (trust: Trust) => trust.said.map((one) => ({ ...one, bytes: new Uint8Array(Buffer.from(one.bytes, 'base64')) }))
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** One trustee's browser. Only the seed is kept; `spoil` changes what it sends, to see it found. */
export function trusteeDevice(who: Person, pollId: string, url: string, seed: Uint8Array = randomBytes(32)) {
  const say = (attempt: number, step: CeremonySpeech, bytes: Uint8Array) =>
    who.knock('POST', `${url}/ceremony`, { attempt, step, bytes: base64(bytes) })
  const seen = async () => {
    const trust = await trustSeenBy(who, url)
    const { needed, attempt } = trust
    const at: Mine = { pollId, needed, names: trust.trustees.map(({ name }) => name), said: readSaid(trust), seed, number: trust.me! }
    return { attempt, at }
  }
  return {
    who,
    async announce() {
      const { attempt, at } = await seen()
      return say(attempt, 'announcement', roundsOf(nobleGroup, at).announcement)
    },
    async open(spoil = (bytes: Uint8Array) => bytes) {
      const { attempt, at } = await seen()
      return say(attempt, 'opening', spoil(roundsOf(nobleGroup, at).opening))
    },
    async share(spoil = (bytes: Uint8Array) => bytes) {
      const { attempt, at } = await seen()
      return say(attempt, 'shares', spoil(sharesOf(nobleGroup, at)))
    },
    async check() {
      const { attempt, at } = await seen()
      const found = checkCeremony(nobleGroup, at)
      return 'wrong' in found ? say(attempt, 'complaint', writeComplaint(found.wrong)) : say(attempt, 'confirmation', found.hash)
    },
    /** The trustee's share of the key, made again from the seed and what is stored. */
    async secret() {
      const { at } = await seen()
      const record = recordOf(ceremonyIn(at), at.said)!
      const shares = record.shares.map((sent) => sent[at.number - 1]!)
      const commitments = record.second.slice(1).map((opening) => opening.commitments)
      const found = receiveShares(nobleGroup, ceremonyIn(at), seed, at.number, { shares, commitments })
      if ('wrong' in found) throw new Error(`wrong shares from ${found.wrong.join()}`)
      return found.share
    },
  }
}

export type TrusteeDevice = ReturnType<typeof trusteeDevice>

/** The whole ceremony, everyone at once. */
export async function holdCeremony(devices: readonly TrusteeDevice[]) {
  const answers = []
  for (const step of ['announce', 'open', 'share', 'check'] as const) for (const device of devices) answers.push(await device[step]())
  return answers.map(({ statusCode }) => statusCode)
}

/** The registrar's browser: draws the codes, gives only the public credentials, says that the codes are handed over. */
export async function giveCodes(world: PollsWorld, registrar: Person, poll: { id: string; url: string }) {
  const { codes } = await trustSeenBy(registrar, poll.url)
  const drawn = Array.from({ length: codes.rollSize }, () => drawCode(randomBytes(16)))
  const seed = randomBytes(32)
  const answer = await giveCredentials(world, registrar, poll, drawn, seed)
  await handCodes(registrar, poll)
  return { codes: drawn, seed, answer }
}

export async function handCodes(registrar: Person, { url }: { url: string }, given?: string) {
  const { givenAt } = (await trustSeenBy(registrar, url)).codes
  return registrar.knock('POST', `${url}/codes-handed`, { givenAt: given ?? givenAt ?? new Date().toISOString() })
}

export function giveCredentials(
  world: PollsWorld,
  registrar: Person,
  poll: { id: string; url: string },
  codes: readonly string[],
  seed: Uint8Array,
) {
  const sorted = codes.map((code) => credentialOfCode(poll.id, code).publicBytes).sort(compareBytes)
  return send(world, registrar, `${poll.url}/credentials`, concat(publicKeyOf(seed), ...sorted))
}

export const credentialOfCode = (pollId: string, code: string) => credentialOf(nobleGroup, pollId, readCode(code)!)

export const send = (world: PollsWorld, who: Person, url: string, bytes: Uint8Array) =>
  world.app.inject({
    method: 'POST',
    url,
    headers: { cookie: who.cookie, 'content-type': 'application/octet-stream' },
    payload: Buffer.from(bytes),
  })

const manifests = new Map<string, ReturnType<typeof readPoll>>()

/** A voter's browser: the code that was typed, the counter that was asked for, the ballot. */
export async function sealWithCode(world: PollsWorld, url: string, code: string, grades: number[], counter: number) {
  const read = manifests.get(url) ?? readPoll(world, url)
  manifests.set(url, read)
  const poll = await read
  const credential = credentialOfCode(poll.id, code)
  return sealBallot(poll, { credential, counter, grades, random: randomBytes(64) }).bytes
}

export const counterOf = (who: Person, poll: { id: string; url: string }, code: string) =>
  who.knock('GET', `${poll.url}/credentials/${Buffer.from(credentialOfCode(poll.id, code).publicBytes).toString('hex')}`)

export async function castWithCode(world: PollsWorld, who: Person, poll: { id: string; url: string }, code: string, grades: number[]) {
  const asked = await counterOf(who, poll, code)
  const counter = asked.statusCode === 200 ? asked.json<{ counter: number }>().counter : 1
  return post(world, who, poll.url, await sealWithCode(world, poll.url, code, grades, counter))
}

/** What an answer says: its status, and why it is refused. */
export const told = (answer: { statusCode: number; json: () => { reason?: string } }) => [
  answer.statusCode,
  answer.statusCode === 409 ? answer.json().reason : null,
]
export const refused = (reason: string) => [409, reason]
export const done = [204, null]

type Sealed = { id: string; url: string }

/** Its closing has come, just after its opening or a second ago. */
export const close = ({ db }: PollsWorld, { id }: Pick<Sealed, 'id'>) =>
  db
    .updateTable('poll')
    .set({ closesAt: sql`greatest(opens_at + interval '1 millisecond', now() - interval '1 second')` })
    .where('id', '=', id)
    .execute()

/** What a trustee's browser does once the poll is closed: it sees the sum, */
export async function sumSeenBy(world: PollsWorld, poll: Sealed, who: Person) {
  do await world.passerBy('GET', `${poll.url}/result`)
  while (!(await trustSeenBy(who, poll.url)).opening.summed)
  const opened = await readPoll(world, poll.url)
  const { leaves } = (await world.passerBy('GET', `${poll.url}/board/leaves`)).json() as { leaves: { bytes: string }[] }
  const read = leaves.map(({ bytes }) => readLeaf(opened, Buffer.from(bytes, 'base64')))
  const aggregate = read.find(({ kind }) => kind === 'aggregate') as Leaf & { kind: 'aggregate' }
  const seen = await who.knock('POST', `${poll.url}/opening/sums`, { hash: toHex(aggregateHash(aggregate)) })
  return { opened, aggregate, seen }
}

/** and makes its part of the opening. */
export async function partialOf(world: PollsWorld, poll: Sealed, device: TrusteeDevice) {
  const { opened, aggregate, seen } = await sumSeenBy(world, poll, device.who)
  const number = (await trustSeenBy(device.who, poll.url)).me!
  const partial = decryptPartially(opened, opened.holders[number]!, await device.secret(), aggregate, randomBytes(32))
  return { seen, partial, give: () => send(world, device.who, `${poll.url}/opening/partials`, writeLeaf(partial)) }
}
