import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { readConfig } from '#server/config.ts'
import { openMail } from '#server/mail/open.ts'
import { postman } from '#server/mailings/postman.ts'
import { readBox } from '#server/mailings/returned/box.ts'
import { namedIn } from '#server/mailings/returned/names.ts'
import { sendMissing, writeCarried } from '#server/mailings/queries.ts'
import { stateOfBox, wasRead, writeFailures } from '#server/mailings/returned/queries.ts'
import { readReturnedMail } from '#server/mailings/returned/reading.ts'
import { eventually } from '../live/live-world.ts'
import { fromNow, pollsWorld, type TestPoll } from '../polls/polls-world.ts'
import { type Received, smtpSink } from '../smtp-sink.ts'
import { addPollOn, addRoll, type RollWorld } from '../voting-links/roll-world.ts'
import { absenceOf, bounceOf } from './bounces.ts'
import { type Box, openBox } from './imap-box.ts'

let world: RollWorld
let box: Box
let sink: Awaited<ReturnType<typeof smtpSink>>
let poll: TestPoll
let mailing: string
let sent: Received[]
let run = 0
beforeAll(async () => {
  box = await openBox()
  world = (await pollsWorld({ RETURNED_MAIL: box.url })) as RollWorld
})
afterAll(async () => {
  await world.close()
  await box.close()
})

/** An opening to six people, which has left. */
beforeEach(async () => {
  sink = await smtpSink()
  const roll = await addRoll(
    world.db,
    Array.from({ length: 6 }, (_, at) => ({ email: `p${at}.${++run}@exemple.org` })),
  )
  poll = await addPollOn(world.db, roll)
  mailing = await make('opening')
  sent = await carried(6)
})
afterEach(async () => {
  await sink.close()
  box.empty()
})

const make = async (kind: 'opening' | 'reminder') =>
  (await world.awa.knock('POST', `${poll.url}/mailings`, { kind, pace: 60_000 })).json<{ id: string; messages: number }>().id

/** Carries what is to be sent until so many have left in all. */
async function carried(n: number) {
  const mail = openMail({ ...world.config, smtpUrl: sink.url, mailFrom: 'Préau <vote@preau.test>' })
  const stop = postman({ ...world, mail }, { error: (facts) => console.error(facts) }, 20)
  await eventually(() => sink.received.length >= n)
  await stop()
  await mail.close()
  return [...sink.received]
}

/** Whatever the log is told. */
const lines: string[] = []
const log = (facts: object, words: string) => void lines.push(JSON.stringify(facts) + words)

/** Two minutes go by, and the mailbox is read once. */
async function read(url = box.url) {
  const before = await world.db.selectFrom('returnedMail').select('turnAt').executeTakeFirst()
  await world.db
    .updateTable('returnedMail')
    .set({ turnAt: fromNow(-600_000), problem: null })
    .execute()
  const config = readConfig({ RETURNED_MAIL: url })
  lines.length = 0
  const stop = readReturnedMail({ ...world, config }, { error: log, warn: log, info: log }, 20)
  await eventually(() => lines.length > 0)
  await stop()
  expect(before?.turnAt).not.toEqual((await world.db.selectFrom('returnedMail').select('turnAt').executeTakeFirst())?.turnAt)
}

type Told = { failures: { email: string; problem: string }[] }
const failures = async () => (await world.awa.knock('GET', `/api/mailings/${mailing}/failures`)).json<Told>()
const problems = async () => (await failures()).failures.map(({ email, problem }) => [email, problem])
const journal = async () =>
  (await world.db.selectFrom('journal').select(['actorId', 'line']).where('what', '=', 'mailing-returned').where('pollId', '=', poll.id).execute()) // prettier-ignore

describe('mail that comes back', () => {
  test('leaves under the address of the mailbox, and asks that only its head come back', () => {
    for (const { from, headers, dsn } of sent) {
      expect(from).toBe(box.login)
      expect(headers.from).toBe('Préau <vote@preau.test>')
      expect(dsn).toEqual({ ret: 'HDRS', envid: headers['message-id']!.slice(1).split('@')[0] })
    }
  })

  test('is read by the installation, counted with its reason in the mailing it is of, and deleted', async () => {
    box.deliver(bounceOf(sent[0]!))
    box.deliver(bounceOf(sent[1]!, { status: '5.2.2' }))
    await read()
    expect(await problems()).toEqual([[sent[0]!.to[0], 'returned 5.1.1'], [sent[1]!.to[0], 'returned 5.2.2']]) // prettier-ignore
    expect(box.left()).toEqual([])
    expect(await failures()).toMatchObject({ box: { left: 0, problem: null, readAt: expect.any(String) }, mailing: { sent: 4 } })
    expect(lines.join()).not.toContain('@')
    const told = await journal()
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ actorId: null })
    expect(told[0]!.line).toContain('"returned": 2')
    expect(told[0]!.line).not.toContain('@')
  })

  test.each([
    ['after days of trying', { status: '4.4.7' }, 'returned 4.4.7'],
    ['from where it was forwarded', { final: 'ailleurs@exemple.net' }, 'returned 5.1.1'],
    ['to an address that the report writes in its own way', { final: '=?utf-8?q?p=40?= <p>' }, 'returned 5.1.1'],
    ['whose head says nothing but its name', { head: 'X-Id: nothing' }, null],
  ])('%s', async (_, fate, problem) => {
    box.deliver(bounceOf(sent[0]!, fate))
    await read()
    expect(await problems()).toEqual(problem === null ? [] : [[sent[0]!.to[0], problem]])
    expect(box.left()).toHaveLength(problem === null ? 1 : 0)
  })

  test('is only late: that is no failure, and the report goes', async () => {
    box.deliver(bounceOf(sent[0]!, { action: 'delayed', status: '4.4.1' }))
    await read()
    expect(await problems()).toEqual([])
    expect(box.left()).toEqual([])
  })

  test('before its leaving was written down stays a failure', async () => {
    await world.db.updateTable('delivery').set({ sentAt: null }).where('mailingId', '=', mailing).execute()
    box.deliver(bounceOf(sent[0]!))
    await read()
    const all = await world.db.selectFrom('delivery').selectAll().where('mailingId', '=', mailing).execute()
    await writeCarried(world.db, all.map(({ memberId, place }) => ({ mailingId: mailing, memberId, place, tries: 0, posted: { outcome: 'sent' } }))) // prettier-ignore
    expect(await problems()).toEqual([[sent[0]!.to[0], 'returned 5.1.1']])
    expect(await failures()).toMatchObject({ mailing: { sent: 5 } })
  })
})

describe('what is no report of ours', () => {
  test('is neither opened, nor marked, nor moved: replies, absences, reports of others; it is counted', async () => {
    const [name = '', member = '', seal = ''] = sent[0]!.headers['message-id']!.slice(1).split(/[.@]/)
    const other = sent[1]!.headers['message-id']!.split('.')[1]!
    const kept = [
      absenceOf(sent[0]!),
      'From: p0@exemple.org\r\nSubject: Re: vote\r\n\r\nBonjour\r\n',
      // Whoever had one message cannot say that another one came back.
      bounceOf(sent[1]!, { head: `Message-ID: <${name}.${other}.${seal}@preau.test>` }),
      bounceOf(sent[1]!, { head: `Message-ID: <${name}.${member}.${'0'.repeat(32)}@preau.test>` }),
      bounceOf(sent[2]!).replace('delivery-status;', 'feedback-report;'),
    ]
    for (const message of kept) box.deliver(message)
    await read()
    expect(await problems()).toEqual([])
    expect(await failures()).toMatchObject({ box: { left: kept.length } })
    expect(box.left().toSorted()).toEqual(kept.toSorted()) // prettier-ignore
    for (const name of box.names()) expect(name).not.toMatch(/:2,.*[STFRD]/)
    box.deliver(bounceOf(sent[3]!))
    await read()
    expect(await problems()).toEqual([[sent[3]!.to[0], 'returned 5.1.1']])
    expect(lines.join()).toContain('"reports":1')
  })

  test('may be anything: broken, endless, empty, binary', async () => {
    const long = bounceOf(sent[0]!, { head: `X-Long: ${'a'.repeat(1_000_000)}\r\n${sent[0]!.raw.split('\r\n\r\n')[0]}` })
    for (const message of ['', '\0\x01\xff', long, bounceOf(sent[1]!).slice(0, 700), 'Content-Type: multipart/report; report-type=delivery-status\r\n\r\n']) box.deliver(Buffer.from(message, 'latin1')) // prettier-ignore
    box.deliver(bounceOf(sent[2]!))
    await read()
    expect(await problems()).toEqual([[sent[2]!.to[0], 'returned 5.1.1']])
    expect(box.left()).toHaveLength(5)
  })
})

describe('a reading that is cut', () => {
  test('between what it wrote and the deletion counts nobody twice', async () => {
    box.deliver(bounceOf(sent[0]!))
    const key = await world.sealing.keys.linkKey()
    const cut = new AbortController()
    const judge = async (reports: { uid: number; text: string }[]) => {
      await world.db.transaction().execute((trx) => writeFailures(trx, reports.map(({ text }) => ({ ...namedIn(key, text)!, status: '5.1.1' })))) // prettier-ignore
      cut.abort()
      return reports.map(({ uid }) => uid)
    }
    const reached = () => Promise.reject(new Error('this far'))
    await expect(readBox(readConfig({ RETURNED_MAIL: box.url }).returnedMail!, { mailbox: '', validity: '', uid: 0 }, { judge, reached }, cut.signal)).rejects.toThrow() // prettier-ignore
    expect(await problems()).toHaveLength(1)
    expect(box.left()).toHaveLength(1)
    await read()
    expect(await problems()).toHaveLength(1)
    expect(box.left()).toEqual([])
    expect(await journal()).toHaveLength(1)
  })

  test('before it has begun asks the mailbox nothing: who stops waits for no reading', async () => {
    const nothing = { judge: () => Promise.reject(new Error('read')), reached: () => Promise.reject(new Error('read')) }
    const stopped = AbortSignal.abort(new Error('stopped'))
    box.deliver(bounceOf(sent[0]!))
    await expect(readBox(readConfig({ RETURNED_MAIL: box.url }).returnedMail!, { mailbox: '', validity: '', uid: 0 }, nothing, stopped)).rejects.toThrow('stopped') // prettier-ignore
    expect(box.left()).toHaveLength(1)
  })

  test.each<[string, () => string, string]>([
    ['the password is wrong', () => box.urlOf('wrong'), 'password'],
    ['there is no such folder', (): string => box.urlOf('secret', 'Ailleurs'), 'folder'],
    ['nobody vouches for its certificate', (): string => box.tlsUrl, 'certificate'],
    ['nobody answers', () => 'imap://a:b@localhost:1/INBOX', 'no-answer'],
  ])('since %s is told on the page, and in the log in a word', async (_, url, problem) => {
    await read()
    box.deliver(bounceOf(sent[0]!))
    await read(url())
    expect(await failures()).toMatchObject({ box: { problem, readAt: expect.any(String) } })
    expect(lines).toEqual([`{"problem":"${problem}"}the mailbox of returned mail cannot be read`])
    await read()
    expect((await stateOfBox(world.db)).problem).toBeNull()
    expect(await problems()).toHaveLength(1)
  })
})

test('a late report of a message that was sent again since says nothing of the second one', async () => {
  const first = bounceOf(sent[0]!)
  box.deliver(first)
  await read()
  expect(await world.db.transaction().execute((trx) => sendMissing(trx, { id: mailing, electorateId: null }))).toBe(1)
  const second = (await carried(7)).at(-1)!
  expect(second.to).toEqual(sent[0]!.to)
  box.deliver(first)
  await read()
  expect([await problems(), box.left()]).toEqual([[], []])
  box.deliver(bounceOf(second, { status: '5.2.2' }))
  await read()
  expect(await problems()).toEqual([[sent[0]!.to[0], 'returned 5.2.2']])
})

test('another mailbox is read from its beginning, even if it has the validity of the one that was read before; the one that is kept, from where it was', async () => {
  box.deliver(absenceOf(sent[0]!))
  await read()
  await world.db.updateTable('returnedMail').set({ uid: 1_000_000 }).execute()
  box.deliver(bounceOf(sent[1]!))
  await read()
  expect(await problems()).toEqual([])
  // Dovecot opens the same mailbox to any name here.
  const another = box.url.replace('retours', 'autres')
  await read(another)
  expect(await problems()).toEqual([[sent[1]!.to[0], 'returned 5.1.1']])
})

test('a mailbox is told as read once it was read to its end, with what was left there then', async () => {
  box.deliver(absenceOf(sent[0]!))
  await read()
  const before = await stateOfBox(world.db)
  await wasRead(world.db, null)
  expect(await stateOfBox(world.db)).toEqual({ ...before, left: 1 })
})

describe('a fault of ours while it is read', () => {
  let lost: ReturnType<typeof connect>
  test.each([
    ['a bug', () => Promise.resolve(null as never)],
    ['a database that is not there', () => lost.destroy().then(() => world.sealing.keys.linkKey())],
  ])('(%s) is an error in the log, and not told as the mailbox’s', async (_, linkKey) => {
    lost = connect(world.where)
    box.deliver(bounceOf(sent[0]!))
    const levels: string[] = []
    const heard = (level: string) => () => void levels.push(level)
    await world.db.updateTable('returnedMail').set({ turnAt: fromNow(-600_000), problem: null }).execute() // prettier-ignore
    const sealing = { ...world.sealing, keys: { ...world.sealing.keys, linkKey } }
    const log = { error: heard('error'), warn: heard('warn'), info: heard('info') }
    const stop = readReturnedMail({ config: readConfig({ RETURNED_MAIL: box.url }), db: lost, sealing }, log, 20)
    await eventually(() => levels.length > 0)
    await stop()
    await lost.destroy()
    expect(levels[0]).toBe('error')
    expect(await failures()).toMatchObject({ box: { problem: null } })
    await read()
    expect(await problems()).toHaveLength(1)
  })
})

describe('an address that is nobody’s any more', () => {
  test('gets no reminder of the same roll, and how many they are is told; one that is full gets it', async () => {
    box.deliver(bounceOf(sent[0]!))
    box.deliver(bounceOf(sent[1]!, { status: '5.2.2' }))
    box.deliver(bounceOf(sent[2]!, { status: '4.4.7' }))
    await read()
    expect(await failures()).toMatchObject({ gone: { addresses: 1 } })
    expect((await world.awa.knock('GET', `${poll.url}/mailings`)).json()).toMatchObject({ gone: 1 })
    await make('reminder')
    const reminded = (await carried(11)).slice(6).map(({ to }) => to[0])
    expect(reminded.toSorted()).toEqual(sent.slice(1).map(({ to }) => to[0]).toSorted()) // prettier-ignore
  })

  test('that was refused at once with that reason is one too', async () => {
    await world.db.updateTable('delivery').set({ failedAt: new Date(), problem: '550 5.1.1' }).where('mailingId', '=', mailing).execute()
    expect(await failures()).toMatchObject({ gone: { addresses: 6 } })
    await world.db.updateTable('delivery').set({ problem: '550' }).where('mailingId', '=', mailing).execute()
    expect(await failures()).toMatchObject({ gone: { addresses: 0 } })
  })
})
