import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { onTheRollOf } from '#domain/consulted.ts'
import { remindGroups } from '#server/mailings/consulted/queries.ts'
import { postman } from '#server/mailings/postman.ts'
import { fromNow, person, type Person, wait } from '../polls/polls-world.ts'
import {
  cast,
  closePoll,
  consultationsWorld,
  type ConsultationsWorld,
  endConsultation,
  inTwoHours,
  openPoll,
  readAs,
  send,
  type Sent,
} from './consultations-world.ts'

// A question that comes down: the movement asks the Drôme, which asks Valence and Die, which asks its circle of gardens.

let world: ConsultationsWorld
let dora: Person
let valerie: Person
let gaston: Person
let sent: Sent
beforeAll(async () => {
  world = await consultationsWorld()
  const inside = [
    { id: 'valence', kind: 'subgroup', parentId: 'group', parentKind: 'group' },
    { id: 'die', kind: 'subgroup', parentId: 'group', parentKind: 'group' },
    { id: 'jardins', kind: 'circle', parentId: 'die', parentKind: 'subgroup' },
  ] as const
  for (const body of inside)
    await world.db
      .insertInto('body')
      .values({ ...body, name: body.id, slug: body.id })
      .execute()
  dora = await person(world, 'Dora', { movement: 'member', group: 'member', die: 'coordinator' })
  valerie = await person(world, 'Valérie', { movement: 'member', group: 'member', valence: 'coordinator' })
  gaston = await person(world, 'Gaston', { movement: 'member', die: 'member', jardins: 'coordinator' })
})
afterAll(() => world.close())
beforeEach(async () => void (sent = await send(world, { groups: ['drome', 'macon'] })))

const passOn = (by: Person, slug: string, groups: string[]) => by.knock('POST', `${sent.url}/groups/${slug}/groups`, { groups })
const outcome = async (answer: ReturnType<typeof passOn>) => {
  const { statusCode, body } = await answer
  return statusCode === 204 ? 204 : (JSON.parse(body) as { reason?: string }).reason
}
const rollOf = async (pollId: string) =>
  (await world.db.selectFrom('rollEntry').select('memberId').where('pollId', '=', pollId).execute()).map(({ memberId }) => memberId)
const idsOf = (...people: Person[]) => people.map(({ id }) => id)

test('each level answers, and each vote is in the sum of its group, of the group above and of all, once', async () => {
  expect(await outcome(passOn(world.awa, 'drome', ['valence', 'die']))).toBe(204)
  expect(await outcome(passOn(dora, 'die', ['jardins']))).toBe(204)
  const waiting = await readAs(world.dan, sent)
  expect(waiting.groups.map(({ slug, through, state }: never) => [slug, through, state])).toEqual([
    ['die', 'drome', 'passed'],
    ['drome', null, 'passed'],
    ['jardins', 'die', 'waiting'],
    ['macon', null, 'waiting'],
    ['valence', 'drome', 'waiting'],
  ])

  // The Drôme opens first: its poll is of Awa, Bilal and Chloé, who are in none of the groups that it asked.
  const drome = await openPoll(world.awa, sent, 'drome')
  expect((await rollOf(drome.id)).toSorted()).toEqual(idsOf(world.awa, world.bilal, world.chloe).toSorted())
  const members = idsOf(world.awa, world.bilal, world.chloe, dora, valerie)
  expect((await rollOf(drome.id)).toSorted()).toEqual(onTheRollOf(members, new Set(), new Set(idsOf(dora, valerie, gaston))).toSorted())
  const jardins = await openPoll(gaston, sent, 'jardins')
  const die = await openPoll(dora, sent, 'die')
  const macon = await openPoll(world.mado, sent, 'macon')
  expect(await Promise.all([jardins, die].map(({ id }) => rollOf(id)))).toEqual([idsOf(gaston), idsOf(dora)])

  expect(await cast(world.awa, drome, [4, 0])).toBe(200)
  expect(await cast(gaston, jardins, [4, 1])).toBe(200)
  expect(await cast(dora, die, [0, 4])).toBe(200)
  expect(await cast(world.mado, macon, [1, 3])).toBe(200)
  expect(await cast(gaston, die, [0, 4])).toBe('not-on-the-roll')
  expect(await cast(dora, drome, [0, 4])).toBe('not-on-the-roll')
  for (const poll of [drome, jardins, die, macon]) await closePoll(world, poll)
  expect((await readAs(world.dan, sent)).phase).toBe('voting')
  await endConsultation(world, sent)

  const told = await readAs(world.dan, sent)
  const [navette, cantine] = told.choices.map(({ id }: { id: string }) => id)
  const group = (slug: string) => told.groups.find((one: { slug: string }) => one.slug === slug)
  expect([group('valence').state, group('die').turnout]).toEqual(['silent', { rollSize: 1, voters: 1 }])
  expect(group('die').together).toEqual({
    ...{ rollSize: 2, voters: 2, groups: 2 },
    counts: [
      [1, 0, 0, 0, 1],
      [0, 1, 0, 0, 1],
    ],
    ahead: [cantine],
    aheadIn: { [navette]: 1, [cantine]: 1 },
  })
  // Of the Drôme: its own poll, and Die with what is inside it. Navette is ahead in its sum, whatever is ahead in Die.
  expect([group('drome').turnout.voters, group('drome').together.voters, group('drome').together.groups]).toEqual([1, 3, 2])
  expect([group('drome').together.ahead, group('drome').together.aheadIn]).toEqual([[navette], { [navette]: 1, [cantine]: 1 }])
  expect([told.result.voters, told.result.rollSize, told.result.groups]).toEqual([4, 7, 2])
  expect(told.result.choices.find(({ id }: { id: string }) => id === navette).counts).toEqual([1, 1, 0, 0, 2])
})

test('it ends before its deadline once every poll is closed, that of the group which passed it on too', async () => {
  sent = await send(world, { groups: ['drome'] })
  await passOn(world.awa, 'drome', ['die'])
  const die = await openPoll(dora, sent, 'die')
  await closePoll(world, die)
  const listed = async () =>
    (await world.dan.knock('GET', '/api/bodies/drome/consultations')).json().consultations.find(({ id }: { id: string }) => id === sent.id)
  expect(await listed()).toMatchObject({ phase: 'voting', groups: 1, answered: 1 })
  await closePoll(world, await openPoll(world.awa, sent, 'drome'))
  expect(await listed()).toMatchObject({ phase: 'over', groups: 2, answered: 2 })
})

test('who comes into a group inside once its roll is written votes with the group above, and nobody twice', async () => {
  await passOn(world.awa, 'drome', ['die'])
  const die = await openPoll(dora, sent, 'die')
  const lise = await person(world, 'Lise', { movement: 'member', group: 'member', die: 'member' })
  const drome = await openPoll(world.awa, sent, 'drome')
  expect([await cast(lise, die, [4, 0]), await cast(lise, drome, [4, 0])]).toEqual(['not-on-the-roll', 200])
  expect([await cast(dora, die, [4, 0]), await cast(dora, drome, [4, 0])]).toEqual([200, 'not-on-the-roll'])
})

test('where it may not be passed on, it is said why', async () => {
  expect(await outcome(passOn(world.nadia, 'drome', ['die']))).toBe('not-a-coordinator')
  expect(await outcome(passOn(world.chloe, 'drome', ['die']))).toBe('not-a-coordinator')
  expect((await passOn(dora, 'die', ['jardins'])).statusCode).toBe(404)
  expect(await outcome(passOn(world.awa, 'drome', []))).toBe('no-groups')
  expect(await outcome(passOn(world.awa, 'drome', ['jardins']))).toBe('not-inside')
  expect(await outcome(passOn(world.mado, 'macon', ['die']))).toBe('not-inside')
  await passOn(world.awa, 'drome', ['die'])
  expect(await outcome(passOn(world.awa, 'drome', ['die', 'valence']))).toBe(204)
  await openPoll(dora, sent, 'die')
  expect(await outcome(passOn(dora, 'die', ['jardins']))).toBe('already-open')
  await world.nadia.knock('POST', `${sent.url}/cancellation`, { reason: 'Erreur' })
  expect(await outcome(passOn(world.awa, 'drome', ['valence']))).toBe('cancelled')
})

test('the database refuses what no group passed on, and what is passed on after a poll', async () => {
  const put = (row: object) => world.db.insertInto('consultationGroup').values({ consultationId: sent.id, ...row } as never).execute() // prettier-ignore
  await expect(put({ bodyId: 'jardins', parentId: 'die', throughId: 'die' })).rejects.toThrow('foreign key')
  await expect(put({ bodyId: 'die', parentId: 'group' })).rejects.toThrow('foreign key')
  await expect(put({ bodyId: 'die', parentId: 'group', throughId: 'macon' })).rejects.toThrow('check constraint')
  await expect(put({ bodyId: 'die', parentId: 'macon', throughId: 'macon' })).rejects.toThrow('foreign key')
  await openPoll(world.awa, sent, 'drome')
  await expect(put({ bodyId: 'die', parentId: 'group', throughId: 'group' })).rejects.toThrow('passes the question on to nobody')
  const moved = world.db.updateTable('consultationGroup').set({ throughId: null }).where('bodyId', '=', 'die')
  await expect(moved.execute()).rejects.toThrow('never changes')
})

test('those who come after it may propose too, and it is said from where; each is told where they vote', async () => {
  sent = await send(world, { groups: ['drome'], proposalsUntil: fromNow(86_400_000).toISOString() })
  await passOn(world.awa, 'drome', ['die'])
  expect((await dora.knock('POST', `${sent.url}/groups/die/choices`, { label: 'Verger' })).statusCode).toBe(200)
  const told = await readAs(dora, sent)
  expect(told.choices.map(({ label, group }: never) => [label, group])).toContainEqual(['Verger', { slug: 'die', name: 'die' }])
  expect([told.me.groups, told.me.coordinates]).toEqual([['die'], ['die']])
})

const waits = async (who: Person) =>
  (await who.knock('GET', '/api/me/consultations')).json().filter(({ id }: { id: string }) => id === sent.id).length // prettier-ignore

test('the coordinations to which it comes have their letter, and who passed it on still has a poll to open', async () => {
  const stop = postman(world, { error: (facts) => console.error(facts) }, 20)
  const letters = () => world.mail.sent.filter(({ text }) => text.includes(`/consultations/${sent.id}`)).length
  await passOn(world.awa, 'drome', ['die', 'valence'])
  for (const start = Date.now(); letters() < 4 && Date.now() - start < 10_000;) await wait(20)
  await wait(100)
  await stop()
  expect(letters()).toBe(4)
  expect([await waits(world.awa), await waits(dora)]).toEqual([1, 1])
  const journal = await world.db.selectFrom('journal').select('detail').where('what', '=', 'consultation-passed-on').orderBy('id', 'desc').executeTakeFirstOrThrow() // prettier-ignore
  expect(journal.detail).toEqual({ consultation: sent.id, groups: 2, messages: 2 })
})

test('who passed it on is reminded of their own poll as long as someone would vote nowhere else, and no longer', async () => {
  await world.db.insertInto('body').values({ id: 'potager', kind: 'circle', parentId: 'valence', parentKind: 'subgroup', name: 'Potager', slug: 'potager' }).execute() // prettier-ignore
  const pia = await person(world, 'Pia', { movement: 'member', valence: 'member', potager: 'coordinator' })
  await passOn(world.awa, 'drome', ['valence'])
  await passOn(valerie, 'valence', ['potager'])
  const letters = world.db.selectFrom('mailing').select('id').where('consultationId', '=', sent.id).where('kind', '=', 'deadline')
  const reminded = async () => {
    await world.db.deleteFrom('delivery').where('mailingId', 'in', letters).execute()
    await world.db.deleteFrom('mailing').where('id', 'in', letters).execute()
    await remindGroups(world.db, fromNow(18 * 86_400_000))
    const those = await world.db.selectFrom('delivery').select('memberId').where('mailingId', 'in', letters).execute()
    return those.map(({ memberId }) => memberId).toSorted()
  }
  expect([await waits(world.awa), await waits(valerie), await waits(pia)]).toEqual([1, 1, 1])
  expect(await reminded()).toEqual(idsOf(world.awa, world.mado, valerie, pia).toSorted())

  // Valérie was the only one of Valence who was not in its circle.
  await world.db.insertInto('membership').values({ bodyId: 'potager', memberId: valerie.id, standing: 'member' }).execute()
  expect([await waits(world.awa), await waits(valerie), await waits(pia)]).toEqual([1, 0, 1])
  expect(await reminded()).toEqual(idsOf(world.awa, world.mado, pia).toSorted())
  await openPoll(world.awa, sent, 'drome')
  expect(await waits(world.awa)).toBe(0)
})

test('a secret vote of those who are left takes five, as any', async () => {
  sent = await send(world, { groups: ['drome'], level: 'secret' })
  await passOn(world.awa, 'drome', ['die'])
  const opened = await world.awa.knock('POST', `${sent.url}/groups/drome/poll`, inTwoHours())
  expect(opened.json().reason).toBe('too-few-voters')
})
