import { randomBytes } from 'node:crypto'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { readReceipt } from '#domain/sealing/receipt.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { person, type Person, type PollsWorld } from './polls-world.ts'

/** As many more members of the group as asked. */
export async function newVoters(world: PollsWorld, count: number): Promise<Person[]> {
  const voters: Person[] = []
  for (let n = 0; n < count; n++) voters.push(await person(world, `Voix ${n + 1}`, { movement: 'member', group: 'member' }))
  return voters
}

/** The poll as a voter's device reads it: from its manifest alone. */
export async function readPoll(world: PollsWorld, url: string) {
  const answer = await world.passerBy('GET', `${url}/manifest`)
  return openPoll(nobleGroup, answer.rawPayload)
}

/** What a voter's device does: asks for the code, seals, gives the bytes back. */
export async function sealFor(world: PollsWorld, who: Person, url: string, grades: number[], counter?: number) {
  const given = (await who.knock('GET', `${url}/credential`)).json() as { code: string; counter: number }
  const poll = await readPoll(world, url)
  const credential = credentialOf(nobleGroup, poll.id, Buffer.from(given.code, 'base64'))
  return sealBallot(poll, { credential, counter: counter ?? given.counter, grades, random: randomBytes(64) }).bytes
}

export const post = (world: PollsWorld, who: Person, url: string, ballot: Uint8Array) =>
  world.app.inject({
    method: 'POST',
    url: `${url}/sealed-ballots`,
    headers: { cookie: who.cookie, 'content-type': 'application/octet-stream' },
    payload: Buffer.from(ballot),
  })

export const castSealed = async (world: PollsWorld, who: Person, url: string, grades: number[]) =>
  post(world, who, url, await sealFor(world, who, url, grades))

export const receiptOf = (answer: { json: () => unknown }) =>
  readReceipt(Buffer.from((answer.json() as { receipt: string }).receipt, 'base64'))
