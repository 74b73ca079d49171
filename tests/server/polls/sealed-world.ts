import { afterAll, beforeAll, expect } from 'vitest'
import { type Person, pollsWorld, type PollsWorld } from './polls-world.ts'
import { newVoters } from './sealed-voters.ts'
import { announce, giveCodes, holdCeremony, type TrusteeDevice, trusteeDevice } from './trustees.ts'

export type SealedPoll = { id: string; url: string; devices: TrusteeDevice[] }
type SealedWorld = PollsWorld & { voters: Person[]; trustees: Person[]; registrar: Person }

/** The world of polls for the tests of this file, with eight voters: Awa, Bilal and Chloé are the trustees, the fourth is the registrar. */
export function sealedWorld() {
  const world = {} as SealedWorld
  beforeAll(async () => {
    Object.assign(world, await pollsWorld())
    const more = await newVoters(world, 5)
    world.trustees = [world.awa, world.bilal, world.chloe]
    world.voters = [...world.trustees, ...more]
    world.registrar = more[0]!
  })
  afterAll(() => world.close())

  const phaseOf = async (url: string) => (await world.awa.knock('GET', url)).json().phase as string

  /** A poll that two trustees of three open, and the device of each. */
  async function announced(changed: object = {}): Promise<SealedPoll> {
    const { trustees, registrar } = world
    const poll = await announce(world, { needed: 2, trustees, registrar }, changed)
    return { ...poll, devices: trustees.map((who) => trusteeDevice(who, poll.id, poll.url)) }
  }

  /** Announced, its key made, its codes given: open. codes[n] is for whoever comes. */
  async function opened(poll: SealedPoll) {
    await holdCeremony(poll.devices)
    const given = await giveCodes(world, world.registrar, poll)
    expect(await phaseOf(poll.url)).toBe('open')
    return given
  }
  return { world, phaseOf, announced, opened }
}
