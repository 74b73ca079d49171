import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refused, told } from '../people-world.ts'
import type { Person } from '../polls/polls-world.ts'
import { assembliesWorld, type AssembliesWorld, convened, givenProxy, itIsTime, more, opened, prepare, rulesWith, see, tick } from './assemblies-world.ts' // prettier-ignore

let world: AssembliesWorld
let fatou: Person
let jo: Person
beforeAll(async () => {
  world = await assembliesWorld()
  ;[fatou, jo] = (await more(world, 'Fatou', 'Jo')) as [Person, Person]
})
afterAll(() => world.close())

const here = (who: Person, id: string, body: object) => who.knock('POST', `/api/assemblies/${id}/presence`, body)
const give = (who: Person, id: string, holder: Person | null) =>
  who.knock('POST', `/api/assemblies/${id}/proxies`, { holder: holder?.id ?? null })
const answer = (who: Person, proxy: string, accepts: boolean) => who.knock('PUT', `/api/proxies/${proxy}/answer`, { accepts })
const roomOf = async (id: string) => {
  const { link } = (await world.awa.knock('GET', `/api/assemblies/${id}/room`)).json<{ link: string }>()
  return new URL(link).searchParams.get('salle')!
}

describe('the attendance sheet', () => {
  test('opens two hours before, for those of the roll, by the code of the room or at the desk', async () => {
    const id = await convened(world)
    expect(told(await tick(world.awa, id, world.chloe))).toEqual(refused('too-early'))
    await itIsTime(world, id)
    const room = await roomOf(id)
    expect(told(await here(world.chloe, id, { here: 'room' }))).toEqual(refused('not-in-the-room'))
    expect(told(await here(world.chloe, id, { here: 'room', room: 'x'.repeat(room.length) }))).toEqual(refused('not-in-the-room'))
    expect((await here(world.chloe, id, { here: 'room', room })).statusCode).toBe(204)
    expect(told(await here(world.chloe, id, { here: 'room', room }))).toEqual(refused('already-here'))
    expect(told(await tick(world.bilal, id, fatou))).toEqual(refused('not-an-officer'))
    expect(told(await tick(world.awa, id, world.dan))).toEqual(refused('not-on-the-roll'))
    expect((await tick(world.awa, id, fatou)).statusCode).toBe(204)
    expect(told(await tick(world.awa, id, jo, 'out'))).toEqual(refused('not-here'))
    expect((await see(world.bilal, id)).quorum).toEqual({ room: 2, remote: 0, represented: 0, needed: 3, missing: 1, blank: 0 })
    expect((await here(world.chloe, id, { here: 'out' })).statusCode).toBe(204)
    expect((await see(world.bilal, id)).quorum).toMatchObject({ room: 1, missing: 2 })
    const { people } = (await world.bilal.knock('GET', `/api/assemblies/${id}/attendance`)).json()
    expect(people.map((one: { firstName: string }) => one.firstName)).toEqual(['Awa', 'Bilal', 'Chloé', 'Fatou', 'Jo'])
    expect(people[2]).toMatchObject({ here: null, stays: [{ how: 'room', byDesk: false, leftAt: expect.any(String) }] })
    expect(people[3]).toMatchObject({ here: 'room', stays: [{ how: 'room', byDesk: true, leftAt: null }] })
  })

  test('knows a distance only where the statutes do', async () => {
    const near = await convened(world)
    await itIsTime(world, near)
    expect(told(await here(fatou, near, { here: 'remote' }))).toEqual(refused('remote-not-allowed'))
    const far = await convened(world, rulesWith({ noticeDays: 0 }, true))
    await itIsTime(world, far)
    expect((await here(fatou, far, { here: 'remote' })).statusCode).toBe(204)
    expect((await see(fatou, far)).quorum).toMatchObject({ room: 0, remote: 1 })
    expect((await here(fatou, far, { here: 'room', room: await roomOf(far) })).statusCode).toBe(204)
    expect((await see(fatou, far)).quorum).toMatchObject({ room: 1, remote: 0 })
  })

  test('tells apart two who are called the same by the day they came, to whoever reads it, and nobody’s address', async () => {
    const id = await convened(world)
    await world.db.updateTable('member').set({ firstName: 'fatou' }).where('id', '=', jo.id).execute()
    type Line = { id: string; apart: { unit: string | null; since: string | null; number: number | null } | null }
    const linesOf = async (query = '') => (await world.bilal.knock('GET', `/api/assemblies/${id}/attendance${query}`)).json<{ people: Line[] }>().people // prettier-ignore
    const people = await linesOf()
    const [one, two] = [fatou, jo].map((who) => people.find((line) => line.id === who.id)!.apart!)
    expect(one!.since).toBeTruthy()
    expect([one!.since, one!.number]).not.toEqual([two!.since, two!.number])
    expect(people.filter(({ apart }) => apart)).toHaveLength(2)
    expect((await linesOf('?nom=Fatou')).map(({ apart }) => apart)).toEqual(expect.arrayContaining([one]))
    expect(JSON.stringify(people)).not.toContain('@')
    await world.db.updateTable('member').set({ firstName: 'Jo' }).where('id', '=', jo.id).execute()
  })

  test('is of what is convened, and shows its code to who runs it only', async () => {
    const id = await prepare(world)
    expect(told(await tick(world.awa, id, world.awa))).toEqual(refused('not-convened'))
    expect(told(await world.awa.knock('GET', `/api/assemblies/${id}/room`))).toEqual(refused('not-convened'))
    const ready = await convened(world)
    expect(told(await world.bilal.knock('GET', `/api/assemblies/${ready}/room.svg`))).toEqual(refused('not-an-officer'))
    expect((await world.awa.knock('GET', `/api/assemblies/${ready}/room.svg`)).headers['content-type']).toMatch('image/svg+xml')
  })
})

describe('officers', () => {
  test('are two people of the roll, who are there when it opens, at its hour', async () => {
    const id = await convened(world)
    const name = (who: Person, chair: Person, secretary: Person) =>
      who.knock('PUT', `/api/assemblies/${id}/officers`, { chair: chair.id, secretary: secretary.id })
    const openIt = () => world.awa.knock('POST', `/api/assemblies/${id}/opening`)
    expect(told(await openIt())).toEqual(refused('too-early'))
    await itIsTime(world, id)
    expect(told(await openIt())).toEqual(refused('no-officers'))
    expect(told(await name(world.bilal, world.bilal, world.chloe))).toEqual(refused('not-an-officer'))
    expect(told(await name(world.awa, world.bilal, world.bilal))).toEqual(refused('same-person'))
    expect(told(await name(world.awa, world.bilal, world.dan))).toEqual(refused('not-on-the-roll'))
    expect((await name(world.awa, world.bilal, world.chloe)).statusCode).toBe(204)
    expect(told(await openIt())).toEqual(refused('officers-absent'))
    for (const who of [world.bilal, world.chloe]) await tick(world.bilal, id, who)
    expect((await world.bilal.knock('POST', `/api/assemblies/${id}/opening`)).statusCode).toBe(204)
    expect(told(await openIt())).toEqual(refused('already-open'))
  })
})

describe('a proxy', () => {
  test('is given once, to someone else of the roll, and taken by them', async () => {
    const id = await convened(world)
    expect(told(await give(fatou, id, fatou))).toEqual(refused('to-oneself'))
    expect(told(await give(fatou, id, world.dan))).toEqual(refused('holder-not-on-the-roll'))
    const proxy = (await give(fatou, id, jo)).json<{ id: string }>().id
    expect(told(await give(fatou, id, world.chloe))).toEqual(refused('already-given'))
    expect(told(await give(world.chloe, id, fatou))).toEqual(refused('holder-gave-theirs'))
    expect(told(await answer(world.chloe, proxy, true))).toEqual(refused('not-yours'))
    expect((await see(jo, id)).me.held).toEqual([{ id: proxy, giver: 'Fatou', accepted: false }])
    expect((await answer(jo, proxy, true)).statusCode).toBe(204)
    expect(told(await answer(jo, proxy, false))).toEqual(refused('already-answered'))
    expect(told(await give(jo, id, world.chloe))).toEqual(refused('holds-some'))
    expect(told(await jo.knock('DELETE', `/api/proxies/${proxy}`))).toEqual(refused('not-yours'))
    expect((await fatou.knock('DELETE', `/api/proxies/${proxy}`)).statusCode).toBe(204)
    expect(told(await fatou.knock('DELETE', `/api/proxies/${proxy}`))).toEqual(refused('ended'))
    const again = (await give(fatou, id, jo)).json<{ id: string }>().id
    expect((await answer(jo, again, false)).statusCode).toBe(204)
    expect(told(await answer(jo, again, true))).toEqual(refused('ended'))
  })

  test('is given by who is not there: once one has signed in, only after one has left', async () => {
    const id = await convened(world)
    await itIsTime(world, id)
    await tick(world.awa, id, fatou)
    expect(told(await give(fatou, id, jo))).toEqual(refused('you-are-here'))
    expect(told(await fatou.knock('POST', `/api/assemblies/${id}/proxies`, { holder: null }))).toEqual(refused('you-are-here'))
    await tick(world.awa, id, fatou, 'out')
    expect((await give(fatou, id, jo)).statusCode).toBe(200)
  })

  test('is one of so many at most, and of none where the rules want none', async () => {
    const id = await convened(world, rulesWith({ noticeDays: 0, proxies: 1 }))
    await givenProxy(id, fatou, jo)
    expect(told(await give(world.chloe, id, jo))).toEqual(refused('holder-is-full'))
    const none = await convened(world, rulesWith({ noticeDays: 0, proxies: 0 }))
    expect(told(await give(fatou, none, jo))).toEqual(refused('no-proxies'))
  })

  test('is not accepted beyond the cap either, when several were offered at once', async () => {
    const id = await convened(world, rulesWith({ noticeDays: 0, proxies: 1 }))
    const [one, two] = [await give(fatou, id, jo), await give(world.chloe, id, jo)].map((given) => given.json<{ id: string }>().id)
    const answers = await Promise.all([answer(jo, one!, true), answer(jo, two!, true)])
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([204, 409])
  })

  test('counts for the quorum while its holder is there, and is void once its giver comes', async () => {
    const id = await convened(world)
    const proxy = await givenProxy(id, fatou, jo)
    await itIsTime(world, id)
    expect((await see(jo, id)).quorum).toMatchObject({ room: 0, represented: 0 })
    await tick(world.awa, id, jo)
    expect((await see(jo, id)).quorum).toMatchObject({ room: 1, represented: 1 })
    await tick(world.awa, id, jo, 'out')
    expect((await see(jo, id)).quorum).toMatchObject({ room: 0, represented: 0 })
    await tick(world.awa, id, jo)
    await tick(world.awa, id, fatou)
    expect((await see(jo, id)).quorum).toMatchObject({ room: 2, represented: 0 })
    const row = await world.db.selectFrom('proxy').select('endReason').where('id', '=', proxy).executeTakeFirstOrThrow()
    expect(row.endReason).toBe('came')
  })

  test('is neither given nor taken back once it is open; in blank it goes to who carries the fewest, then by the alphabet', async () => {
    let named = ''
    const id = await opened(world, rulesWith({ noticeDays: 0 }), async (id) => {
      named = await givenProxy(id, world.chloe, world.awa)
      await givenProxy(id, fatou, null)
      await givenProxy(id, jo, null)
      expect((await see(world.awa, id)).quorum.blank).toBe(2)
    })
    // Awa carries one already: Bilal gets the first; then both carry one, and Awa comes first by the alphabet.
    const { people } = (await world.awa.knock('GET', `/api/assemblies/${id}/attendance`)).json()
    expect(people.map(({ carries }: { carries: { firstName: string }[] }) => carries.map(({ firstName }) => firstName))).toEqual([
      ['Chloé', 'Jo'],
      ['Fatou'],
      [],
      [],
      [],
    ])
    expect((await see(world.awa, id)).quorum).toMatchObject({ room: 2, represented: 3, missing: 0, blank: 0 })
    expect(told(await world.chloe.knock('DELETE', `/api/proxies/${named}`))).toEqual(refused('already-open'))
    expect(told(await give(world.bilal, id, world.awa))).toEqual(refused('already-open'))
  })

  test('is kept by the database to the roll, one a giver', async () => {
    const id = await convened(world)
    const { electorateId } = await world.db.selectFrom('assembly').select('electorateId').where('id', '=', id).executeTakeFirstOrThrow()
    const row = (giver: Person, holder: Person) => ({ id: crypto.randomUUID(), assemblyId: id, electorateId: electorateId!, giverId: giver.id, holderId: holder.id, blank: false }) // prettier-ignore
    const insert = (giver: Person, holder: Person) => world.db.insertInto('proxy').values(row(giver, holder)).execute()
    await expect(insert(world.dan, jo)).rejects.toThrow('foreign key')
    await expect(insert(jo, jo)).rejects.toThrow('check constraint')
    await insert(fatou, jo)
    await expect(insert(fatou, world.chloe)).rejects.toThrow('proxy_now')
  })
})
