import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mailingLimits } from '#domain/mailing.ts'
import { openMail } from '#server/mail/open.ts'
import { postman } from '#server/mailings/postman.ts'
import { takeNext, writeCarried } from '#server/mailings/queries.ts'
import { eventually } from '../live/live-world.ts'
import { fromNow, pollsWorld, type TestPoll, wait } from '../polls/polls-world.ts'
import { smtpSink } from '../smtp-sink.ts'
import { addPollOn, addRoll, type RollWorld } from '../voting-links/roll-world.ts'

let world: RollWorld
let sink: Awaited<ReturnType<typeof smtpSink>>
let answers: number[]
let roll: Awaited<ReturnType<typeof addRoll>>
let poll: TestPoll
let run = 0
const stops: (() => Promise<void>)[] = []
beforeAll(async () => void (world = (await pollsWorld()) as RollWorld))
afterAll(() => world.close())
beforeEach(async () => {
  answers = []
  sink = await smtpSink(0, answers)
  roll = await addRoll(world.db, people(12))
  poll = await addPollOn(world.db, roll)
  await world.db.updateTable('mailing').set({ stoppedAt: new Date() }).execute()
})
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
  await sink.close()
})

const people = (n: number, place = 'exemple.org') =>
  Array.from({ length: n }, (_, at) => ({ email: `p${run}-${at}@${place}`, language: at % 2 ? ('en' as const) : ('fr' as const) })).map(
    (one, _, all) => (one === all.at(-1) && run++, one),
  )

/** A process that carries the mail to the sink. */
function carry(url = sink.url, peopleWait?: () => boolean) {
  const config = { ...world.config, smtpUrl: url, mailFrom: 'Préau <vote@preau.test>' }
  const mail = openMail(config)
  const stop = postman({ ...world, mail, config, peopleWait }, { error: (facts) => console.error(facts) }, 50, 1000)
  stops.push(async () => {
    await stop()
    await mail.close()
  })
  return stop
}

const make = (kind: 'opening' | 'reminder', pace = 60_000) => world.awa.knock('POST', `${poll.url}/mailings`, { kind, pace })
const told = async () =>
  (await world.awa.knock('GET', `${poll.url}/mailings`)).json<{ mailings: { id: string; stoppedAt: string | null; sent: number; waiting: number; failed: number; skipped: number; later: number }[] }>().mailings // prettier-ignore
const until = (holds: () => boolean | Promise<boolean>) => eventually(holds, 20_000)
const sent = (n: number) => until(async () => (await told())[0]!.sent === n)
const receivers = () => sink.received.map(({ to }) => to[0]!)

describe('an opening mail', () => {
  test('reaches everyone on the roll once, in their language, with a link of their own, and its progress is told', async () => {
    expect((await make('opening')).json()).toMatchObject({ messages: 12 })
    carry()
    await sent(12)
    expect(new Set(receivers()).size).toBe(12)
    expect(sink.received).toHaveLength(12)
    const links = sink.received.map(({ text }) => /http:\/\/preau\.test\/v\/\S+/.exec(text)![0])
    expect(new Set(links).size).toBe(12)
    expect(sink.received.filter(({ text }) => text.includes('You can vote until')).length).toBe(6)
    for (const { headers, html } of sink.received) {
      expect(headers['message-id']).toMatch(/^<[0-9a-z]+\.[0-9a-z]+\.[0-9a-f]{32}@preau\.test>$/)
      expect(html).not.toMatch(/<img|src=/)
    }
    const link = await world.passerBy('GET', `/api/voting-links/${links[0]!.split('/v/')[1]}`)
    expect(link.json()).toMatchObject({ polls: [{ id: poll.id }] })
    expect((await told())[0]).toMatchObject({ sent: 12, waiting: 0, failed: 0 })
  })

  test('is sent once, whoever presses the button how many times', async () => {
    const made = await Promise.all([make('opening'), make('opening'), make('opening')])
    expect(made.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409])
    expect((await make('reminder')).json()).toMatchObject({ reason: 'already-sending' })
  })

  test.each([
    ['a member', 'bilal', 409],
    ['someone of the movement', 'dan', 409],
  ] as const)('is not for %s to send, nor to look at', async (_, who, status) => {
    expect((await world[who].knock('POST', `${poll.url}/mailings`, { kind: 'opening', pace: 100 })).statusCode).toBe(status)
    expect((await world[who].knock('GET', `${poll.url}/mailings`)).statusCode).toBe(404)
  })

  test('waits while it is paused, goes on when it is resumed, and stops for good', async () => {
    const { id } = (await make('opening', 60)).json<{ id: string }>()
    const change = (state: string) => world.awa.knock('PATCH', `/api/mailings/${id}`, { state })
    expect((await change('paused')).statusCode).toBe(204)
    carry()
    await wait(400)
    expect(sink.received).toEqual([])
    await change('running')
    await until(async () => sink.received.length >= 5)
    expect(sink.received.length).toBeLessThanOrEqual(6)
    await change('stopped')
    await wait(6000)
    expect(sink.received.length).toBeLessThanOrEqual(6)
    expect((await change('running')).json()).toMatchObject({ reason: 'stopped' })
    const deeds = await world.db.selectFrom('journal').select('what').where('pollId', '=', poll.id).orderBy('id').execute()
    expect(deeds.map(({ what }) => what)).toEqual(['mailing-made', 'mailing-paused', 'mailing-running', 'mailing-stopped'])
  })

  test('gives way to those who wait for their page, and reaches everyone all the same', async () => {
    await make('opening')
    let asked = 0
    const start = performance.now()
    carry(sink.url, () => asked++ >= 0)
    await sent(12)
    // Twelve letters in ten hands: two of them wait twice.
    expect(asked).toBe(12)
    expect(performance.now() - start).toBeGreaterThan(2 * mailingLimits.giveWayMilliseconds)
    expect(new Set(receivers()).size).toBe(12)
  })

  test('that gives way is put back at once when its process stops, not a rest later each', async () => {
    await make('opening')
    let [asked, isOver] = [0, false]
    const stop = carry(sink.url, () => {
      if (++asked === mailingLimits.hands) void stop().then(() => (isOver = true))
      return true
    })
    await until(() => isOver)
    expect(asked).toBe(mailingLimits.hands)
    expect(sink.received).toEqual([])
    expect((await told())[0]).toMatchObject({ sent: 0, waiting: 12, failed: 0 })
  })

  test.each([
    ['cancelled', () => ({ cancelledAt: new Date(), cancelReason: 'Une erreur dans la question' })],
    ['closed', () => ({ closesAt: new Date() })],
  ])('goes to nobody once its poll is %s, and is over', async (_, change) => {
    await make('opening')
    await world.db.updateTable('poll').set(change()).where('id', '=', poll.id).execute()
    carry()
    await until(async () => (await told())[0]!.stoppedAt !== null)
    expect(sink.received).toEqual([])
    expect((await told())[0]).toMatchObject({ sent: 0, waiting: 12 })
  })

  test('does not wait for a longer one to end', async () => {
    roll = await addRoll(world.db, Array.from({ length: 200 }, (_, place) => people(10, `lieu${place}.org`)).flat())
    poll = await addPollOn(world.db, roll)
    expect((await make('opening')).json()).toMatchObject({ messages: 2000 })
    const posted: string[] = []
    const post = async ({ to }: { to: string }) => (await wait(10), posted.push(to), { outcome: 'sent' as const })
    stops.push(postman({ ...world, mail: { ...world.mail, post } }, { error: (facts) => console.error(facts) }, 50))
    await until(async () => posted.length > 20)
    roll = await addRoll(world.db, people(3, 'petit.org'))
    poll = await addPollOn(world.db, roll)
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
    roll = await addRoll(
      world.db,
      [0, 1, 2, 3].flatMap((place) => people(75, `place${place}.org`)),
    )
    poll = await addPollOn(world.db, roll)
    await make('opening')
    carry()
    carry()
    carry()
    await sent(300)
    expect(sink.received).toHaveLength(300)
    expect(new Set(receivers()).size).toBe(300)
  })
})

describe('a mail server that', () => {
  test('refuses an address for good is believed, and the coordination is told which', async () => {
    answers.push(550)
    const { id } = (await make('opening')).json<{ id: string }>()
    carry()
    await sent(11)
    expect((await told())[0]).toMatchObject({ failed: 1, waiting: 0 })
    const failures = (await world.awa.knock('GET', `/api/mailings/${id}/failures`)).json()
    expect(failures).toMatchObject({ failures: [{ email: expect.stringContaining('@exemple.org'), problem: '550' }] })
    expect((await world.bilal.knock('GET', `/api/mailings/${id}/failures`)).statusCode).toBe(404)
  })

  test('says "later" for an hour is asked again later, its domain left alone meanwhile, and nobody is lost', async () => {
    answers.push(...Array<number>(12).fill(451))
    await make('opening')
    carry()
    await until(async () => (await told())[0]!.later > 0)
    await wait(500)
    const before = sink.received.length
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
    answers.length = 0
    await sent(12)
    expect(new Set(receivers()).size).toBe(12)
    expect(sink.received).toHaveLength(12)
  })

  test('is down loses nothing: the mailing waits and goes on where it was', async () => {
    await make('opening')
    const { port } = sink
    await sink.close()
    carry(`smtp://127.0.0.1:${port}`)
    await wait(800)
    expect((await told())[0]).toMatchObject({ sent: 0, failed: 0, waiting: 12 })
    sink = await smtpSink(port)
    await sent(12)
    expect(sink.received).toHaveLength(12)
  }, 60_000)
})

describe('a reminder', () => {
  test('goes to those who have not signed, whoever signs while it is going included', async () => {
    const sign = (at: number) => world.db.insertInto('ballot').values({ pollId: poll.id, memberId: roll.members[at]!, id: crypto.randomUUID(), counter: 1, grades: Buffer.from([1, 1, 1]), castAt: new Date() }).execute() // prettier-ignore
    await sign(0)
    await sign(1)
    expect((await make('reminder')).json()).toMatchObject({ messages: 10 })
    await sign(2)
    carry()
    await sent(9)
    expect((await told())[0]).toMatchObject({ skipped: 1, waiting: 0 })
    expect(sink.received[0]!.text).toMatch(/pas encore voté|have not voted yet/)
  })

  test('of a poll that has not opened yet is refused', async () => {
    await world.db
      .updateTable('poll')
      .set({ opensAt: fromNow(60_000) })
      .where('id', '=', poll.id)
      .execute()
    expect((await make('reminder')).json()).toMatchObject({ reason: 'not-open' })
  })
})

test('a domain that takes few at a time, with thousands of messages at the head of the queue, makes nobody else wait', async () => {
  roll = await addRoll(world.db, [...people(5000, 'lent.org'), ...people(10, 'ailleurs.org')])
  poll = await addPollOn(world.db, roll)
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

describe('messages that come back', () => {
  test('become failures, told and counted; who is unknown is told, and the journal has no address', async () => {
    const { id } = (await make('opening')).json<{ id: string }>()
    carry()
    await sent(12)
    const [first, second, third] = receivers() as [string, string, string]
    const report = `Return-Path: <>\nContent-Type: multipart/report\n\nFinal-Recipient: rfc822; ${third.toUpperCase()}\nAction: failed\nStatus: 5.1.1\n`
    const giveBack = async (text: string, by = world.awa) => (await by.knock('POST', `/api/mailings/${id}/returns`, { text })).json()
    expect(await giveBack(`${first}\n<${second}>, ailleurs@exemple.org`)).toEqual({
      ...{ returned: 2, already: 0, unknown: 1, unknownAddresses: ['ailleurs@exemple.org'] },
    })
    expect(await giveBack(report)).toMatchObject({ returned: 1, unknown: 0 })
    expect(await giveBack(`${first} ${third}`)).toMatchObject({ returned: 0, already: 2 })
    expect(await giveBack('rien')).toMatchObject({ reason: 'no-address' })
    expect(await giveBack('From: a@exemple.org\nContent-Type: text/plain\n\nAbsente')).toMatchObject({ reason: 'no-report' })
    expect((await world.bilal.knock('POST', `/api/mailings/${id}/returns`, { text: first })).statusCode).toBe(404)
    expect((await told())[0]).toMatchObject({ sent: 9, failed: 3, waiting: 0 })
    const { failures, total, mailing } = (await world.awa.knock('GET', `/api/mailings/${id}/failures`)).json()
    expect([total, mailing.poll, mailing.sent]).toEqual([3, poll.id, 9])
    expect(failures.map(({ email, problem }: { email: string; problem: string }) => [email, problem]).toSorted()).toEqual(
      [[first, 'returned'], [second, 'returned'], [third, 'returned 5.1.1']].toSorted(), // prettier-ignore
    )
    const lines = await world.db.selectFrom('journal').select('line').where('what', '=', 'mailing-returned').execute()
    expect(lines).toHaveLength(3)
    for (const { line } of lines) expect(line).not.toContain('@')
  })
})
