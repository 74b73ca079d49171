// The count of a poll by the product's own code, against the bare pass over the same rows that no count can avoid, from a thousand ballots to
// four million (--heavy), which then draws docs/images/tally.svg.
import { writeFileSync } from 'node:fs'
import { sql } from 'kysely'
import { resultOf } from '../../domain/tally.ts'
import { resultOnceClosed } from '../../server/polls/counting.ts'
import type { Bench } from './bench.ts'
import { loadNow, median, round, table } from './measure.ts'
import { newMovement } from './movement.ts'
import { plotOf, type Point } from './plot.ts'
import { openPoll, sealingAside } from './polls.ts'

const usual = [1000, 10_000, 100_000, 400_000]
const heavy = [1_000_000, 4_000_000]
const plot = new URL('../../docs/images/tally.svg', import.meta.url)

export async function tally(bench: Bench) {
  const counts: Point[] = []
  const passes: Point[] = []
  for (const people of bench.heavy ? [...usual, ...heavy] : usual) {
    const { count, pass } = await countOf(bench.cluster, people)
    console.log(`  ${people.toLocaleString('en')} ballots counted in ${round(count, 3)} s (load ${loadNow()})`)
    counts.push([people, count])
    passes.push([people, pass])
  }
  table(
    [
      'ballots of 7 × 5',
      'count(*) over the rows, one process',
      'result: roll, turnout, counts, ranking, stored',
      'of the bare pass',
      'a ballot',
    ],
    counts.map(([people, count], at) => [
      ...[people.toLocaleString('en'), `${round(passes[at]![1], 3)} s`, `${round(count, 3)} s`],
      ...[`${round(count / passes[at]![1])} ×`, `${round((1e6 * count) / people, 2)} µs`],
    ]),
  )
  if (bench.heavy) writeFileSync(plot, plotOf('ballots', { 'closed, counted, stored': counts, 'bare count(*)': passes }))
  const [of400, last] = [counts[usual.length - 1]!, counts.at(-1)!]
  goalsOf(bench, of400, last)
}

function goalsOf({ goals, heavy }: Bench, [people, count]: Point, [most, longest]: Point) {
  goals.judge('tally', count < 2, `${people.toLocaleString('en')} ballots in ${round(count, 2)} s`)
  const growth = longest / count / (most / people)
  if (heavy) goals.judge('tally is linear', growth < 1.3, `${round(most / people)} × the ballots take ${round(longest / count)} × the time`)
}

/** Seconds of a count and of a bare pass, medians of five. */
async function countOf(cluster: Bench['cluster'], people: number) {
  const movement = await newMovement(cluster, people, 0)
  const { db } = movement
  const { id } = await openPoll(movement)
  const grade = sql`0::text || floor(random() * 5)::int::text`
  await sql`insert into ballot (poll_id, member_id, id, counter, grades, cast_at)
    select ${id}, member_id, gen_random_uuid(), 1, decode(concat(${sql.join(Array.from({ length: 7 }, () => grade))}), 'hex'), now()
    from roll_entry where poll_id = ${id}`.execute(db)
  await sql`vacuum analyze ballot, roll_entry`.execute(db)
  await sql`update poll set closes_at = now() where id = ${id}`.execute(db)

  const sealing = await sealingAside()
  const counts: number[] = []
  const passes: number[] = []
  for (let n = 0; n < 5; n++) {
    await db.deleteFrom('result').execute()
    counts.push(
      await seconds(async () => {
        const result = await resultOnceClosed({ db, sealing }, id)
        if (result?.voters !== people) throw new Error(`${result?.voters} ballots were counted`)
        if (resultOf(result.counts as number[][]).standings.length !== 7) throw new Error('there is no ranking')
      }),
    )
    passes.push(await seconds(() => barePass(movement)))
  }
  await movement.drop()
  return { count: median(counts), pass: median(passes) }
}

/** Reads every row of the table itself, not an index, in one process. */
const barePass = ({ db }: Awaited<ReturnType<typeof newMovement>>) =>
  db.transaction().execute(async (trx) => {
    await sql`set local enable_indexonlyscan = off`.execute(trx)
    await sql`set local enable_indexscan = off`.execute(trx)
    await sql`set local max_parallel_workers_per_gather = 0`.execute(trx)
    await sql`select count(*) from ballot`.execute(trx)
  })

async function seconds(act: () => Promise<unknown>) {
  const start = performance.now()
  await act()
  return (performance.now() - start) / 1000
}
