import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { drawCode } from '#domain/sealing/code.ts'
import { type Person, pollsWorld, type PollsWorld } from './polls-world.ts'
import { newVoters } from './sealed-voters.ts'
import {
  announce,
  done,
  giveCredentials,
  handCodes,
  holdCeremony,
  refused,
  send,
  told,
  type TrusteeDevice,
  trusteeDevice,
  trustSeenBy,
} from './trustees.ts'

let world: PollsWorld
let registrar: Person
let trustees: Person[]
beforeAll(async () => {
  world = await pollsWorld()
  registrar = (await newVoters(world, 5))[0]!
  trustees = [world.awa, world.bilal, world.chloe]
})
afterAll(() => world.close())

let poll: { id: string; url: string }
let devices: TrusteeDevice[]
beforeEach(async () => {
  poll = await announce(world, { needed: 2, trustees, registrar })
  devices = trustees.map((who) => trusteeDevice(who, poll.id, poll.url))
})

const phaseOf = async (url: string) => (await world.awa.knock('GET', url)).json().phase as string

describe('the codes', () => {
  test('are the registrar’s alone to give, in the right number, sorted; again until the poll opens', async () => {
    const codes = Array.from({ length: 8 }, () => drawCode(randomBytes(16)))
    const give = async (who: Person, list = codes) => told(await giveCredentials(world, who, poll, list, randomBytes(32)))
    expect(await give(world.awa)).toEqual(refused('not-the-registrar'))
    expect(await give(registrar, codes.slice(1))).toEqual(refused('wrong-count'))
    expect(await give(registrar, [...codes.slice(1), codes[1]!])).toEqual(refused('not-sorted'))
    expect(told(await send(world, registrar, `${poll.url}/credentials`, new Uint8Array(32 * 9)))).toEqual(refused('malformed-part'))
    expect(await give(registrar)).toEqual(done)
    expect(await give(registrar)).toEqual(done)
    await holdCeremony(devices)
    await handCodes(registrar, poll)
    expect(await give(registrar)).toEqual(refused('already-open'))
  })

  test('are handed over before the poll opens: its registrar alone says so, and again when others are drawn', async () => {
    const give = () => giveCredentials(world, registrar, poll, Array.from({ length: 8 }, () => drawCode(randomBytes(16))), randomBytes(32)) // prettier-ignore
    const missing = async () => (await trustSeenBy(world.awa, poll.url)).missing
    expect(told(await handCodes(world.awa, poll))).toEqual(refused('not-the-registrar'))
    expect(told(await handCodes(registrar, poll))).toEqual(refused('no-codes'))
    await give()
    expect(await missing()).toEqual(['handing', 'ceremony'])
    expect(told(await handCodes(registrar, poll))).toEqual(done)
    const former = (await trustSeenBy(registrar, poll.url)).codes.givenAt!
    await give()
    expect((await trustSeenBy(registrar, poll.url)).codes.handedAt).toBeNull()
    // A page left open still shows the former ones, of which nothing is worth anything.
    expect(told(await handCodes(registrar, poll, former))).toEqual(refused('other-codes'))
    await holdCeremony(devices)
    expect([await phaseOf(poll.url), await missing()]).toEqual(['not-ready', ['handing']])
    expect(told(await handCodes(registrar, poll))).toEqual(done)
    expect([await phaseOf(poll.url), await missing()]).toEqual(['open', []])
    expect(told(await handCodes(registrar, poll))).toEqual(done)
    const journal = await world.db.selectFrom('journal').select('what').where('pollId', '=', poll.id).execute()
    expect(journal.filter(({ what }) => what === 'codes-handed')).toHaveLength(2)
  })

  test('the list of people is for the registrar alone, and taking it is written in the journal', async () => {
    const roll = (await registrar.knock('GET', `${poll.url}/roll`)).json()
    expect([roll.total, roll.people.length, roll.people.every((one: object) => 'firstName' in one && 'email' in one)]).toEqual([8, 8, true])
    expect((await world.awa.knock('GET', `${poll.url}/roll`)).statusCode).toBe(404)
    const journal = await world.db.selectFrom('journal').select('what').where('pollId', '=', poll.id).execute()
    expect(journal.map(({ what }) => what)).toContain('roll-taken')
  })
})
