import { describe, expect, test } from 'vitest'
import { mailingLimits } from '#domain/mailing.ts'
import { postman } from '#server/mailings/postman.ts'
import { takeNext, writeCarried } from '#server/mailings/queries.ts'
import { fromNow, wait } from '../polls/polls-world.ts'
import { smtpSink } from '../smtp-sink.ts'
import { mailingsWorld, people, until } from './mailings-world.ts'

// What processes do as they carry a mailing, together and with a mail server that does not always take it.

const { world, askAll, carry, make, told, sent, receivers } = mailingsWorld()

describe('an opening mail', () => {
  test('gives way to those who wait for their page, and reaches everyone all the same', async () => {
    await make('opening')
    let asked = 0
    const start = performance.now()
    carry(world.sink.url, () => asked++ >= 0)
    await sent(12)
    // Twelve letters in ten hands: two of them wait twice.
    expect(asked).toBe(12)
    expect(performance.now() - start).toBeGreaterThan(2 * mailingLimits.giveWayMilliseconds)
    expect(new Set(receivers()).size).toBe(12)
  })

  test('that gives way is put back at once when its process stops, not a rest later each', async () => {
    await make('opening')
    let [asked, isOver] = [0, false]
    const stop = carry(world.sink.url, () => {
      if (++asked === mailingLimits.hands) void stop().then(() => (isOver = true))
      return true
    })
    await until(() => isOver)
    expect(asked).toBe(mailingLimits.hands)
    expect(world.sink.received).toEqual([])
    expect((await told())[0]).toMatchObject({ sent: 0, waiting: 12, failed: 0 })
  })

  test('does not wait for a longer one to end', async () => {
    await askAll(Array.from({ length: 200 }, (_, place) => people(10, `lieu${place}.org`)).flat())
    expect((await make('opening')).json()).toMatchObject({ messages: 2000 })
    const posted: string[] = []
    const post = async ({ to }: { to: string }) => (await wait(10), posted.push(to), { outcome: 'sent' as const })
    world.stops.push(postman({ ...world, mail: { ...world.mail, post } }, { error: (facts) => console.error(facts) }, 50))
    await until(async () => posted.length > 20)
    await askAll(people(3, 'petit.org'))
    await make('opening')
    await until(async () => posted.length === 2003)
    expect(posted.findLastIndex((to) => to.endsWith('@petit.org'))).toBeLessThan(1990)
  })

  test('answered "later" by the same places to several processes is written down by all of them', async () => {
    await make('opening')
    const { id } = (await told())[0]!
    const members = await world.db.selectFrom('delivery').select('memberId').where('mailingId', '=', id).execute()
    const places = Array.from({ length: 60 }, (_, n) => `place-${n}.org`)
    const process = async ({ memberId }: { memberId: string }) => {
      for (let turn = 0; turn < 60; turn++) {
        const some = places.filter(() => Math.random() < 0.7).sort(() => Math.random() - 0.5)
        await writeCarried(world.db, some.map((place) => ({ mailingId: id, memberId, place, tries: 1, posted: { outcome: 'later', problem: '421' } }))) // prettier-ignore
      }
    }
    await Promise.all(members.slice(0, 4).map(process))
  })

  test('carried by three processes at once reaches everyone once', async () => {
    await askAll([0, 1, 2, 3].flatMap((place) => people(75, `place${place}.org`)))
    await make('opening')
    carry()
    carry()
    carry()
    await sent(300)
    expect(world.sink.received).toHaveLength(300)
    expect(new Set(receivers()).size).toBe(300)
  })
})

describe('a mail server that', () => {
  test('refuses an address for good is believed, and the coordination is told which', async () => {
    world.answers.push(550)
    const { id } = (await make('opening')).json<{ id: string }>()
    carry()
    await sent(11)
    expect((await told())[0]).toMatchObject({ failed: 1, waiting: 0 })
    const failures = (await world.awa.knock('GET', `/api/mailings/${id}/failures`)).json()
    expect(failures).toMatchObject({ failures: [{ email: expect.stringContaining('@exemple.org'), problem: '550' }] })
    expect((await world.bilal.knock('GET', `/api/mailings/${id}/failures`)).statusCode).toBe(404)
  })

  test('says "later" for an hour is asked again later, its domain left alone meanwhile, and nobody is lost', async () => {
    world.answers.push(...Array<number>(12).fill(451))
    await make('opening')
    carry()
    await until(async () => (await told())[0]!.later > 0)
    await wait(500)
    const before = world.sink.received.length
    expect(before).toBe(0)
    // An hour goes by.
    await world.db
      .updateTable('delivery')
      .set({ dueAt: fromNow(-1) })
      .execute()
    await world.db
      .updateTable('mailPlace')
      .set({ restsTill: fromNow(-1) })
      .execute()
    world.answers.length = 0
    await sent(12)
    expect(new Set(receivers()).size).toBe(12)
    expect(world.sink.received).toHaveLength(12)
  })

  test('is down loses nothing: the mailing waits and goes on where it was', async () => {
    await make('opening')
    const { port } = world.sink
    await world.sink.close()
    carry(`smtp://127.0.0.1:${port}`)
    await wait(800)
    expect((await told())[0]).toMatchObject({ sent: 0, failed: 0, waiting: 12 })
    world.sink = await smtpSink(port)
    await sent(12)
    expect(world.sink.received).toHaveLength(12)
  }, 60_000)
})

test('a domain that takes few at a time, with thousands of messages at the head of the queue, makes nobody else wait', async () => {
  await askAll([...people(5000, 'lent.org'), ...people(10, 'ailleurs.org')])
  const { id } = (await make('opening')).json<{ id: string }>()
  await world.db
    .updateTable('delivery')
    .set({ dueAt: fromNow(-60_000) })
    .where('mailingId', '=', id)
    .where('place', '=', 'lent.org')
    .execute()
  const placesOf = async () => Object.entries(Object.groupBy(await takeNext(world.db, id), ({ place }) => place)).map(([place, some]) => [place, some!.length]) // prettier-ignore
  expect(await placesOf()).toEqual([['lent.org', 100]])
  expect(await placesOf()).toEqual([['ailleurs.org', 10]])
  expect(await placesOf()).toEqual([])
})

test('what a process took and forgot is taken again, ten minutes later and not before', async () => {
  const { id } = (await make('opening')).json<{ id: string }>()
  expect(await takeNext(world.db, id)).toHaveLength(12)
  expect(await takeNext(world.db, id)).toHaveLength(0)
  await world.db
    .updateTable('delivery')
    .set({ takenAt: fromNow(-601_000) })
    .execute()
  expect(await takeNext(world.db, id)).toHaveLength(12)
})
