// What a ballot on two machines costs, what a second process brings, and what a pooler takes: `npm run bench -- standby`. Both PostgreSQL are the
// distribution's, on this machine, as in the tests; each way has its turn in every round, so that ratios are of one moment.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import { connect } from '../../db/connect.ts'
import { type ServerProcess, startServer } from '../server-process.ts'
import { type Pair, pidOf, startPair, type Waits } from '../standby.ts'
import type { Bench } from './bench.ts'
import { cpuOf, cpuOfFamily, loadNow, median, percent, round, table } from './measure.ts'
import { fillMovement } from './movement.ts'
import { openPoll } from './polls.ts'
import { startPooler } from './pooler.ts'
import type { Cast, Rush } from './voters.ts'

/** Many short turns rather than few long ones: who else works on the machine then weighs on all alike. */
const rounds = 9
const seconds = 1.2
const people = 300_000
const connections = 96

type Way = { name: string; waits: Waits; servers: ServerProcess[] }
type Measured = { rate: number; app: number; database: number; p50: number; p99: number }

export async function standby(_: Bench) {
  const pair = await startPair()
  const crowds = [0, 1].map(() => fork(new URL('./voters.ts', import.meta.url)))
  /** What was started, to be ended the other way round, also when the bench fails. */
  const ends: End[] = [() => pair.close(), () => crowds.forEach((crowd) => crowd.kill())]
  try {
    await measure(pair, crowds, ends)
  } finally {
    await pair.wait('alone')
    for (const end of ends.reverse()) await end()
  }
}

type End = () => unknown

async function measure(pair: Pair, crowds: readonly ChildProcess[], ends: End[]) {
  await pair.wait('alone')
  const movement = await fillMovement(pair.at(pair.first), people)
  const { id: pollId, choices } = await openPoll(movement)
  ends.push(() => movement.db.destroy())
  const pooler = await startPooler(pair)
  ends.push(() => pooler.stop())
  const serve = async (DATABASE_URL: string) => {
    const server = await startServer({ DATABASE_URL, TRUSTED_PROXIES: '1', NODE_ENV: 'production' })
    ends.push(() => server.stop())
    return server
  }
  const [one, two, pooled] = [await serve(pair.url), await serve(pair.url), await serve(`${pooler.url}?prepare=false`)]
  const unprepared = await serve(`${pair.at(pair.first).url}?prepare=false`)
  const ways: Way[] = [
    { name: 'a standby that nobody waits for', waits: 'alone', servers: [one] },
    { name: 'waited for, `remote_write`: in its memory', waits: 'remote_write', servers: [one] },
    { name: 'waited for, `on`: on its disk', waits: 'on', servers: [one] },
    { name: 'waited for, `remote_apply`: seen there too', waits: 'remote_apply', servers: [one] },
    { name: 'not waited for, two processes', waits: 'alone', servers: [one, two] },
    { name: 'waited for (`on`), two processes', waits: 'on', servers: [one, two] },
    { name: 'not waited for, statements not prepared', waits: 'alone', servers: [unprepared] },
    { name: 'the same through PgBouncer, by transaction', waits: 'alone', servers: [pooled] },
  ]

  let next = 1
  async function vote({ servers }: Way, seconds: number) {
    const rushes = servers.map(async (server, at) => {
      const rush: Rush = { port: server.port, origin: server.origin, pollId, choices, first: next + at, step: servers.length, connections: connections / servers.length, seconds } // prettier-ignore
      crowds[at]!.send(rush)
      const [cast] = (await once(crowds[at]!, 'message')) as [Cast & { error?: string }]
      if (cast.error || cast.refused.length > 0) throw new Error(cast.error ?? `refused: ${cast.refused}`)
      return cast
    })
    const casts = await Promise.all(rushes)
    next = Math.max(...casts.map((cast) => cast.next))
    return casts
  }
  const databases = () => cpuOfFamily(pidOf(pair.first)!) + cpuOfFamily(pidOf(pair.second)!)
  const processes = ({ servers }: Way) => servers.reduce((sum, server) => sum + cpuOf(server.process.pid!), 0)
  const measured = async (way: Way): Promise<Measured> => {
    await pair.wait(way.waits)
    const [app, database, start] = [processes(way), databases(), performance.now()]
    const casts = await vote(way, seconds)
    const lasted = (performance.now() - start) / 1000
    const count = casts.reduce((sum, { cast }) => sum + cast, 0)
    const each = 1000 / count
    told += count
    const slowest = (of: 'p50' | 'p99') => Math.max(...casts.map((cast) => cast[of]))
    return { rate: count / lasted, app: (processes(way) - app) * each, database: (databases() - database) * each, p50: slowest('p50'), p99: slowest('p99') } // prettier-ignore
  }

  let told = 0
  for (const way of [ways[0]!, ways[4]!, ways[6]!, ways[7]!]) await vote(way, 1)
  const runs = ways.map((): Measured[] => [])
  for (let round = 0; round < rounds && next < people - 60_000; round++)
    for (const [at, way] of ways.entries()) runs[at]!.push(await measured(way))
  const { rows } = await sql<{ ballots: number }>`select count(*) as ballots from ballot`.execute(movement.db)
  const mid = (at: number, of: keyof Measured) => median(runs[at]!.map((run) => run[of]))
  const ofTheFirst = (at: number) => median(runs[at]!.map((run, round) => run.rate / runs[0]![round]!.rate))
  table(
    ['ballots of 7 × 5', 'a second', 'of the first', 'processes’ CPU a ballot', 'both PostgreSQL’s', 'p50', 'p99'],
    ways.map(({ name }, at) => [
      ...[name, Math.round(mid(at, 'rate')), percent(ofTheFirst(at)), `${round(mid(at, 'app'), 3)} ms`],
      ...[`${round(mid(at, 'database'), 3)} ms`, `${round(mid(at, 'p50'))} ms`, `${round(mid(at, 'p99'))} ms`],
    ]),
  )
  console.log(`${runs[0]!.length} rounds; told as cast: ${told} and the first ones; in the table: ${rows[0]!.ballots}; load ${loadNow()}`)
  console.log(
    `a lock of a session, asked for twice: ${await takeTwice(pair.at(pair.first).url)}; through the pooler: ${await takeTwice(pooler.url)}`,
  )
}

/** What texts rely on: one process holds the lock, another is refused it. By transaction, a pooler lends both the same connection. */
async function takeTwice(url: string) {
  const [first, second] = [0, 1].map(() => connect({ url: `${url}?prepare=false` }, { max: 1 }))
  const take = sql<{ taken: boolean }>`select pg_try_advisory_lock(1) as taken`
  const taken = [await take.execute(first!), await take.execute(second!)].map(({ rows }) => rows[0]!.taken)
  await Promise.all([first!.destroy(), second!.destroy()])
  return taken.every(Boolean) ? 'both have it' : 'one has it'
}
