// Ballots through the whole door (HTTP, session or personal link, schema, rule, commit) against pgbench calling the same function of the database, one ballot a
// transaction. The two take turns on one PostgreSQL.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { sql } from 'kysely'
import { databaseUrl, startServer } from '../server-process.ts'
import type { Bench } from './bench.ts'
import { cpuOf, median, percent, round, table } from './measure.ts'
import { newMovement } from './movement.ts'
import { findPgbench, pgbench } from './pgbench.ts'
import { openPoll } from './polls.ts'
import { emptyRoll, ticketOffice } from './tickets.ts'
import type { Cast, Rush } from './voters.ts'

const rounds = 3
const seconds = 4
const people = 400_000
const connections = 96

type Done = { count: number; p50: number; p99: number }
type Measured = Done & { rate: number; app: number; database: number }

export async function casting({ cluster, folder, goals }: Bench) {
  const tool = findPgbench()
  const movement = await newMovement(cluster, people, people / 2)
  const { id: pollId, choices } = await openPoll(movement)
  const electorateId = await emptyRoll(movement)
  await movement.db.updateTable('poll').set({ electorateId }).where('id', '=', pollId).execute()
  const office = ticketOffice(folder)
  const tickets = await office.write(
    electorateId,
    Array.from({ length: people + 1 }, (_, n) => `m${n}`),
  )
  await sql`checkpoint`.execute(movement.db)
  const env = { DATABASE_URL: databaseUrl(movement.where), KEYS_DIR: office.keysDir, TRUSTED_PROXIES: '1', NODE_ENV: 'production' }
  const server = await startServer(env)
  const crowds = { session: fork(new URL('./voters.ts', import.meta.url)), link: fork(new URL('./voters.ts', import.meta.url)) }
  let next = 1
  const vote = async (by: keyof typeof crowds, seconds: number) => {
    const rush: Rush = { port: server.port, origin: server.origin, pollId, choices, first: next, connections, seconds }
    crowds[by].send({ ...rush, ...(by === 'link' && { tickets }) })
    const [cast] = (await once(crowds[by], 'message')) as [Cast & { error?: string }]
    if (cast.error || cast.refused.length > 0) throw new Error(cast.error ?? `refused: ${cast.refused}`)
    next = cast.next
    return cast
  }
  /** What was done per second of the clock, and what it cost server and database, in ms of CPU a ballot. */
  const measured = async (act: () => Promise<Done>): Promise<Measured> => {
    const [app, database, start] = [cpuOf(server.process.pid!), await movement.databaseCpu(), performance.now()]
    const done = await act()
    const lasted = (performance.now() - start) / 1000
    const each = 1000 / done.count
    return {
      ...done,
      rate: done.count / lasted,
      app: (cpuOf(server.process.pid!) - app) * each,
      database: ((await movement.databaseCpu()) - database) * each,
    }
  }

  await vote('session', 2)
  await vote('link', 2)
  const direct: Measured[] = []
  const http: Measured[] = []
  const links: Measured[] = []
  for (let round = 0; round < rounds; round++) {
    direct.push(
      await measured(async () => {
        const { transactions, delay } = await pgbench(tool, movement.where, folder, castOne(pollId), {
          seconds,
          first: people - 1 - round * 50_000,
        })
        return { count: transactions, p50: delay, p99: NaN }
      }),
    )
    for (const [by, runs] of [
      ['session', http],
      ['link', links],
    ] as const)
      runs.push(await measured(async () => ((cast) => ({ ...cast, count: cast.cast }))(await vote(by, seconds))))
  }
  const { rows } = await sql<{ ballots: number }>`select count(*) as ballots from ballot`.execute(movement.db)
  const told = [...direct, ...http, ...links].reduce((sum, { count }) => sum + count, 0)
  for (const crowd of Object.values(crowds)) crowd.kill()
  await server.stop()
  await movement.drop()

  const mid = (runs: Measured[], of: keyof Measured) => median(runs.map((run) => run[of]))
  const ratioOf = (runs: Measured[]) => mid(runs, 'rate') / mid(direct, 'rate')
  const delay = (ms: number) => (Number.isNaN(ms) ? '' : `${round(ms)} ms`)
  table(
    ['ballots of 7 × 5, each committed', 'a second', 'of pgbench', 'server’s CPU a ballot', 'PostgreSQL’s', 'p50', 'p99'],
    (
      [
        ['pgbench, 16 connections', direct],
        [`Préau through HTTP, ${connections} connections, by a session`, http],
        ['the same, by a personal link', links],
      ] as const
    ).map(([name, runs]) => [
      ...[name, Math.round(mid(runs, 'rate')), percent(ratioOf(runs)), runs === direct ? '' : `${round(mid(runs, 'app'), 3)} ms`],
      ...[`${round(mid(runs, 'database'), 3)} ms`, delay(mid(runs, 'p50')), delay(mid(runs, 'p99'))],
    ]),
  )
  console.log(`told as cast: ${told} and the first ones; in the table: ${rows[0]!.ballots}`)
  for (const [name, runs] of [
    ['casting', http],
    ['casting by link', links],
  ] as const)
    goals.judge(name, ratioOf(runs) >= 1 && rows[0]!.ballots >= told, `${percent(ratioOf(runs))} of pgbench one by one`)
}

/** People from the end of the roll backwards, so that both never meet. */
const castOne = (pollId: string) => `\\set n :n + 1
\\set voter :first - :client_id - :n * 16
select * from cast_ballots(array['${pollId}'], array['m' || :voter::text], array[gen_random_uuid()], array[1], array['\\x00030104020003'::bytea]);
`
