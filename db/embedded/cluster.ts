import { createHash } from 'node:crypto'
import { spawn, spawnSync } from 'node:child_process'
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Account, accountForPostgres, reachableBinaries, reachableFolder } from './account.ts'
import { findBinaries } from './binaries.ts'
import { isAlive, register, unregister, withDoorClosed } from './users.ts'

/** A running PostgreSQL of ours. `stop` lets go of it: the last process that uses it stops it. */
export type Cluster = { where: { host: string; database: string; user: string }; stop: () => Promise<void> }

type Place = { folder: string; data: string; sockets: string; native: string; account: Account }

/**
 * Starts the embedded PostgreSQL that lives under `dataDir`, or joins it when it runs already: another process of this
 * installation, or one that died, may have started it. Listens on a Unix socket only.
 */
export async function startCluster(dataDir: string): Promise<Cluster> {
  const account = accountForPostgres()
  const folder = reachableFolder(join(dataDir, 'postgres'), account)
  const place: Place = {
    folder,
    data: join(folder, 'cluster'),
    sockets: socketFolder(folder),
    native: reachableBinaries(findBinaries(), account),
    account,
  }
  await withDoorClosed(folder, async () => {
    prepare(place)
    if (!isRunning(place)) await launch(place)
    register(folder)
  })
  const leave = watchOver(place)
  let stopped: Promise<void> | undefined
  return { where: { host: place.sockets, database: 'postgres', user: 'preau' }, stop: () => (stopped ??= leave().then(() => letGo(place))) }
}

/** Milliseconds between two looks at whether it is still there. */
const glance = 2000

/**
 * Starts it again when it has ended by itself: killed for want of memory, or on a full disk, where it cannot even recover until there is
 * room. Nobody else would, since a service manager sees this process only. Resolves, when told to leave, once no start is under way.
 */
function watchOver(place: Place) {
  let said = ''
  let left = false
  let round: Promise<void> = Promise.resolve()
  let timer = setTimeout(look, glance).unref()

  function look() {
    round = startAgain()
      .catch(({ message }: Error) => message !== said && console.error((said = message)))
      .then(() => void (left || (timer = setTimeout(look, glance).unref())))
  }

  async function startAgain() {
    if (isAlive(readPid(place)?.pid ?? NaN)) return
    await withDoorClosed(place.folder, async () => (left || isRunning(place) ? undefined : launch(place)))
    if (!left) console.error('PostgreSQL had ended: it was started again')
    said = ''
  }

  return async () => {
    left = true
    clearTimeout(timer)
    await round
  }
}

/** A socket's path fits in 107 bytes; a deep project keeps its socket in the temporary folder. */
function socketFolder(folder: string) {
  const near = join(folder, 'socket')
  if (join(near, '.s.PGSQL.5432').length <= 107) return near
  return join(tmpdir(), `preau-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
}

function prepare({ data, sockets, native, account }: Place) {
  mkdirSync(sockets, { recursive: true, mode: 0o700 })
  if (account) chownSync(sockets, account.uid, account.gid)
  if (existsSync(join(data, 'PG_VERSION'))) return
  const made = spawnSync(
    join(native, 'bin/initdb'),
    ['-D', data, '-U', 'preau', '-E', 'UTF8', '--locale=C', '--auth-local=trust', '--auth-host=reject', '--data-checksums'],
    { encoding: 'utf8', ...account, cwd: '/' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`)
}

/** Line 1 of postmaster.pid is the process, line 8 says whether it takes connections. */
function readPid({ data }: Place) {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' }
  } catch {
    return null
  }
}

/** A number may have gone to another program since, and where no init sweeps, a dead process stays listed as a zombie. */
const isPostgres = (pid: number) =>
  isAlive(pid) &&
  /^[^Z].*postgres/.test(spawnSync('ps', ['-o', 'stat=,comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? 'S postgres')

function isRunning(place: Place) {
  const found = readPid(place)
  return found !== null && found.ready && isPostgres(found.pid)
}

async function launch(place: Place) {
  const { data, sockets, native, account, folder } = place
  const log = openSync(join(folder, 'postgres.log'), 'a')
  const options = [
    '-c',
    'listen_addresses=',
    '-c',
    `unix_socket_directories=${sockets}`,
    '-c',
    'max_connections=120',
    '-c',
    // A long query whose process was killed would go on alone until it has its answer: PostgreSQL looks whether anyone still waits for it.
    'client_connection_check_interval=5s',
    '-c',
    // A plan made when few had voted is kept until the table is looked at again; in a rush of voters a minute is long.
    'autovacuum_naptime=15s',
    '-c',
    'unix_socket_permissions=0700',
  ]
  const child = spawn(join(native, 'bin/postgres'), ['-D', data, ...options], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    ...account,
  })
  child.unref()
  closeSync(log)
  let gone = false
  child.once('exit', () => (gone = true))
  child.once('error', () => (gone = true))
  for (const start = Date.now(); Date.now() - start < 60_000;) {
    const found = readPid(place)
    if (found?.ready && found.pid === child.pid) return
    if (gone) break
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
  throw new Error(`PostgreSQL did not start; its last words are in ${join(folder, 'postgres.log')}`)
}

async function letGo(place: Place) {
  await withDoorClosed(place.folder, async () => {
    if (unregister(place.folder) > 0) return
    const { native, data, account } = place
    const stopped = spawnSync(join(native, 'bin/pg_ctl'), ['stop', '-D', data, '-m', 'fast', '-w', '-t', '60'], {
      encoding: 'utf8',
      cwd: '/',
      ...account,
    })
    if (stopped.status !== 0 && readPid(place)) throw new Error(`PostgreSQL did not stop: ${stopped.stderr}`)
  })
}
