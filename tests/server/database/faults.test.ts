import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '#db/connect.ts'
import { type ServerProcess, startServer } from '../../server-process.ts'
import { smallDisk } from '../../small-disk.ts'
import { castOnce, enrolVoters } from '../polls/patient-voters.ts'
import { addPoll, ballotFor, ballotRows, type TestPoll, wait } from '../polls/polls-world.ts'

const voters = 2000
const disk = smallDisk(160)
const folder = disk?.folder ?? mkdtempSync(join(tmpdir(), 'preau-faults-'))
let server: ServerProcess
let db: ReturnType<typeof connect>
let poll: TestPoll
beforeAll(async () => {
  if (!disk) console.warn('no disk is filled: this needs root, or sudo without a password')
  server = await startServer({ DATA_DIR: folder })
  db = connect({ host: join(folder, 'postgres/socket'), database: 'postgres', user: 'preau' }, { max: 2 })
  await db.insertInto('body').values({ id: 'movement', kind: 'movement', name: 'Les Mains levées', slug: 'mains-levees' }).execute()
  await enrolVoters(db, voters)
  await sql`insert into session (id, member_id, token_hash, device, expires_at, last_seen_at)
    select 'old' || n, 'v' || n, sha256(convert_to('old-' || n, 'UTF8')), 'test', now() + interval '1 day', now() - interval '1 hour'
    from generate_series(1, 100) as n`.execute(db)
  poll = await addPoll(db, { bodyId: 'movement' })
}, 120_000)
afterAll(async () => {
  disk?.makeRoom()
  await server?.stop()
  await db?.destroy()
  if (disk) disk.close()
  else rmSync(folder, { recursive: true, force: true })
})

/** The ballots that were handed in so far, and whether their voter was told that they are stored. Who was not hands in the same again. */
const ballots: { voter: number; ballot: ReturnType<typeof ballotFor>; told: boolean }[] = []
const hands = 8

/** Eight at a time, people vote until `over`: how often they were answered what. */
async function vote(over: (answers: Map<string, number>) => boolean, seconds = 30) {
  const answers = new Map<string, number>()
  const end = Date.now() + seconds * 1000
  const refused = ballots.filter(({ told }) => !told)
  const hand = async () => {
    while (!over(answers) && Date.now() < end) {
      const mine = refused.shift() ?? { voter: ballots.length + 1, ballot: ballotFor(poll, [1, 2, 3]), told: false }
      if (!ballots.includes(mine)) ballots.push(mine)
      const { status, told } = await castOnce(server.origin, poll, mine.voter, mine.ballot)
      mine.told = status === 200
      if (!mine.told) refused.push(mine)
      if (!mine.told) await wait(50)
      const answer = mine.told ? 'stored' : `${status} ${String(told)}`
      answers.set(answer, (answers.get(answer) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: hands }, hand))
  return answers
}

const someAreStored = (answers: Map<string, number>) => (answers.get('stored') ?? 0) > 100
const full = '507 {"error":"no-room"}'
const unconfirmed = '503 {"error":"unconfirmed"}'
const read = (session: string) => fetch(`${server.origin}${poll.url}`, { headers: { cookie: `preau=${session}` } })
const rows = async () => new Map((await ballotRows(db, poll.id)).map(({ memberId, id }) => [memberId, id]))
const toldOnes = () => new Map(ballots.filter(({ told }) => told).map(({ voter, ballot }) => [`v${voter}`, ballot.id]))

test('whoever votes when the disk is full is told so, and nothing of it is stored; with room again, voting goes on', async () => {
  if (!disk) return
  await vote(someAreStored)
  disk.fill(40_000)
  expect([...(await vote((answers) => (answers.get(full) ?? 0) > 3 * hands)).keys()].sort()).toEqual([full, 'stored'])
  expect(ballots.some(({ told }) => !told)).toBe(true)
  expect(await rows()).toEqual(toldOnes())
  // Reading goes on, also for whoever comes back after a while, of which a trace is kept.
  for (let n = 1; n <= 100; n++) expect((await read(`old-${n}`)).status).toBe(200)
  disk.makeRoom()
  expect([...(await vote(someAreStored)).keys()]).toEqual(['stored'])
  expect(ballots.every(({ told }) => told)).toBe(true)
  expect(await rows()).toEqual(toldOnes())
}, 60_000)

/** Its log (WAL) is written in files of 16 MB: without room for the next one PostgreSQL ends, and cannot even recover. */
test('where PostgreSQL ends for want of room nothing told as stored is lost, and it is started again, by whoever serves, when there is some', async () => {
  if (!disk) return
  disk.fill(0)
  const nextLog = () => sql`select pg_logical_emit_message(true, '', ''), pg_switch_wal()`.execute(db)
  while (await nextLog().then(Boolean, () => false));
  // It gives up within a second, and a first try to start it again, two seconds later, is in vain.
  expect([...(await vote(() => false, 4)).keys()]).toEqual([unconfirmed])
  expect((await fetch(`${server.origin}/ready`)).status).toBe(503)
  disk.makeRoom()
  const answers = [...(await vote(someAreStored)).keys()]
  expect(answers).toContain('stored')
  expect(answers.filter((answer) => answer !== 'stored' && answer !== unconfirmed)).toEqual([])
  expect(ballots.every(({ told }) => told)).toBe(true)
  expect(await rows()).toEqual(toldOnes())
  expect(server.output()).toContain('PostgreSQL had ended: it was started again')
}, 60_000)

test.each(['SIGINT', 'SIGQUIT'] as const)(
  'whoever votes while PostgreSQL is stopped by %s is told to try again, and it comes back by itself',
  async (signal) => {
    await vote(someAreStored)
    const voting = vote((answers) => answers.has(unconfirmed))
    process.kill(Number(readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]), signal)
    expect([...(await voting).keys()].filter((answer) => answer !== 'stored')).toEqual([unconfirmed])
    await vote(someAreStored)
    expect(ballots.every(({ told }) => told)).toBe(true)
    expect(await rows()).toEqual(toldOnes())
  },
  60_000,
)
