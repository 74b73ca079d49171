import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { openPostgres } from '#db/connect.ts'
import { startCluster } from '#db/embedded/cluster.ts'
import { isAlive } from '#db/embedded/users.ts'

let folder: string
const holders: ChildProcess[] = []
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'preau-embedded-'))
  chmodSync(folder, 0o755)
})
afterEach(() => holders.splice(0).forEach((holder) => holder.kill('SIGKILL')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const postmaster = () => {
  try {
    return Number(readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return null
  }
}

async function ask(where: { host: string; database: string; user: string }, question: string) {
  const sql = openPostgres(where, 1)
  try {
    return (await sql.unsafe(question))[0]
  } finally {
    await sql.end()
  }
}

/** Another process of the same installation, that holds the cluster until it is killed or told to let go. */
async function anotherProcess() {
  const script = `import { startCluster } from '#db/embedded/cluster.ts'
    const cluster = await startCluster(${JSON.stringify(folder)})
    process.on('SIGTERM', async () => { await cluster.stop(); process.exit(0) })
    console.log('held')
    setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  holders.push(holder)
  await once(holder.stdout!, 'data')
  const end = async (signal: NodeJS.Signals) => {
    const ended = once(holder, 'exit')
    holder.kill(signal)
    await ended
  }
  return { end }
}

const start = () => startCluster(folder)

test('the database starts from nothing, answers on a socket and no port, and stops with its process', async () => {
  const cluster = await start()
  expect(await ask(cluster.where, 'show listen_addresses')).toEqual({ listen_addresses: '' })
  expect(await ask(cluster.where, 'show data_checksums')).toEqual({ data_checksums: 'on' })
  const pid = postmaster()!
  expect(isAlive(pid)).toBe(true)
  await cluster.stop()
  expect(postmaster()).toBeNull()
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false))
})

test('a process killed in the middle leaves a database that the next start adopts, with all that was committed', async () => {
  const first = await anotherProcess()
  const before = await start()
  await ask(before.where, 'create table kept as select 1 as n')
  const pid = postmaster()
  await first.end('SIGKILL')
  const adopted = await start()
  expect(postmaster()).toBe(pid)
  expect(await ask(adopted.where, 'select n from kept')).toEqual({ n: 1 })
  await before.stop()
  await adopted.stop()
  expect(postmaster()).toBeNull()
})

test('two processes share it; the first to leave does not stop it, the last one does', async () => {
  const mine = await start()
  const other = await anotherProcess()
  await mine.stop()
  expect(isAlive(postmaster()!)).toBe(true)
  await other.end('SIGTERM')
  expect(postmaster()).toBeNull()
})

test('killed itself, PostgreSQL is started again at the next start and nothing committed is lost', async () => {
  const cluster = await start()
  await ask(cluster.where, 'insert into kept values (2)')
  process.kill(postmaster()!, 'SIGKILL')
  await new Promise((resolve) => setTimeout(resolve, 200))
  const again = await start()
  expect(await ask(again.where, 'select max(n) as n from kept')).toEqual({ n: 2 })
  await again.stop()
  await cluster.stop()
  expect(postmaster()).toBeNull()
})

test('four processes that start it at once make one cluster', async () => {
  const started = await Promise.all([1, 2, 3, 4].map(() => anotherProcess()))
  expect(isAlive(postmaster()!)).toBe(true)
  for (const { end } of started) await end('SIGTERM')
  expect(postmaster()).toBeNull()
})

test('a query whose process was killed does not go on alone', async () => {
  const cluster = await start()
  const script = `import { openPostgres } from '#db/connect.ts'
    const sql = openPostgres(${JSON.stringify(cluster.where)}, 1)
    setTimeout(() => console.log('asked'), 500)
    await sql\`select count(*) as endless from generate_series(1, 1e12::bigint)\``
  const asker = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  holders.push(asker)
  await once(asker.stdout!, 'data')
  const running = async () => Number((await ask(cluster.where, "select count(*) as n from pg_stat_activity where query like '%endless%' and state = 'active' and pid <> pg_backend_pid()"))!.n) // prettier-ignore
  expect(await running()).toBe(1)
  asker.kill('SIGKILL')
  await vi.waitFor(async () => expect(await running()).toBe(0), { timeout: 20_000, interval: 500 })
  await cluster.stop()
}, 60_000)
