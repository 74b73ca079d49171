import { afterAll, beforeAll, expect, test } from 'vitest'
import { doc, meetings, money, p, values } from '../../domain/ratification/text.ts'
import { frozenNear, letClose } from '../polls/over.ts'
import { fromNow, type Person } from '../polls/polls-world.ts'
import { newVoters } from '../polls/sealed-voters.ts'
import { castWithCode, giveCodes, holdCeremony, partialOf, trusteeDevice } from '../polls/trustees.ts'
import { freeze, putToVote, type RatificationWorld, ratificationWorld, writeDraft } from './ratification-world.ts'

let world: RatificationWorld
let voters: Person[]
beforeAll(async () => {
  world = await ratificationWorld()
  voters = [world.awa, world.bilal, world.chloe, ...(await newVoters(world, 3))]
})
afterAll(() => world.close())

const grades = [4, 3, 1]

test('a charter is adopted article by article in a sealed vote, once two trustees of two have opened it', async () => {
  const [awa, bilal, , registrar] = voters as [Person, Person, Person, Person]
  const frozen = await freeze(world, null)
  const trust = { needed: 2, trustees: [awa.id, bilal.id], registrar: registrar.id }
  const sealed = { level: 'sealed', closesAt: fromNow(20_000).toISOString() }
  expect(refused(await vote(frozen, sealed))).toEqual([409, 'too-short'])
  const later = { ...sealed, closesAt: fromNow(3_600_000).toISOString() }
  expect(refused(await vote(frozen, later))).toEqual([409, 'no-trustees'])
  expect(refused(await vote(frozen, { ...later, trust: { ...trust, registrar: awa.id } }))).toEqual([409, 'registrar-is-trustee'])
  const id = await putToVote(world, frozen, { ...later, trust })
  const poll = { id, url: `/api/polls/${id}` }
  const devices = [awa, bilal].map((who) => trusteeDevice(who, id, poll.url))
  await holdCeremony(devices)
  const { closesAt, frozen: given } = await frozenNear(world, id, () => giveCodes(world, registrar, poll))
  for (const [at, voter] of voters.entries())
    expect((await castWithCode(world, voter, poll, given.codes[at]!, grades)).statusCode).toBe(200)
  await letClose(world, { id, closesAt })
  for (const device of devices) {
    expect(await seen(frozen)).toMatchObject({ stage: 'voted', ended: false, version: null })
    expect((await (await partialOf(world, poll, device)).give()).statusCode).toBe(204)
  }
  const { ended, version, voted } = await seen(frozen)
  expect([ended, version, voted.voters, voted.rollSize]).toEqual([true, 1, 6, 6])
  expect(voted.outcome.map(({ adopted, grade }: { adopted: boolean; grade: number }) => [adopted, grade])).toEqual([
    [true, 4],
    [true, 3],
    [false, 1],
  ])
}, 90_000)

test('a count that one trustee of two will never open is given up after a month, and the text can be frozen again', async () => {
  const [awa, bilal, , registrar] = voters as [Person, Person, Person, Person]
  const reworded = [values, meetings].map(({ attrs, content }) => ({
    type: 'article',
    attrs: attrs!,
    content: [...content!, p('Partout.')],
  }))
  await writeDraft(world, doc(...reworded, money))
  const frozen = await freeze(world, null)
  const trust = { needed: 2, trustees: [awa.id, bilal.id], registrar: registrar.id }
  const id = await putToVote(world, frozen, {
    level: 'sealed',
    closesAt: fromNow(3_600_000).toISOString(),
    trust,
    reason: 'Deux articles ont changé.',
  })
  const poll = { id, url: `/api/polls/${id}` }
  const devices = [awa, bilal].map((who) => trusteeDevice(who, id, poll.url))
  await holdCeremony(devices)
  const { closesAt, frozen: given } = await frozenNear(world, id, () => giveCodes(world, registrar, poll))
  for (const [at, voter] of voters.entries())
    expect((await castWithCode(world, voter, poll, given.codes[at]!, grades)).statusCode).toBe(200)
  const giveUp = (who: Person, reason = 'Bilal a perdu sa graine.') => who.knock('POST', `${poll.url}/giving-up`, { reason })
  expect(refused(await giveUp(awa))).toEqual([409, 'not-closed'])
  await letClose(world, { id, closesAt })
  expect((await (await partialOf(world, poll, devices[0]!)).give()).statusCode).toBe(204)
  const last = await partialOf(world, poll, devices[1]!)
  expect(refused(await giveUp(awa))).toEqual([409, 'too-early'])
  expect(refused(await giveUp(bilal))).toEqual([409, 'not-a-coordinator'])
  const monthAgo = { opensAt: fromNow(-32 * 86_400_000), closesAt: fromNow(-31 * 86_400_000) }
  await world.db.updateTable('poll').set(monthAgo).where('id', '=', id).execute()
  expect((await awa.knock('GET', poll.url)).json().me.may.giveUp).toBe(true)
  expect((await bilal.knock('GET', poll.url)).json().me.may.giveUp).toBe(false)
  expect(refused(await giveUp(awa, ' '))).toEqual([409, 'no-reason'])

  const both = await Promise.all([giveUp(awa), giveUp(awa)])
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([204, 409])
  expect(refused(await last.give())).toEqual([409, 'given-up'])
  const told = (await world.passerBy('GET', poll.url)).json()
  expect([told.phase, told.givenUp.reason, told.turnout]).toEqual(['closed', 'Bilal a perdu sa graine.', null])
  expect(refused(await world.passerBy('GET', `${poll.url}/result`))).toEqual([409, 'given-up'])
  expect(await seen(frozen)).toMatchObject({ stage: 'voted', ended: true, version: null, voted: null, givenUp: 'Bilal a perdu sa graine.' })
  const entry = await world.db.selectFrom('journal').select(['actorId', 'detail']).where('what', '=', 'count-given-up').execute()
  expect(entry).toEqual([{ actorId: awa.id, detail: { reason: 'Bilal a perdu sa graine.' } }])
  const result = { pollId: id, rollSize: 6, voters: 6, blank: 0, counts: null }
  await expect(world.db.insertInto('result').values(result).execute()).rejects.toThrow(/given up/)
  expect((await freeze(world, null)).length).toBeGreaterThan(0)
}, 90_000)

const seen = async (frozen: string) => (await world.passerBy('GET', `/api/frozen-texts/${frozen}`)).json()
const refused = (answer: { statusCode: number; json: () => { reason?: string } }) => [answer.statusCode, answer.json().reason]
const vote = (frozen: string, form: object) =>
  world.awa.knock('POST', `/api/frozen-texts/${frozen}/poll`, { question: 'Adopter la charte ?', ...form })
