import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { connect } from '#db/connect.ts'
import { migrate } from '#db/migrate.ts'
import { standbyOf, takesWrites } from '#db/standby.ts'
import { isUnconfirmed } from '#db/unconfirmed.ts'
import { Client } from '../live/client.ts'
import { keepTyping, stayIn } from '../live/typing.ts'
import { type Pair, pullThePlug, startPair } from '../standby.ts'
import { startTwoServers } from '../two-processes.ts'
import { cast, eventually, newText, saidIn, storedText } from './live/live-world.ts'
import { castOnce, everyoneVotes, enrolVoters } from './polls/patient-voters.ts'
import { addPoll, ballotFor, fromNow, type TestPoll, wait } from './polls/polls-world.ts'

const voters = 2000

let pair: Pair
let people: Awaited<ReturnType<typeof cast>>
let both: Awaited<ReturnType<typeof startTwoServers>>
beforeAll(async () => {
  pair = await startPair()
  const db = connect(pair.at(pair.first))
  await migrate(db)
  people = await cast(db)
  await enrolVoters(db, voters)
  await db.destroy()
  both = await startTwoServers({ DATABASE_URL: pair.url })
}, 300_000)
afterAll(async () => {
  // What still waits for a standby, after a test that failed, would keep the servers from ending.
  pair?.close()
  await both?.stop()
})

/** Whom a commit keeps waiting, and what the door answers when `how` ends the wait. */
async function cutShort(poll: TestPoll, voter: number, how: 'pg_cancel_backend' | 'pg_terminate_backend', ballot = ballotOf(poll)) {
  const db = connect(pair.at(pair.first), { max: 1 })
  const answer = castOnce(both.servers[0].origin, poll, voter, ballot)
  const ended = sql`select ${sql.raw(how)}(pid) from pg_stat_activity where wait_event = 'SyncRep'`
  await eventually(async () => (await ended.execute(db)).rows.length > 0)
  await db.destroy()
  return { ballot, status: (await answer).status }
}

const ballotOf = (poll: TestPoll) => ballotFor(poll, [1, 2, 3])
const stillNothing = (answer: Promise<unknown>) => Promise.race([answer, wait(1500).then(() => 'nothing')])

/** PostgreSQL says of a commit whose wait was cancelled that it is done, with a warning: https://www.postgresql.org/docs/15/warm-standby.html */
test('without its standby no ballot is told as cast, not even when an operator ends the wait, or after the closing', async () => {
  const local = connect(pair.at(pair.first), { max: 1 })
  await sql`set synchronous_commit = local`.execute(local)
  const poll = await addPoll(local, { bodyId: 'movement' })
  const origin = both.servers[0].origin
  expect((await castOnce(origin, poll, 1, ballotOf(poll))).status).toBe(200)

  pair.stop(pair.second)
  const cancelled = await cutShort(poll, 2, 'pg_cancel_backend')
  const ended = await cutShort(poll, 3, 'pg_terminate_backend')
  expect([cancelled.status, ended.status]).toEqual([503, 503])
  // Both are on the primary alone now, where anyone can see them.
  const seen = await local.selectFrom('ballot').select('memberId').where('pollId', '=', poll.id).orderBy('memberId').execute()
  expect(seen.map(({ memberId }) => memberId)).toEqual(['v1', 'v2', 'v3'])

  const timed = connect(pair.at(pair.first), { max: 1 })
  await sql`set statement_timeout = 300`.execute(timed)
  const written = sql`create table written (n integer)`.execute(timed)
  const again = castOnce(origin, poll, 2, cancelled.ballot)
  expect(await stillNothing(again)).toBe('nothing')
  expect(await stillNothing(written)).toBe('nothing')
  await local
    .updateTable('poll')
    .set({ opensAt: fromNow(-7_200_000), closesAt: fromNow(-1000) })
    .where('id', '=', poll.id)
    .execute()
  const late = castOnce(both.servers[1].origin, poll, 3, ended.ballot)
  expect(await stillNothing(late)).toBe('nothing')

  pair.start(pair.second)
  await written
  expect([(await again).status, (await late).status]).toEqual([200, 200])
  const second = connect(pair.at(pair.second), { max: 1 })
  await eventually(async () => {
    const rows = await second.selectFrom('ballot').select('id').where('pollId', '=', poll.id).execute()
    return [cancelled, ended].every(({ ballot }) => rows.some(({ id }) => id === ballot.id))
  })
  await Promise.all([local, timed, second].map((db) => db.destroy()))
}, 60_000)

test('of several hosts the one that takes writes is found; where none does, one is told so at once', async () => {
  const { first, second } = pair
  const to = (...ports: number[]) =>
    connect({ url: `postgres://preau@${ports.map((port) => `127.0.0.1:${port}`).join(',')}/preau` }, { max: 3 })
  const found = to(second.port, first.port)
  expect(await Promise.all([takesWrites(found), takesWrites(found), takesWrites(found)])).toEqual([true, true, true])
  expect(await standbyOf(found)).toBe('awaited')
  const [standbys, absent, alone] = [to(second.port, second.port), to(1, 2), to(second.port)]
  for (const db of [standbys, absent]) {
    const refused = await sql`select 1`.execute(db).catch((error: Error) => error)
    expect(isUnconfirmed(refused), String(refused)).toBe(true)
  }
  expect(await takesWrites(alone)).toBe(false)
  for (const db of [found, standbys, absent, alone]) await db.destroy()
}, 30_000)

/** Three people who type in one text until told to stop, and come back whenever they are cut off. */
async function typists(text: string) {
  const { awa, bilal, chloe } = people
  const clients = [awa, bilal, chloe].map(({ cookie }) => new Client({ port: both.port, docId: text, cookie, origin: both.origin }))
  await Promise.all(clients.map((client) => client.join()))
  const stopTyping = clients.map((client) => keepTyping(client))
  const stays = clients.map(stayIn)
  const told = () => clients.map(({ storedClock }) => storedClock)
  /** They go on typing while the database is read: what counts is what they had been told before. */
  const missing = async (db: ReturnType<typeof connect>) => {
    const before = told()
    const known = Y.decodeStateVector(Y.encodeStateVector(await storedText(db, text)))
    return clients.map(({ doc }, n) => Math.max(0, before[n]! - (known.get(doc.clientID) ?? 0)))
  }
  /** What the text then says, which is what each of them reads. */
  const stop = async () => {
    await Promise.all(stopTyping.map((end) => end()))
    await Promise.all(clients.map((client) => client.allStored()))
    await Promise.all(stays.map((end) => end()))
    await eventually(() => new Set(clients.map(({ doc }) => saidIn(doc))).size === 1)
    await Promise.all(clients.map((client) => client.leave()))
    return saidIn(clients[0]!.doc)
  }
  return { told, missing, stop }
}

/** Killed when a third has voted, and when two thirds have. The standby is promoted by hand, after a second in which nobody could know. */
test(`a process, then the primary is killed while ${voters} vote: no ballot that was told as cast is lost, none is there twice, no letter told as stored is lost`, async () => {
  const first = connect(pair.at(pair.first))
  const poll = await addPoll(first, { bodyId: 'movement' })
  const text = await newText(first, people.awa)
  await first.destroy()
  const writing = await typists(text)
  const events: Promise<unknown>[] = []
  let toldBefore = 0
  let lettersBefore = [0]
  const failOver = async () => {
    lettersBefore = writing.told()
    pullThePlug(pair.first)
    await eventually(async () => !(await isReady(both.servers[1].port)))
    await new Promise((resolve) => setTimeout(resolve, 1000))
    pair.promote(pair.second)
  }
  // As a supervisor does (Restart=on-failure): a start that the death of the primary cuts short is begun again.
  const startAgain = () => both.restart(0).catch(() => both.restart(0))
  const started = performance.now()
  const { told, refusals } = await everyoneVotes(both.origin, poll, voters, 64, (count) => {
    if (count === Math.floor(voters / 3)) events.push(both.servers[0].kill().then(startAgain))
    if (count === Math.floor((voters * 2) / 3)) events.push(failOver())
    if (events.length < 2) toldBefore = count
  })
  const lasted = (performance.now() - started) / 1000
  await Promise.all(events)

  const second = connect(pair.at(pair.second))
  expect(await writing.missing(second)).toEqual([0, 0, 0])
  await eventually(() => writing.told().every((letters, n) => letters > lettersBefore[n]!))
  const said = await writing.stop()
  expect(saidIn(await storedText(second, text))).toBe(said)

  const rows = await second.selectFrom('ballot').selectAll().where('pollId', '=', poll.id).execute()
  const stored = new Map(rows.map((row) => [row.memberId, row]))
  expect(told.length).toBe(voters)
  // No answer at all, the balancer's own, or "unconfirmed": never a bug.
  expect([0, 502, 503]).toEqual(expect.arrayContaining([...refusals.keys()]))
  expect(rows.length).toBe(voters)
  expect(stored.size).toBe(voters)
  for (const { voter, ballot, castAt } of told) {
    const row = stored.get(`v${voter}`)!
    // The instant told is that of the very row: a ballot that was lost and cast anew would have another.
    expect([row.id, row.counter, row.castAt.toISOString(), [...row.grades]]).toEqual([
      ballot.id,
      1,
      castAt,
      ballot.grades.map(({ grade }) => grade),
    ])
  }
  const grades = await sql<{ grade: number; n: number }>`select get_byte(grades, 0) as grade, count(*) as n from ballot
    where poll_id = ${poll.id} group by 1 order by 1`.execute(second)
  expect(grades.rows).toEqual([0, 1, 2, 3, 4].map((grade) => ({ grade, n: voters / 5 })))
  await second.destroy()
  const again = told.filter(({ tries }) => tries > 1).length
  console.log(
    `${voters} told as cast in ${lasted.toFixed(1)} s, ${toldBefore} of them before the primary was killed; ${again} tried again; answers that were no: ${JSON.stringify([...refusals])}; ${lettersBefore.reduce((sum, n) => sum + n)} letters told as stored before`,
  )
}, 120_000)

const isReady = (port: number) => fetch(`http://127.0.0.1:${port}/ready`).then(({ ok }) => ok, () => false) // prettier-ignore
