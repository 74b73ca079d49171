// Two PostgreSQL of the distribution on this machine, the second of which follows the first: set up by the commands of docs/scaling.md.
import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { connect } from '../db/connect.ts'
import { accountForPostgres } from '../db/embedded/account.ts'
import { command } from '../db/scratch.ts'
import { findOrObtainPostgres } from './distribution.ts'
import { freePort } from './server-process.ts'

export type Node = { name: 'first' | 'second'; data: string; port: number }
export type Pair = Awaited<ReturnType<typeof startPair>>

/** How long a commit waits: for nobody, or for what synchronous_commit says of the second one. */
export type Waits = 'alone' | 'remote_write' | 'on' | 'remote_apply'

/** The first holds the database `preau`; each commit there is on the disk of the second before it is told as done. */
export async function startPair() {
  const { programs, libraries } = findOrObtainPostgres()
  const account = accountForPostgres()
  const folder = mkdtempSync(join(tmpdir(), 'preau-pair-'))
  if (account) chownSync(folder, account.uid, account.gid)
  const node = async (name: Node['name']): Promise<Node> => ({ name, data: join(folder, name), port: await freePort() })
  const [first, second] = [await node('first'), await node('second')]

  function run(program: string, ...args: string[]) {
    const env = { PATH: process.env.PATH, LC_ALL: 'C', ...(libraries && { LD_LIBRARY_PATH: libraries }) }
    const { status, stderr, stdout, error } = spawnSync(join(programs, program), args, { encoding: 'utf8', cwd: '/', env, ...account })
    if (status !== 0) throw new Error(`${program} failed: ${stderr}${stdout}${error ?? ''}`)
  }
  const start = ({ name, data, port }: Node) =>
    run(
      ...(['pg_ctl', 'start', '-w', '-D', data, '-l', join(folder, `${name}.log`)] as const),
      ...['-o', `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c cluster_name=${name} -c max_connections=120`],
    )
  const stop = ({ data }: Node, mode: 'fast' | 'immediate' = 'fast') => run('pg_ctl', 'stop', '-w', '-D', data, '-m', mode)
  const promote = ({ data }: Node) => run('pg_ctl', 'promote', '-w', '-D', data)
  const at = ({ port }: Node, database = 'preau') => ({ url: `postgres://preau@127.0.0.1:${port}/${database}` })

  run('initdb', '-D', first.data, '-U', 'preau', '-E', 'UTF8', '--locale=C', '--auth=trust', '--data-checksums')
  start(first)
  await command(at(first, 'postgres'), 'create database preau')
  run('pg_basebackup', '-D', second.data, '-R', '-X', 'stream', '-c', 'fast', '-d', `host=127.0.0.1 port=${first.port} user=preau`)
  start(second)

  /** The settings that make the first wait for the second, or not. Resolves once they hold. */
  async function wait(how: Waits) {
    const [names, commit] = how === 'alone' ? ['', 'on'] : ['second', how]
    await command(at(first), `alter system set synchronous_commit = '${commit}'`)
    await command(at(first), `alter system set synchronous_standby_names = '${names}'`)
    await command(at(first), 'select pg_reload_conf()')
    const db = connect(at(first), { max: 1 })
    const wanted = how === 'alone' ? 'async' : 'sync'
    const isSo = sql<{ so: boolean }>`select coalesce(bool_or(sync_state = ${wanted}), false) as so from pg_stat_replication`
    while (!(await isSo.execute(db)).rows[0]!.so) await new Promise((resolve) => setTimeout(resolve, 50))
    await db.destroy()
  }
  await wait('on')

  return {
    programs,
    account,
    first,
    second,
    at,
    start,
    stop,
    promote,
    wait,
    folder,
    /** What DATABASE_URL says: both, and whichever takes writes is meant. */
    url: `postgres://preau@127.0.0.1:${first.port},127.0.0.1:${second.port}/preau`,
    close() {
      for (const one of [first, second]) if (isRunning(one)) stop(one, 'immediate')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** SIGKILL to all of its processes at once, as a machine that loses its power ends them. */
export function pullThePlug(node: Node) {
  const postmaster = pidOf(node)!
  const children = spawnSync('ps', ['-o', 'pid=', '--ppid', String(postmaster)], { encoding: 'utf8' })
    .stdout.split(/\s+/)
    .filter(Boolean)
  for (const pid of [postmaster, ...children.map(Number)])
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It had ended by itself.
    }
}

export function pidOf({ data }: Node) {
  try {
    return Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}

function isRunning(node: Node) {
  const pid = pidOf(node)
  return pid !== undefined && spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout.includes('postgres')
}
