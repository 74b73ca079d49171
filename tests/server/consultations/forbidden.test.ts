import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onTheRollOf } from '#domain/consulted.ts'
import { insertPoll } from '#server/polls/queries.ts'
import { five, fromNow, person } from '../polls/polls-world.ts'
import { consultationsWorld, type ConsultationsWorld, openPoll, type Sent, send } from './consultations-world.ts'

// What the database refuses by itself, whoever asks.

let world: ConsultationsWorld
let sent: Sent
beforeAll(async () => {
  world = await consultationsWorld()
  sent = await send(world)
})
afterAll(() => world.close())

const poll = (more: object = {}) => ({
  id: `forged${Math.random().toString(36).slice(2, 10)}`,
  bodyId: 'macon',
  consultationId: sent.id,
  level: 'open' as const,
  question: 'Par quoi commencer ?',
  description: '',
  scale: five,
  opensAt: fromNow(0),
  closesAt: fromNow(3_600_000),
  createdBy: world.mado.id,
  choices: ['Navette', 'Cantine'].map((label) => ({ label, description: '' })),
  ...more,
})
const insert = (more: object) => world.db.transaction().execute((trx) => insertPoll(trx, poll(more)))
const labels = (...all: string[]) => ({ choices: all.map((label) => ({ label, description: '' })) })

test.each([
  ['another question', { question: 'Par quoi finir ?' }, 'asks what the consultation asks'],
  ['another scale', { scale: ['Non', 'Bof', 'Peut-être', 'Bien', 'Oui'] }, 'asks what the consultation asks'],
  ['another level of trust', { level: 'secret' }, 'asks what the consultation asks'],
  ['a choice more', labels('Navette', 'Cantine', 'Verger'), 'asks what the consultation asks'],
  ['another choice', labels('Navette', 'Verger'), 'are those of the consultation'],
  ['the choices in another order', labels('Cantine', 'Navette'), 'are those of the consultation'],
  ['a closing after the deadline', { closesAt: fromNow(60 * 86_400_000) }, 'by the deadline'],
  ['a body that was not asked', { bodyId: 'movement' }, 'foreign key'],
])('a poll of a group with %s', async (_, more, says) => {
  await expect(insert(more)).rejects.toThrow(says)
})

test('a second poll of one group', async () => {
  const other = await send(world)
  await insert({ consultationId: other.id })
  await expect(insert({ consultationId: other.id })).rejects.toThrow('one_answer_of_a_group')
})

test('a group that is not inside the body that asks', async () => {
  const values = { consultationId: sent.id, parentId: 'movement', bodyId: 'movement' }
  await expect(world.db.insertInto('consultationGroup').values(values).execute()).rejects.toThrow('foreign key')
})

test('any change to what is asked, and to choices once they are locked', async () => {
  const change = (set: object) => world.db.updateTable('consultation').set(set).where('id', '=', sent.id).execute()
  for (const set of [{ question: 'Autre ?' }, { closesAt: fromNow(1) }, { lockedAt: null, choiceCount: null }, { choiceCount: 3 }])
    await expect(change(set)).rejects.toThrow('never changes')
  const choice = { consultationId: sent.id, id: 'late', place: 9, label: 'Verger' }
  await expect(world.db.insertInto('consultationChoice').values(choice).execute()).rejects.toThrow('locked')
  await expect(world.db.updateTable('consultationChoice').set({ label: 'X' }).where('consultationId', '=', sent.id).execute()).rejects.toThrow('locked') // prettier-ignore
  await expect(world.db.deleteFrom('consultationChoice').where('consultationId', '=', sent.id).execute()).rejects.toThrow('locked')
})

test('one person on the rolls of two groups', async () => {
  const macon = await openPoll(world.mado, sent, 'macon')
  const drome = await openPoll(world.awa, sent, 'drome')
  const rollOf = async (id: string) =>
    (await world.db.selectFrom('rollEntry').select('memberId').where('pollId', '=', id).orderBy('memberId').execute()).map(({ memberId }) => memberId) // prettier-ignore
  const put = (pollId: string, memberId: string) => world.db.insertInto('rollEntry').values({ pollId, memberId }).execute()
  await expect(put(drome.id, world.bilal.id)).rejects.toThrow('two groups')
  await expect(put(macon.id, world.chloe.id)).rejects.toThrow('two groups')
  // The database writes what the domain says.
  const members = [world.awa, world.bilal, world.chloe].map(({ id }) => id)
  expect(await rollOf(drome.id)).toEqual(onTheRollOf(members, new Set(await rollOf(macon.id))).toSorted())
})

test('two groups that open at once share nobody', async () => {
  const both = await Promise.all(Array.from({ length: 6 }, (_, at) => person(world, `Deux${at}`, { movement: 'member', group: 'member', macon: 'member' }))) // prettier-ignore
  const other = await send(world)
  const polls = await Promise.all([openPoll(world.mado, other, 'macon'), openPoll(world.awa, other, 'drome')])
  const rolls = await world.db
    .selectFrom('rollEntry')
    .select(['memberId', sql<number>`count(*)::int`.as('rolls')])
    .where(
      'pollId',
      'in',
      polls.map(({ id }) => id),
    ) // prettier-ignore
    .groupBy('memberId')
    .execute()
  expect(rolls.every((line) => line.rolls === 1)).toBe(true)
  expect(both.every(({ id }) => rolls.some(({ memberId }) => memberId === id))).toBe(true)
})

test('people of a poll that was cancelled are free to vote in another group', async () => {
  const other = await send(world)
  const macon = await openPoll(world.mado, other, 'macon')
  await world.mado.knock('POST', `${macon.url}/cancellation`, { reason: 'Salle fermée' })
  await openPoll(world.awa, other, 'drome')
  expect((await world.bilal.knock('GET', other.url)).json().me.votesIn).toBe('drome')
})
