import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'

/** Whom PostgreSQL runs as. It refuses root, so root lends it the account `postgres`, else `nobody`. */
export type Account = { uid: number; gid: number } | null

export function accountForPostgres(): Account {
  if (process.getuid?.() !== 0) return null
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody')
  if (!found) throw new Error('PostgreSQL refuses to run as root, and this machine has neither `postgres` nor `nobody`: set DATABASE_URL.')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}

/** Where things that the account must reach are kept when the project lies under a closed folder such as /root. */
const shelter = '/var/lib/preau'

/** The binaries themselves, or a copy where the account can run them. */
export function reachableBinaries(native: string, account: Account): string {
  if (!account || isReachable(native)) return native
  const copy = join(shelter, 'postgres', nameOf(native, readFileSync(join(native, 'pg-symlinks.json'), 'utf8')))
  if (existsSync(join(copy, 'complete'))) return copy
  mkdirSync(copy, { recursive: true, mode: 0o755 })
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  mkdirSync(join(copy, 'complete'))
  return copy
}

/** The cluster's folder, made and owned by the account; in the shelter when the account could not walk to it. */
export function reachableFolder(wanted: string, account: Account): string {
  const path = resolve(wanted)
  const chosen = account && !isReachable(dirname(path)) ? join(shelter, 'data', nameOf(path)) : path
  mkdirSync(chosen, { recursive: true, mode: 0o755 })
  if (account && statSync(chosen).uid !== account.uid) chownSync(chosen, account.uid, account.gid)
  return chosen
}

const nameOf = (...parts: string[]) => createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16)

/** True when every existing folder above lets others through. */
function isReachable(path: string): boolean {
  for (let folder = resolve(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false
  }
  return true
}
