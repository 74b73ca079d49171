import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Programs of the distribution that tests run beside the product: what shows that one is there, and where its package keeps it. */
const programs = {
  python3: ['--version', 'usr/bin/python3'],
  haproxy: ['-v', 'usr/sbin/haproxy'],
  pgbouncer: ['--version', 'usr/sbin/pgbouncer'],
} as const

/**
 * The machine's own, else (as root on Debian) the distribution's package of that name, else the same unpacked into a cache of ours. Throws
 * with the command to run.
 */
export function findOrObtain(program: keyof typeof programs): string {
  const [asked, inside] = programs[program]
  const isThere = (path: string) => spawnSync(path, [asked]).status === 0
  const own = [program, `/usr/sbin/${program}`, unpacked(program)]
  const found = own.find(isThere) ?? (install(program) ? own.find(isThere) : undefined) ?? unpack(program, inside)
  if (!found || !isThere(found)) throw new Error(`A test needs ${program} (Debian: apt-get install ${program}).`)
  return found
}

const does = (command: string, args: string[], cwd?: string) => spawnSync(command, args, { stdio: 'inherit', cwd }).status === 0
const isDebian = () => existsSync('/etc/debian_version')
const cacheOf = (name: string) => resolve('.cache', name)

/** Where a program that was unpacked is launched from. */
export const unpacked = (name: string) => join(cacheOf(name), name)

/** The programs of a PostgreSQL of the distribution, 15 or newer, and the libraries they need where it is not installed but unpacked. */
export function findOrObtainPostgres(): { programs: string; libraries?: string } {
  const name = 'postgresql'
  const found = newestIn('/') ?? (install(name) ? newestIn('/') : undefined)
  if (found) return { programs: found }
  const { root, libraries } = insideCache(name)
  const ours = newestIn(root) ?? (unpack(name, 'usr/bin/pg_basebackup') ? newestIn(root) : undefined)
  if (!ours) throw new Error('A test needs PostgreSQL with pg_basebackup (Debian: apt-get install postgresql).')
  return { programs: ours, libraries }
}

/** Dovecot, an IMAP server. It looks for its parts where its package puts them: unpacked elsewhere it would not run. */
export function findOrObtainDovecot(): string {
  const isThere = (path: string) => spawnSync(path, ['--version']).status === 0 && existsSync('/usr/lib/dovecot/imap')
  const own = ['dovecot', '/usr/sbin/dovecot']
  const found = own.find(isThere) ?? (install('dovecot-imapd') ? own.find(isThere) : undefined)
  if (!found) throw new Error('A test needs dovecot with IMAP (Debian: apt-get install dovecot-imapd).')
  return found
}

function newestIn(root: string) {
  const folder = join(root, 'usr/lib/postgresql')
  const versions = existsSync(folder) ? readdirSync(folder).filter((version) => Number(version) >= 15) : []
  const programs = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(folder, version, 'bin'))
  return programs.find((path) => ['initdb', 'pg_ctl', 'pg_basebackup'].every((program) => existsSync(join(path, program))))
}

/** As root on Debian: the distribution's package. Several may be asked for at once, and apt lets one in at a time. */
export function install(name: string): boolean {
  if (!isDebian() || process.getuid?.() !== 0) return false
  console.log(`No ${name} yet: installing the distribution’s package.`)
  process.env.DEBIAN_FRONTEND = 'noninteractive'
  const both = `apt-get update -q && apt-get install -qy --no-install-recommends ${name}`
  return does('flock', [join(tmpdir(), 'preau-apt.lock'), 'sh', '-c', both])
}

/** Without root: downloads a package and what it needs, and unpacks them side by side. Gives back where `program` is launched from. */
export function unpack(name: string, program: string): string | undefined {
  if (!isDebian()) return
  console.log(`No ${name} yet: unpacking the distribution’s packages into .cache/${name}.`)
  const cache = cacheOf(name)
  mkdirSync(cache, { recursive: true })
  const only = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((what) => `--no-${what}`)
  try {
    const listed = execFileSync('apt-cache', ['depends', '--recurse', ...only, name], { encoding: 'utf8' })
    const names = [...new Set(listed.split('\n').filter((line) => /^[a-z0-9][a-z0-9.+-]+$/.test(line)))]
    const absent = names.filter((one) => one === name || spawnSync('dpkg', ['-s', one], { stdio: 'ignore' }).status !== 0)
    if (!does('apt-get', ['download', ...absent], cache)) return
  } catch {
    return
  }
  const { root, libraries } = insideCache(name)
  for (const file of readdirSync(cache).filter((one) => one.endsWith('.deb'))) if (!does('dpkg', ['-x', join(cache, file), root])) return
  const launcher = unpacked(name)
  writeFileSync(launcher, `#!/bin/sh\nLD_LIBRARY_PATH='${libraries}' exec '${join(root, program)}' "$@"\n`, { mode: 0o755 })
  return launcher
}

function insideCache(name: string) {
  const root = join(cacheOf(name), 'root')
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  return { root, libraries: [`usr/lib/${triplet}`, `lib/${triplet}`, 'usr/lib'].map((path) => join(root, path)).join(':') }
}
