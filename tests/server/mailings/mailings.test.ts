import { describe, expect, test } from 'vitest'
import { fromNow, wait } from '../polls/polls-world.ts'
import { addLater } from '../voting-links/roll-world.ts'
import { mailingsWorld, until } from './mailings-world.ts'

// What a mailing is to those who get it and to those who send it; what its carriers do is in carrying.test.ts.

const { world, carry, make, told, sent, receivers } = mailingsWorld()

describe('an opening mail', () => {
  test('reaches everyone on the roll once, in their language, with a link of their own, and its progress is told', async () => {
    expect((await make('opening')).json()).toMatchObject({ messages: 12 })
    carry()
    await sent(12)
    expect(new Set(receivers()).size).toBe(12)
    expect(world.sink.received).toHaveLength(12)
    const links = world.sink.received.map(({ text }) => /http:\/\/preau\.test\/v\/\S+/.exec(text)![0])
    expect(new Set(links).size).toBe(12)
    expect(world.sink.received.filter(({ text }) => text.includes('You can vote until')).length).toBe(6)
    for (const { headers, html } of world.sink.received) {
      expect(headers['message-id']).toMatch(/^<[0-9a-z]+\.[0-9a-z]+\.[0-9a-f]{32}@preau\.test>$/)
      expect(html).not.toMatch(/<img|src=/)
    }
    const link = await world.passerBy('GET', `/api/voting-links/${links[0]!.split('/v/')[1]}`)
    expect(link.json()).toMatchObject({ polls: [{ id: world.poll.id }] })
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
    expect((await world[who].knock('POST', `${world.poll.url}/mailings`, { kind: 'opening', pace: 100 })).statusCode).toBe(status)
    expect((await world[who].knock('GET', `${world.poll.url}/mailings`)).statusCode).toBe(404)
  })

  test('waits while it is paused, goes on when it is resumed, and stops for good', async () => {
    const { id } = (await make('opening', 60)).json<{ id: string }>()
    const change = (state: string) => world.awa.knock('PATCH', `/api/mailings/${id}`, { state })
    expect((await change('paused')).statusCode).toBe(204)
    carry()
    await wait(400)
    expect(world.sink.received).toEqual([])
    await change('running')
    await until(async () => world.sink.received.length >= 5)
    expect(world.sink.received.length).toBeLessThanOrEqual(6)
    await change('stopped')
    await wait(6000)
    expect(world.sink.received.length).toBeLessThanOrEqual(6)
    expect((await change('running')).json()).toMatchObject({ reason: 'stopped' })
    const deeds = await world.db.selectFrom('journal').select('what').where('pollId', '=', world.poll.id).orderBy('id').execute()
    expect(deeds.map(({ what }) => what)).toEqual(['mailing-made', 'mailing-paused', 'mailing-running', 'mailing-stopped'])
  })

  test.each([
    ['cancelled', () => ({ cancelledAt: new Date(), cancelReason: 'Une erreur dans la question' })],
    ['closed', () => ({ closesAt: new Date() })],
  ])('goes to nobody once its poll is %s, and is over', async (_, change) => {
    await make('opening')
    await world.db.updateTable('poll').set(change()).where('id', '=', world.poll.id).execute()
    carry()
    await until(async () => (await told())[0]!.stoppedAt !== null)
    expect(world.sink.received).toEqual([])
    expect((await told())[0]).toMatchObject({ sent: 0, waiting: 12 })
  })
})

describe('a reminder', () => {
  test('goes to those who have not signed, whoever signs while it is going included', async () => {
    const sign = (at: number) => world.db.insertInto('ballot').values({ pollId: world.poll.id, memberId: world.roll.members[at]!, id: crypto.randomUUID(), counter: 1, grades: Buffer.from([1, 1, 1]), castAt: new Date() }).execute() // prettier-ignore
    await sign(0)
    await sign(1)
    expect((await make('reminder')).json()).toMatchObject({ messages: 10 })
    await sign(2)
    carry()
    await sent(9)
    expect((await told())[0]).toMatchObject({ skipped: 1, waiting: 0 })
    expect(world.sink.received[0]!.text).toMatch(/pas encore voté|have not voted yet/)
  })

  test('goes to nobody whom the poll does not take: who was added to the roll once it had opened', async () => {
    await addLater(world.db, world.roll, `tard${world.poll.id}@exemple.org`)
    expect((await make('reminder')).json()).toMatchObject({ messages: 12 })
  })

  test('of a poll that has not opened yet is refused', async () => {
    await world.db
      .updateTable('poll')
      .set({ opensAt: fromNow(60_000) })
      .where('id', '=', world.poll.id)
      .execute()
    expect((await make('reminder')).json()).toMatchObject({ reason: 'not-open' })
  })
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
    expect([total, mailing.poll, mailing.sent]).toEqual([3, world.poll.id, 9])
    expect(failures.map(({ email, problem }: { email: string; problem: string }) => [email, problem]).toSorted()).toEqual(
      [[first, 'returned'], [second, 'returned'], [third, 'returned 5.1.1']].toSorted(), // prettier-ignore
    )
    const lines = await world.db.selectFrom('journal').select('line').where('what', '=', 'mailing-returned').execute()
    expect(lines).toHaveLength(3)
    for (const { line } of lines) expect(line).not.toContain('@')
  })
})
