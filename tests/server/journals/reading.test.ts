import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeInJournal } from '#server/journal.ts'
import { malformed, notFound, signedOut, told } from '../people-world.ts'
import { assembliesWorld, type AssembliesWorld, closeVote, convened, opened, prepare, putToVote, rulesWith } from '../assemblies/assemblies-world.ts' // prettier-ignore
import { addPoll, person, type Person } from '../polls/polls-world.ts'

let world: AssembliesWorld
beforeAll(async () => {
  world = await assembliesWorld()
})
afterAll(() => world.close())

type Entry = { hash: string; at: string; by: { firstName: string | null } | null; what: string; people: (string | null)[]; facts: object; reason: string; about: { kind: string; id: string; title: string }[] } // prettier-ignore
type Journal = { entries: Entry[]; total: number; page: number; lines: number; head: string; checked: number; broken: string | null; about: { title: string } | null } // prettier-ignore
const place = '/api/bodies/drome/journal'
const read = async (who: Person, query = '') => (await who.knock('GET', `${place}${query}`)).json<Journal>()
const latest = async (who: Person) => (await read(who)).entries[0]!

describe('the journal of a body', () => {
  test.each([place, `${place}.txt`])('is for its members: %s', async (door) => {
    expect((await world.bilal.knock('GET', door)).statusCode).toBe(200)
    expect(told(await world.dan.knock('GET', door))).toEqual(notFound)
    expect(told(await world.passerBy('GET', door))).toEqual(signedOut)
    expect(told(await world.bilal.knock('GET', door.replace('drome', 'nulle-part')))).toEqual(notFound)
  })

  test('says to every member who did what, when, on whom and why, and where it was', async () => {
    const poll = await addPoll(world.db)
    await world.awa.knock('POST', `${poll.url}/cancellation`, { reason: 'La question était mal posée.' })
    const entry = await latest(world.chloe)
    expect(entry).toEqual({
      ...{ hash: expect.stringMatching(/^[0-9a-f]{64}$/), at: expect.any(String), by: { firstName: 'Awa' }, what: 'poll-cancelled' },
      ...{ people: [], facts: {}, reason: 'La question était mal posée.' },
      about: [{ kind: 'poll', id: poll.id, title: 'Quel premier chantier ?' }],
    })
    expect(Math.abs(Date.parse(entry.at) - Date.now())).toBeLessThan(60_000)
    await world.awa.knock('PUT', `/api/bodies/drome/members/${world.bilal.id}/standing`, { standing: 'coordinator' })
    expect(await latest(world.chloe)).toMatchObject({ what: 'standing-given', people: ['Bilal'], facts: { standing: 'coordinator' } })
    await world.awa.knock('PUT', `/api/bodies/drome/members/${world.bilal.id}/standing`, { standing: 'member' })
  })

  test('names no longer who has erased themselves, nor lets their line go', async () => {
    const nour = await person(world, 'Nour', { movement: 'member', group: 'coordinator' })
    await nour.knock('POST', '/api/bodies/drome/invitation')
    const { hash } = await latest(world.bilal)
    expect(await latest(world.bilal)).toMatchObject({ by: { firstName: 'Nour' } })
    expect((await nour.knock('DELETE', '/api/me')).statusCode).toBe(204)
    expect(await latest(world.bilal)).toMatchObject({ hash, by: { firstName: null }, what: 'invitation-made' })
    expect((await world.bilal.knock('GET', `${place}.txt`)).body).not.toContain('Nour')
  })

  test('says what a rule did by itself, and what this version has no name for', async () => {
    await writeInJournal(world.db, { actorId: null, bodyId: 'group', what: 'mailing-returned', detail: { returned: 2 } })
    expect(await latest(world.bilal)).toMatchObject({ by: null, what: 'mailing-returned', facts: { returned: 2 } })
    await world.db
      .insertInto('journal')
      .values({ bodyId: 'group', what: 'from-the-future', detail: { secret: 1 } })
      .execute()
    expect(await latest(world.bilal)).toMatchObject({ by: null, what: 'other', facts: {}, about: [] })
  })

  test('is read page by page, the latest first', async () => {
    for (let line = 0; line < 60; line++) await writeInJournal(world.db, { actorId: world.awa.id, bodyId: 'group', what: 'roll-taken', detail: { page: line } }) // prettier-ignore
    const [first, second] = [await read(world.bilal), await read(world.bilal, '?page=2')]
    expect([first.entries.length, first.page, second.page, first.lines]).toEqual([50, 1, 2, first.total])
    expect(first.entries.map(({ facts }) => facts)).toEqual(Array.from({ length: 50 }, (_, at) => ({ page: 59 - at })))
    expect(second.entries[0]).toMatchObject({ facts: { page: 9 } })
    expect(first.head).toBe(first.entries[0]!.hash)
    expect((await read(world.bilal, '?page=10000')).entries).toEqual([])
    expect(told(await world.bilal.knock('GET', `${place}?page=0`))).toEqual(malformed('page'))
    expect(told(await world.bilal.knock('GET', `${place}?line=abc`))).toEqual(malformed('line'))
  })
})

describe('what only its coordination may see', () => {
  test('is told without its title while an assembly is prepared', async () => {
    const id = await prepare(world)
    expect(await latest(world.bilal)).toMatchObject({ what: 'assembly-prepared', by: { firstName: 'Awa' }, about: [] })
    expect((await latest(world.awa)).about).toEqual([{ kind: 'assembly', id, title: 'Assemblée de décembre' }])
  })

  test('is told without its title while a roll is drawn up, and of who is on it nothing is told', async () => {
    const made = await world.awa.knock('POST', '/api/bodies/drome/electorates', { title: 'Les adhérentes', source: 'file' })
    const { id } = made.json<{ id: string }>()
    expect(await latest(world.bilal)).toMatchObject({ what: 'electorate-created', about: [] })
    expect((await latest(world.awa)).about).toMatchObject([{ kind: 'roll', id }])
    await world.awa.knock('POST', `/api/electorates/${id}/electors`, { email: 'fatou@preau.test', name: 'Fatou' })
    expect(await latest(world.bilal)).toMatchObject({ what: 'elector-added', people: [], facts: {}, about: [] })
    const file = (await world.awa.knock('GET', `${place}.txt`)).body
    expect(file.trimEnd().split('\n').at(-1)).toMatch(/^[0-9a-f]{64} -$/)
    expect(file).not.toMatch(/fatou/i)
  })
})

describe('the lines about one thing', () => {
  test('are those of an assembly and of the votes in it', async () => {
    const other = await convened(world)
    const id = await opened(world, rulesWith({ noticeDays: 0 }))
    const poll = await putToVote(world, id)
    await closeVote(world.awa, id, poll)
    const { entries, about, total } = await read(world.chloe, `?assembly=${id}`)
    expect(entries.map(({ what }) => what)).toEqual([
      ...['resolution-closed', 'resolution-opened', 'assembly-opened', 'officers-named', 'attendance-ticked', 'attendance-ticked'],
      ...['assembly-convened', 'assembly-prepared'],
    ])
    expect([total, about]).toEqual([8, { kind: 'assembly', id, title: 'Assemblée de décembre' }])
    expect(entries[3]).toMatchObject({ people: ['Awa', 'Bilal'] })
    expect(entries[0]!.about.map(({ kind }) => kind)).toEqual(['poll', 'assembly'])
    expect((await read(world.chloe, `?poll=${poll.id}`)).entries.map(({ what }) => what)).toEqual([
      'resolution-closed',
      'resolution-opened',
    ])
    expect((await read(world.chloe, `?assembly=${other}`)).total).toBe(2)
    expect(await read(world.chloe, '?poll=nowhere')).toMatchObject({ entries: [], total: 0, about: null })
  })
})
