import { sql } from 'kysely'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connect } from '#db/connect.ts'

const open = () => connect(inject('cluster'), { max: 3 })
let db: ReturnType<typeof open>
let killer: ReturnType<typeof open>
beforeAll(() => {
  db = open()
  killer = open()
})
afterAll(() => Promise.all([db.destroy(), killer.destroy()]))

const kill = (pid: number) => sql`select pg_terminate_backend(${pid}::int)`.execute(killer)
const answer = (asked: Promise<unknown>) =>
  Promise.race([
    asked.then(
      () => 'answered',
      () => 'refused',
    ),
    new Promise((resolve) => setTimeout(resolve, 5000, 'silence')),
  ])

/** A PostgreSQL that restarts ends every backend at whatever moment it is in. */
test(
  'a backend that dies under a transaction ends the transaction, and neither the process nor the pool',
  { timeout: 60_000 },
  async () => {
    const seen = new Set<unknown>()
    for (let round = 0; round < 24; round++) {
      await db.connection().execute(async (connection) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection)
        const dies = kill(rows[0]!.pid)
        if (round % 3 !== 2) await dies
        if (round % 2) await new Promise((resolve) => setTimeout(resolve, round % 5))
        for (let i = 0; i < 3; i++) seen.add(await answer(sql`select 1`.execute(connection)))
        await dies
      })
      const others = await Promise.all(Array.from({ length: 5 }, () => answer(sql`select 1`.execute(db))))
      for (const other of others) expect(other).not.toBe('silence')
    }
    expect(seen).not.toContain('silence')
    expect(seen).toContain('refused')
    expect(await answer(sql`select 1`.execute(db))).toBe('answered')
  },
)

test('what comes after the death in the same transaction is refused, never done on another connection', async () => {
  await sql`create table lost (n int)`.execute(db)
  const done = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
    await sql`insert into lost values (1)`.execute(trx)
    await kill(rows[0]!.pid)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await Promise.all(Array.from({ length: 6 }, () => answer(sql`select 1`.execute(db))))
    await sql`insert into lost values (2)`.execute(trx)
  })
  await expect(done).rejects.toThrow()
  expect((await sql`select * from lost`.execute(db)).rows).toEqual([])
  await sql`drop table lost`.execute(db)
})

test('a pool closes, whatever became of what was under way: at once where its connection died, five seconds later where it lives', async () => {
  const [dead, alive] = [connect(inject('cluster'), { max: 1 }), connect(inject('cluster'), { max: 1 })]
  const asked = [dead, alive].map((pool) => answer(sql`select pg_sleep(60) as ${sql.id(pool === dead ? 'dies' : 'lives')}`.execute(pool)))
  const asleep = sql<{ pid: number }>`select pid from pg_stat_activity where wait_event = 'PgSleep' and query like '%dies%'`
  for (let found = 0; found === 0;) for (const { pid } of (await asleep.execute(killer)).rows) found += (await kill(pid)).rows.length
  expect(await asked[0]).toBe('refused')
  expect(await answer(dead.destroy())).toBe('answered')
  const started = performance.now()
  await alive.destroy()
  expect(performance.now() - started).toBeLessThan(30_000)
}, 60_000)

test('a pool that closes while statements are under way waits for their answers, and for nothing more', async () => {
  const pool = connect(inject('cluster'), { max: 3 })
  const asked = [1, 2, 3].map(() => answer(sql`select pg_sleep(0.3)`.execute(pool)))
  await new Promise((resolve) => setTimeout(resolve, 100))
  const tooLong = new Promise((resolve) => setTimeout(resolve, 3000, 'still open'))
  expect(await Promise.race([pool.destroy().then(() => 'closed'), tooLong])).toBe('closed')
  expect(await Promise.all(asked)).toEqual(['answered', 'answered', 'answered'])
})

test('who waits for a connection when it dies is given the next one', async () => {
  const one = connect(inject('cluster'), { max: 1 })
  const { promise: free, resolve: leave } = Promise.withResolvers<void>()
  const held = Promise.withResolvers<number>()
  const holding = one.connection().execute(async (connection) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection)
    held.resolve(rows[0]!.pid)
    await free
  })
  const pid = await held.promise
  const waiting = [1, 2, 3].map(() => answer(sql`select 1`.execute(one)))
  await kill(pid)
  expect(await Promise.all(waiting)).toEqual(['answered', 'answered', 'answered'])
  leave()
  await holding
  expect(await answer(sql`select 1`.execute(one))).toBe('answered')
  await one.destroy()
})
