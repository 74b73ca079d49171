// The count of 400,000 ballots by the product's own code, against the bare pass over the same rows that no count can avoid.
import { sql } from 'kysely'
import { resultOf } from '../../domain/tally.ts'
import { resultOnceClosed } from '../../server/polls/counting.ts'
import type { Bench } from './bench.ts'
import { median, round, table } from './measure.ts'
import { newMovement } from './movement.ts'
import { openPoll, sealingAside } from './polls.ts'

const people = 400_000

export async function tally({ cluster, goals }: Bench) {
  const movement = await newMovement(cluster, people, 0)
  const { db } = movement
  const { id } = await openPoll(movement)
  const grade = sql`0::text || floor(random() * 5)::int::text`
  await sql`insert into ballot (poll_id, member_id, id, counter, grades, cast_at)
    select ${id}, member_id, gen_random_uuid(), 1, decode(concat(${sql.join(Array.from({ length: 7 }, () => grade))}), 'hex'), now()
    from roll_entry where poll_id = ${id}`.execute(db)
  await sql`vacuum analyze ballot`.execute(db)
  await sql`update poll set closes_at = now() where id = ${id}`.execute(db)

  const sealing = await sealingAside()
  const counts: number[] = []
  const passes: number[] = []
  let winner = ''
  for (let n = 0; n < 5; n++) {
    await db.deleteFrom('result').execute()
    counts.push(
      await seconds(async () => {
        const result = await resultOnceClosed({ db, sealing }, id)
        if (result?.voters !== people) throw new Error(`${result?.voters} ballots were counted`)
        winner = String(resultOf(result.counts as number[][]).standings[0]!.index)
      }),
    )
    passes.push(await seconds(() => barePass(movement)))
  }
  await movement.drop()
  if (winner === '') throw new Error('nobody has won')
  const [count, pass] = [median(counts), median(passes)]
  table(
    ['400,000 ballots of 7 × 5', 'seconds', 'of the bare pass'],
    [
      ['count(*) over the rows, one process', round(pass, 3), '1 ×'],
      ['result: roll, turnout, counts, ranking, stored', round(count, 3), `${round(count / pass)} ×`],
    ],
  )
  goals.judge('tally', count < 2, `400,000 ballots in ${round(count, 2)} s, ${round(count / pass)} × a bare pass`)
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
