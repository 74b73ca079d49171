import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refused, told } from '../people-world.ts'
import { fromNow } from '../polls/polls-world.ts'
import {
  assembliesWorld,
  type AssembliesWorld,
  convened,
  day,
  itIsTime,
  mailHasLeft,
  opened,
  prepare,
  rulesWith,
  see,
  tick,
} from './assemblies-world.ts'

let world: AssembliesWorld
beforeAll(async () => {
  world = await assembliesWorld()
})
afterAll(() => world.close())

const reason = 'La salle est inondée, on remet à janvier.'
const cancel = (id: string, who = world.awa, why = reason) => who.knock('POST', `/api/assemblies/${id}/cancellation`, { reason: why })
const again = (id: string) => world.awa.knock('POST', `/api/assemblies/${id}/second`, { startsAt: fromNow(40 * day).toISOString() })

describe('an assembly that will not be held', () => {
  test('is cancelled by its coordination, with a reason that everyone who was convened is sent', async () => {
    world.mail.sent.length = 0
    const id = await convened(world)
    expect(told(await cancel(id, world.bilal))).toEqual(refused('not-a-coordinator'))
    expect(told(await cancel(id, world.awa, '  '))).toEqual(refused('no-reason'))
    await mailHasLeft(world)
    // A notice is a paper: its dates have their year.
    expect(world.mail.sent[0]!.subject).toMatch(/^Convocation\s: .* 20\d\d /)
    expect(world.mail.sent[0]!.text).toMatch(/Quand\s: .* 20\d\d\s/)
    const convenedPeople = world.mail.sent.map(({ to }) => to).sort()
    world.mail.sent.length = 0
    expect(told(await cancel(id))).toEqual([200, { messages: convenedPeople.length }])
    await mailHasLeft(world)
    expect(world.mail.sent.map(({ to }) => to).sort()).toEqual(convenedPeople)
    expect(world.mail.sent[0]!.subject).toMatch(/^Annulée\s: .* 20\d\d\s/)
    expect(world.mail.sent[0]!.text).toContain(reason)
    expect(await see(world.bilal, id)).toMatchObject({ stage: 'cancelled', cancelled: { reason } })
    expect(told(await cancel(id))).toEqual(refused('over'))
    const journal = await world.db.selectFrom('journal').select('detail').where('what', '=', 'assembly-cancelled').executeTakeFirstOrThrow()
    expect(journal.detail).toEqual({ assembly: id, reason })
  })

  test('whose notices had not left is told to nobody, and they leave no more', async () => {
    await mailHasLeft(world)
    world.mail.sent.length = 0
    const id = await convened(world)
    expect(told(await cancel(id))).toEqual([200, { messages: 0 }])
    await mailHasLeft(world)
    expect(world.mail.sent).toEqual([])
  })

  test('opens no more: nobody comes, gives a proxy or draws up its minutes', async () => {
    const id = await convened(world)
    await cancel(id)
    await itIsTime(world, id)
    expect(told(await tick(world.awa, id, world.awa))).toEqual(refused('over'))
    expect(told(await world.bilal.knock('POST', `/api/assemblies/${id}/proxies`, { holder: world.awa.id }))).toEqual(refused('over'))
    expect(told(await world.awa.knock('POST', `/api/assemblies/${id}/opening`))).toEqual(refused('over'))
    expect(told(await world.bilal.knock('GET', `/api/assemblies/${id}/minutes`))).toEqual(refused('not-over'))
    const opening = world.db.updateTable('assembly').set({ openedAt: new Date(), openedBy: world.awa.id }).where('id', '=', id)
    await expect(opening.execute()).rejects.toThrow(/check constraint/)
  })

  test('is convened on another date with the same agenda, in its own name: it follows nothing', async () => {
    const id = await convened(world)
    await cancel(id)
    const next = (await again(id)).json<{ id: string }>().id
    expect(await see(world.awa, next)).toMatchObject({ stage: 'draft', after: null })
    const titles = async (one: string) => (await see(world.awa, one)).agenda.map(({ resolution }) => resolution)
    expect(await titles(next)).toEqual(await titles(id))
  })

  test('in the place of a second convening, the next one is the second convening', async () => {
    const rules = { noticeDays: 0, quorum: { part: 1, of: 1 }, second: { noticeDays: 0, quorum: { part: 0, of: 1 } } }
    const first = await opened(world, rulesWith(rules))
    await world.awa.knock('POST', `/api/assemblies/${first}/adjournment`)
    const second = (await again(first)).json<{ id: string }>().id
    await world.awa.knock('POST', `/api/assemblies/${second}/convening`)
    await cancel(second)
    expect(await see(world.awa, first)).toMatchObject({ followedBy: null })
    const third = (await again(second)).json<{ id: string }>().id
    expect(await see(world.awa, third)).toMatchObject({ after: first })
    expect(told(await again(second))).toEqual(refused('already-followed'))
    expect(told(await again(first))).toEqual(refused('already-followed'))
  })

  test('that is open is closed, not cancelled', async () => {
    expect(told(await cancel(await opened(world)))).toEqual(refused('already-open'))
  })
})

test('what was only prepared is thrown away, by its coordination; what was convened is not', async () => {
  const id = await prepare(world)
  expect((await world.bilal.knock('DELETE', `/api/assemblies/${id}`)).statusCode).toBe(404)
  expect((await world.awa.knock('DELETE', `/api/assemblies/${id}`)).statusCode).toBe(204)
  expect((await world.awa.knock('GET', `/api/assemblies/${id}`)).statusCode).toBe(404)
  expect(told(await world.awa.knock('DELETE', `/api/assemblies/${await convened(world)}`))).toEqual(refused('already-convened'))
})
