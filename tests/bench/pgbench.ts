// PostgreSQL's own bench, on the same cluster: the limit that the casting of ballots is measured against.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Where } from './movement.ts'

/** Where pgbench is. As root on Debian it is installed when absent; otherwise this says what to do. */
export function findPgbench(): string {
  const found = look()
  if (found) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'postgresql'], { stdio: 'inherit', env })
  }
  const installed = look()
  if (installed) return installed
  throw new Error('this bench needs pgbench: sudo apt-get install postgresql')
}

function look() {
  const folder = '/usr/lib/postgresql'
  const versions = existsSync(folder) ? readdirSync(folder).sort((a, b) => Number(b) - Number(a)) : []
  const paths = [...versions.map((version) => join(folder, version, 'bin')), ...(process.env.PATH ?? '').split(':')]
  return paths.map((path) => join(path, 'pgbench')).find((path) => existsSync(path))
}

/** Runs one script for so many seconds. Transactions a second, how many in all, and their mean delay in ms. */
export async function pgbench(tool: string, where: Where, folder: string, script: string, { clients = 16, seconds = 5, first = 0 }) {
  const file = join(folder, 'pgbench.sql')
  writeFileSync(file, script)
  const options = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    '2',
    '-T',
    String(seconds),
    '-D',
    `first=${first}`,
    '-D',
    'n=0',
    '-f',
    file,
  ]
  const child = spawn(tool, [...options, '-h', where.host, '-U', where.user, where.database], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  await new Promise((resolve) => child.once('exit', resolve))
  const figure = (pattern: RegExp) => Number(pattern.exec(said)?.[1])
  const figures = {
    rate: figure(/tps = ([\d.]+)/),
    transactions: figure(/actually processed: (\d+)/),
    failed: figure(/failed transactions: (\d+)/),
    delay: figure(/latency average = ([\d.]+)/),
  }
  if (!(figures.rate > 0) || figures.failed > 0 || /ERROR/.test(said)) throw new Error(`pgbench failed:\n${said}`)
  return figures
}
