import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Person } from './polls-world.ts'
import { type SealedPoll, sealedWorld } from './sealed-world.ts'
import { done, holdCeremony, refused, told, type TrusteeDevice, trusteeDevice, trustSeenBy } from './trustees.ts'

const { world, announced } = sealedWorld()
let poll: SealedPoll
beforeEach(async () => void (poll = await announced()))

describe('the key ceremony', () => {
  test('goes step by step: nobody opens before all have announced, nobody says a thing twice', async () => {
    const [first, second, third] = poll.devices as [TrusteeDevice, TrusteeDevice, TrusteeDevice]
    expect(told(await first.open())).toEqual(refused('not-yet'))
    expect(told(await first.announce())).toEqual(done)
    expect(told(await first.announce())).toEqual(refused('already-said'))
    await second.announce()
    expect((await trustSeenBy(world.awa, poll.url)).said.map(({ number, step }) => `${number} ${step}`)).not.toContain('0 opening')
    await third.announce()
    expect((await trustSeenBy(world.awa, poll.url)).said.map(({ number, step }) => `${number} ${step}`)).toContain('0 opening')
    const stranger = await world.registrar.knock('POST', `${poll.url}/ceremony`, { attempt: 1, step: 'opening', bytes: '' })
    expect(told(stranger)).toEqual(refused('not-a-trustee'))
    const other = trusteeDevice(first.who, poll.id, poll.url)
    expect(told(await other.open())).toEqual(refused('not-what-was-promised'))
    expect(told(await first.open((bytes) => bytes.subarray(1)))).toEqual(refused('malformed-part'))
    expect(told(await first.open())).toEqual(done)
  })

  test('a wrong share is noticed by who receives it, names its sender, stops everything; it is begun again', async () => {
    for (const device of poll.devices) await device.announce()
    for (const device of poll.devices) await device.open()
    const [first, second, third] = poll.devices as [TrusteeDevice, TrusteeDevice, TrusteeDevice]
    await first.share()
    // The share that Bilal sends to Chloé, the third of 96 bytes.
    await second.share((bytes) => bytes.map((byte, at) => (at === 2 * 96 + 40 ? byte ^ 1 : byte)))
    await third.share()
    expect(told(await first.check())).toEqual(done)
    expect(told(await third.check())).toEqual(done)
    const stopped = await trustSeenBy(world.awa, poll.url)
    const complaint = stopped.said.find(({ step }) => step === 'complaint')!
    expect([stopped.stage, complaint.number, [...Buffer.from(complaint.bytes, 'base64')]]).toEqual(['stopped', 3, [2]])
    expect(told(await second.check())).toEqual(refused('stopped'))
    expect(told(await world.registrar.knock('POST', `${poll.url}/ceremony/attempts`, { attempt: 1 }))).toEqual(refused('not-a-trustee'))
    expect(told(await first.who.knock('POST', `${poll.url}/ceremony/attempts`, { attempt: 1 }))).toEqual(done)
    expect(told(await second.who.knock('POST', `${poll.url}/ceremony/attempts`, { attempt: 1 }))).toEqual(refused('begun-again'))
    const anew = world.trustees.map((who) => trusteeDevice(who, poll.id, poll.url))
    expect(new Set(await holdCeremony(anew))).toEqual(new Set([204]))
    expect((await trustSeenBy(world.awa, poll.url)).stage).toBe('done')
    expect(told(await first.who.knock('POST', `${poll.url}/ceremony/attempts`, { attempt: 2 }))).toEqual(refused('done'))
  })

  test('a confirmation of another transcript is refused: the words would differ', async () => {
    for (const step of ['announce', 'open', 'share'] as const) for (const device of poll.devices) await device[step]()
    const bytes = randomBytes(32).toString('base64')
    const answer = await world.awa.knock('POST', `${poll.url}/ceremony`, { attempt: 1, step: 'confirmation', bytes })
    expect(told(answer)).toEqual(refused('another-transcript'))
  })

  test('shares are told to trustees alone; who is not of the body sees nothing', async () => {
    for (const step of ['announce', 'open', 'share'] as const) for (const device of poll.devices) await device[step]()
    const shares = async (who: Person) => (await trustSeenBy(who, poll.url)).said.filter(({ step }) => step === 'shares')
    expect((await shares(world.registrar)).map(({ bytes }) => bytes)).toEqual(['', '', ''])
    expect((await shares(world.awa)).every(({ bytes }) => bytes.length === 384)).toBe(true)
    expect((await world.dan.knock('GET', `${poll.url}/trust`)).statusCode).toBe(404)
  })
})
