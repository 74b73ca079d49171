import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Minutes } from '#domain/minutes.ts'
import { canonical } from '#domain/ratification/canonical.ts'
import { refused, told } from '../people-world.ts'
import type { Person } from '../polls/polls-world.ts'
import { assembliesWorld, type AssembliesWorld, ballot, closeVote, givenProxy, mailHasLeft, opened, putToVote, rulesWith, see } from './assemblies-world.ts' // prettier-ignore

let world: AssembliesWorld
beforeAll(async () => {
  world = await assembliesWorld()
})
afterAll(() => world.close())

const certify = (who: Person, id: string) => who.knock('POST', `/api/assemblies/${id}/certification`)
const sign = (who: Person, id: string) => who.knock('POST', `/api/assemblies/${id}/minutes/signature`)
const remark = (who: Person, id: string, remarks: string) => who.knock('PUT', `/api/assemblies/${id}/minutes/remarks`, { remarks })
const read = async (who: Person, id: string) => (await who.knock('GET', `/api/assemblies/${id}/minutes`)).json()

/** Held, with one resolution that Awa and Bilal graded, Bilal for Chloé too; closed. */
async function held() {
  let proxy = ''
  const id = await opened(world, rulesWith({ noticeDays: 0 }), async (id) => void (proxy = await givenProxy(id, world.chloe, world.bilal)))
  await mailHasLeft(world)
  const poll = await putToVote(world, id)
  for (const who of [world.awa, world.bilal]) await who.knock('POST', `${poll.url}/ballots`, ballot(poll, 4))
  await world.bilal.knock('POST', `${poll.url}/proxy-ballots`, { ...ballot(poll, 1), proxy })
  await closeVote(world.awa, id, poll)
  await world.awa.knock('POST', `/api/assemblies/${id}/closing`)
  return { id, poll }
}

describe('the attendance sheet', () => {
  test('is certified by the officers, each once, when all is over', async () => {
    const open = await opened(world)
    expect(told(await certify(world.awa, open))).toEqual(refused('not-over'))
    const { id } = await held()
    expect(told(await certify(world.chloe, id))).toEqual(refused('not-an-officer'))
    expect((await certify(world.awa, id)).statusCode).toBe(204)
    expect(told(await certify(world.awa, id))).toEqual(refused('already-certified'))
    expect(await see(world.chloe, id)).toMatchObject({ certified: [{ firstName: 'Awa' }] })
    const lines = await world.db.selectFrom('journal').select('what').where('actorId', '=', world.awa.id).orderBy('id', 'desc').execute()
    expect(lines[0]!.what).toBe('attendance-certified')
  })
})

describe('minutes', () => {
  test('come from the facts, are read over, then signed by the secretary and the chair; nothing moves afterwards', async () => {
    const { id, poll } = await held()
    expect(told(await sign(world.chloe, id))).toEqual(refused('not-an-officer'))
    expect(told(await sign(world.bilal, id))).toEqual(refused('sheet-not-certified'))
    for (const who of [world.awa, world.bilal]) await certify(who, id)
    expect(told(await sign(world.awa, id))).toEqual(refused('secretary-first'))
    expect(told(await remark(world.awa, id, 'Bravo'))).toEqual(refused('not-the-secretary'))
    expect(told(await remark(world.bilal, id, 'x'.repeat(10_001)))).toEqual(refused('too-long'))
    expect((await remark(world.bilal, id, 'Fatou a demandé la parole.')).statusCode).toBe(204)
    expect(JSON.parse((await read(world.chloe, id)).content)).toMatchObject({ number: 0, remarks: 'Fatou a demandé la parole.' })
    const [head] = await world.db.selectFrom('journal').select('hash').where('bodyId', '=', 'group').orderBy('id', 'desc').execute()
    expect((await sign(world.bilal, id)).statusCode).toBe(204)
    expect(told(await sign(world.bilal, id))).toEqual(refused('already-signed'))
    expect(told(await remark(world.bilal, id, 'Trop tard'))).toEqual(refused('already-signed'))
    expect((await sign(world.awa, id)).statusCode).toBe(204)
    expect(told(await sign(world.awa, id))).toEqual(refused('already-signed'))

    const told2 = await read(world.chloe, id)
    const minutes = JSON.parse(told2.content) as Minutes
    const heads = { room: 2, remote: 0, represented: 1 }
    expect(minutes).toMatchObject({
      ...{
        format: 'preau-minutes/1',
        body: { name: 'Drôme', slug: 'drome' },
        number: 1,
        kind: 'ordinary',
        second: false,
        adjourned: false,
      },
      ...{ convening: { sent: 3, of: 3 }, officers: { chair: 'Awa', secretary: 'Bilal' }, roll: { size: 3 } },
      ...{ attendance: { came: 2, atOpening: heads, atEnd: heads }, proxies: { given: 1, counted: 1 }, quorum: { needed: 2, met: true } },
      ...{ threshold: 2, remarks: 'Fatou a demandé la parole.', journal: head!.hash.toString('hex') },
    })
    expect(minutes.rules.clauses.join(' ')).toMatch(/la moitié des membres/)
    expect(minutes.items[0]!.decided).toBeNull()
    expect(minutes.items[1]!.decided).toMatchObject({ poll: poll.id, rollSize: 3, voters: 3, byProxy: 1, counts: [0, 1, 0, 0, 2], grade: 4, adopted: true, present: heads }) // prettier-ignore
    expect(told2.content).toBe(canonical(minutes))
    expect(told2.fingerprint).toBe(createHash('sha256').update(told2.content).digest('hex'))
    expect(await see(world.chloe, id)).toMatchObject({ minutes: { number: 1, signed: true } })
  })

  test('are numbered one after the other in a year, also when two are signed at once', async () => {
    const both = [await held(), await held()]
    for (const { id } of both) for (const who of [world.awa, world.bilal]) await certify(who, id)
    await Promise.all(both.map(({ id }) => sign(world.bilal, id)))
    const numbers = await Promise.all(both.map(async ({ id }) => JSON.parse((await read(world.awa, id)).content).number))
    expect(numbers.sort()).toEqual([2, 3])
  })

  test('are kept by the database: a word, a signature, the row itself', async () => {
    const rows = world.db.updateTable('minutes')
    await expect(rows.set({ remarks: 'Autre' }).where('content', 'is not', null).execute()).rejects.toThrow('never change')
    await expect(rows.set({ secretarySignedAt: new Date() }).where('content', 'is not', null).execute()).rejects.toThrow('never change')
    await expect(world.db.deleteFrom('minutes').execute()).rejects.toThrow('never change')
    const forged = { assemblyId: (await held()).id, bodyId: 'group', year: 2026, number: 99, content: '{}', fingerprint: Buffer.alloc(32), secretarySignedAt: new Date() } // prettier-ignore
    await expect(world.db.insertInto('minutes').values(forged).execute()).rejects.toThrow('check constraint')
  })

  test('wait for the end, and say that an adjourned assembly lacked its quorum', async () => {
    const id = await opened(world, rulesWith({ noticeDays: 0, quorum: { part: 1, of: 1 } }))
    for (const answer of [
      await sign(world.bilal, id),
      await remark(world.bilal, id, ''),
      await world.bilal.knock('GET', `/api/assemblies/${id}/minutes`),
    ])
      // prettier-ignore
      expect(told(answer)).toEqual(refused('not-over'))
    await world.awa.knock('POST', `/api/assemblies/${id}/adjournment`)
    const minutes = JSON.parse((await read(world.chloe, id)).content) as Minutes
    expect(minutes).toMatchObject({ adjourned: true, quorum: { needed: 3, met: false } })
    expect(minutes.items.every(({ decided }) => decided === null)).toBe(true)
  })
})
