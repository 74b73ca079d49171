import { afterAll, beforeAll, expect, test } from 'vitest'
import { fromNow, person, type Person, wait } from '../polls/polls-world.ts'
import { castSealed } from '../polls/sealed-voters.ts'
import { closePoll, consultationsWorld, type ConsultationsWorld, endConsultation, openPoll, readAs, send } from './consultations-world.ts'

let world: ConsultationsWorld
let macon: Person[]
let drome: Person[]
beforeAll(async () => {
  world = await consultationsWorld()
  const more = (body: string) =>
    Promise.all(Array.from({ length: 5 }, (_, at) => person(world, `${body}${at}`, { movement: 'member', [body]: 'member' })))
  macon = [world.mado, ...(await more('macon'))]
  drome = [world.awa, ...(await more('group'))]
})
afterAll(() => world.close())

test('secret ballots are summed as they were counted, and those of a group where they are too few are in no total', async () => {
  const sent = await send(world, { level: 'secret' })
  const open = [await openPoll(world.mado, sent, 'macon'), await openPoll(world.awa, sent, 'drome')] as const
  for (const [at, voter] of macon.entries()) expect((await castSealed(world, voter, open[0].url, [at % 5, 4])).statusCode).toBe(200)
  for (const voter of drome.slice(0, 4)) expect((await castSealed(world, voter, open[1].url, [4, 0])).statusCode).toBe(200)
  for (const poll of open) await closePoll(world, poll)
  await endConsultation(world, sent)

  // Another process adds up the ballots of Mâcon: who looks meanwhile is kept waiting no longer than a page may take, and shown no part of a total.
  const another = { pollId: open[0].id, by: crypto.randomUUID(), at: fromNow(3_600_000) }
  await world.db.insertInto('boardSum').values(another).execute()
  const meanwhile = await readAs(world.dan, sent)
  expect(meanwhile.groups.map(({ slug, state, counts, ahead }: never) => [slug, state, counts, ahead])).toEqual([
    ['chalon', 'silent', null, []],
    ['drome', 'unopened', null, []],
    ['macon', 'counting', null, []],
  ])
  expect([meanwhile.phase, meanwhile.result]).toEqual(['over', null])
  expect((await world.passerBy('GET', `${sent.url}/counts.csv`)).json()).toEqual({ error: 'refused', reason: 'being-counted' })
  await world.db.deleteFrom('boardSum').where('pollId', '=', another.pollId).execute()

  let told = await readAs(world.dan, sent)
  while (told.groups.some(({ state }: { state: string }) => state === 'counting')) {
    await wait(100)
    told = await readAs(world.dan, sent)
  }
  expect(
    told.groups.map(({ slug, state, turnout, counts }: never) => [slug, state, (turnout as { voters: number } | null)?.voters, counts]),
  ).toEqual([
    ['chalon', 'silent', undefined, null],
    ['drome', 'unopened', 4, null],
    ['macon', 'closed', 6, [[2, 1, 1, 1, 1], [0, 0, 0, 0, 6]]], // prettier-ignore
  ])
  const { voters, groups, choices } = told.result
  expect([voters, groups]).toEqual([6, 1])
  expect(choices.map(({ label, counts }: never) => [label, counts])).toEqual([
    ['Cantine', [0, 0, 0, 0, 6]],
    ['Navette', [2, 1, 1, 1, 1]],
  ])
})
