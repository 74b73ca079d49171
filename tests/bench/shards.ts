// Ballots in batches, into one database and through PL/Proxy onto two that each hold half of the roll: `npm run bench -- shards`. What is called is the product's own
// function of the database, under its own name and with its own arguments: only where it leads differs.
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { sql } from 'kysely'
import { connect } from '../../db/connect.ts'
import { command } from '../../db/scratch.ts'
import { castTogether } from '../../server/polls/casting.ts'
import { install } from '../distribution.ts'
import { type Pair, pidOf, startPair } from '../standby.ts'
import type { Bench } from './bench.ts'
import { cpuOfFamily, loadNow, median, percent, round, table } from './measure.ts'
import { fillMovement } from './movement.ts'
import { openPoll } from './polls.ts'

const people = 240_000
const batch = 100
const hands = 4
const rounds = 9
const batchesARound = 100

export async function shards(_: Bench) {
  const pair = await startPair()
  try {
    await measure(pair)
  } finally {
    pair.close()
  }
}

async function measure(pair: Pair) {
  obtainProxy(pair.programs)
  await pair.wait('alone')
  const whole = await fillMovement(pair.at(pair.first), people, 0)
  const { id: pollId } = await openPoll(whole)
  await whole.db.destroy()
  // Each shard is the whole installation, of which it keeps its half of the roll: where a member is follows from a hash of their id.
  for (const shard of [0, 1]) {
    await command(pair.at(pair.first, 'postgres'), `create database shard${shard} template preau`)
    await command(pair.at(pair.first, `shard${shard}`), `delete from roll_entry where hashtext(member_id) & 1 <> ${shard}`)
    await command(pair.at(pair.first, `shard${shard}`), 'vacuum analyze')
  }
  await command(pair.at(pair.first, 'postgres'), 'create database proxy')
  for (const statement of proxy(pair.first.port)) await command(pair.at(pair.first, 'proxy'), statement)

  const direct = connect(pair.at(pair.first), { max: hands })
  const proxied = connect(pair.at(pair.first, 'proxy'), { max: hands })
  const ways = [
    { name: 'one database', db: direct, next: 1, runs: [] as { rate: number; cpu: number }[] },
    { name: 'through PL/Proxy onto two', db: proxied, next: 1, runs: [] as { rate: number; cpu: number }[] },
  ]
  const castBatch = (way: (typeof ways)[number]) => {
    const first = way.next
    way.next += batch
    const one = (n: number) => ({ pollId, memberId: `m${first + n}`, id: crypto.randomUUID(), counter: 1, grades: new Uint8Array(7) })
    return castTogether(
      way.db,
      Array.from({ length: batch }, (_, n) => one(n)),
    )
  }
  for (let round = 0; round < rounds + 1; round++)
    for (const way of ways) {
      const [cpu, start] = [cpuOfFamily(pidOf(pair.first)!), performance.now()]
      let left = round === 0 ? 20 : batchesARound
      const hand = async () => {
        while (left-- > 0) await castBatch(way)
      }
      await Promise.all(Array.from({ length: hands }, hand))
      if (round === 0) continue
      const ballots = batch * batchesARound
      way.runs.push({
        rate: ballots / ((performance.now() - start) / 1000),
        cpu: ((cpuOfFamily(pidOf(pair.first)!) - cpu) * 1000) / ballots,
      })
    }
  const counted = await Promise.all(
    [pair.at(pair.first), pair.at(pair.first, 'shard0'), pair.at(pair.first, 'shard1')].map(async (where) => {
      const db = connect(where, { max: 1 })
      const { rows } = await sql<{ n: number }>`select count(*) as n from ballot`.execute(db)
      await db.destroy()
      return rows[0]!.n
    }),
  )
  const mid = (at: number, of: 'rate' | 'cpu') => median(ways[at]!.runs.map((run) => run[of]))
  const ofOne = (at: number) => median(ways[at]!.runs.map((run, round) => run.rate / ways[0]!.runs[round]!.rate))
  table(
    [`batches of ${batch}, ${hands} at a time`, 'ballots a second', 'of one database', 'PostgreSQL’s CPU a ballot'],
    ways.map(({ name }, at) => [name, Math.round(mid(at, 'rate')), percent(ofOne(at)), `${round(mid(at, 'cpu'), 4)} ms`]),
  )
  console.log(`in one: ${counted[0]}; in the two: ${counted[1]} + ${counted[2]}; each was given ${ways[0]!.next - 1}; load ${loadNow()}`)
  await Promise.all([direct.destroy(), proxied.destroy()])
}

/** PL/Proxy is a language of functions: this one cuts its arrays by voter, and calls its namesake in each shard with what is its own. */
const proxy = (port: number) => [
  'create extension plproxy',
  `create server urn foreign data wrapper plproxy options (p0 'host=127.0.0.1 port=${port} dbname=shard0', p1 'host=127.0.0.1 port=${port} dbname=shard1')`,
  `create user mapping for public server urn options (user 'preau')`,
  `create function cast_ballots(poll_ids text[], member_ids text[], ids uuid[], counters integer[], all_grades bytea[],
    out judged_at timestamptz, out others jsonb) returns setof record language plproxy as $$
    cluster 'urn';
    split poll_ids, member_ids, ids, counters, all_grades;
    run on hashtext(member_ids);
  $$`,
]

/** As root on Debian the package of this very version of PostgreSQL; otherwise this says what to do. */
function obtainProxy(programs: string) {
  const version = basename(dirname(programs))
  const there = () => existsSync(join(programs, '../../../../share/postgresql', version, 'extension/plproxy.control'))
  const name = `postgresql-${version}-plproxy`
  if (!there() && !(install(name) && there())) throw new Error(`this bench needs PL/Proxy (Debian: apt-get install ${name})`)
}
