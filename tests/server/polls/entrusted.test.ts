import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawCode } from '#domain/sealing/code.ts'
import { type Person, pollsWorld, type PollsWorld } from './polls-world.ts'
import { newVoters } from './sealed-voters.ts'
import { announce, castWithCode, close, giveCodes, giveCredentials, holdCeremony, partialOf, trusteeDevice } from './trustees.ts'

let world: PollsWorld
let voters: Person[]
beforeAll(async () => {
  world = await pollsWorld()
  voters = [world.awa, world.bilal, world.chloe, ...(await newVoters(world, 3))]
})
afterAll(() => world.close())

const waitsFor = async (who: Person) => (await who.knock('GET', '/api/me/entrusted')).json().map(({ todo }: { todo: string }) => todo)

test('those to whom a sealed poll is entrusted find that it is their turn: the codes, the key, then the count, and nobody else does', async () => {
  const [registrar, stranger] = [voters[3]!, voters[4]!]
  const trustees = [world.awa, world.bilal, world.chloe]
  const all = async () => Promise.all([...trustees, registrar, stranger].map(waitsFor))
  const poll = await announce(world, { needed: 2, trustees, registrar })
  const devices = trustees.map((who) => trusteeDevice(who, poll.id, poll.url))
  expect(await all()).toEqual([['ceremony'], ['ceremony'], ['ceremony'], ['codes'], []])
  const [first] = (await world.awa.knock('GET', '/api/me/entrusted')).json()
  expect(first).toEqual({ id: poll.id, question: 'Qui coordonne ?', body: { slug: 'drome', name: 'Drôme' }, todo: 'ceremony' })

  await holdCeremony(devices)
  expect(await all()).toEqual([[], [], [], ['codes'], []])
  await giveCredentials(
    world,
    registrar,
    poll,
    Array.from({ length: voters.length }, () => drawCode(randomBytes(16))),
    randomBytes(32),
  )
  expect(await all()).toEqual([[], [], [], ['handing'], []])
  const { codes } = await giveCodes(world, registrar, poll)
  expect(await all()).toEqual([[], [], [], [], []])

  for (const [at, voter] of voters.entries()) await castWithCode(world, voter, poll, codes[at]!, [4, 3, 2])
  await close(world, poll)
  expect(await all()).toEqual([['count'], ['count'], ['count'], [], []])
  await (await partialOf(world, poll, devices[0]!)).give()
  expect(await all()).toEqual([[], ['count'], ['count'], [], []])
  await (await partialOf(world, poll, devices[2]!)).give()
  await world.passerBy('GET', `${poll.url}/result`)
  expect(await all()).toEqual([[], [], [], [], []])
})

test('a sealed poll that was cancelled waits for nobody', async () => {
  const trustees = [world.awa, world.bilal, world.chloe]
  const poll = await announce(world, { needed: 2, trustees, registrar: voters[3]! })
  expect(await waitsFor(world.bilal)).toEqual(['ceremony'])
  await world.db.updateTable('poll').set({ cancelledAt: new Date(), cancelReason: 'Reporté' }).where('id', '=', poll.id).execute()
  expect(await Promise.all([world.bilal, voters[3]!].map(waitsFor))).toEqual([[], []])
})
