import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Where } from '#db/connect.ts'

export type ServerProcess = {
  origin: string
  port: number
  process: ChildProcess
  output: () => string
  kill: () => Promise<void>
  stop: () => Promise<void>
}

/** The keys of the installations under test, which outlive a server that is killed. */
const keys = mkdtempSync(join(tmpdir(), 'preau-keys-'))
process.on('exit', () => rmSync(keys, { recursive: true, force: true }))

/** Where V8 keeps what it compiled, for the servers of one run and of the next. */
const compiled = join(tmpdir(), 'preau-compiled')

/**
 * A port to listen on a moment later. Below those that the system gives to whoever calls out (from 32,768 on Linux): one of those
 * would be free when looked at, and taken by another test's connection before the server listens. Each process walks from a place of
 * its own.
 */
export async function freePort(): Promise<number> {
  const port = lowest + (walked++ % (callers - lowest))
  const server = createServer().listen(port, '127.0.0.1')
  const free = await once(server, 'listening').then(Boolean, () => false)
  if (!free) return freePort()
  server.close()
  await once(server, 'close')
  return port
}
const [lowest, callers] = [12_000, 32_768]
let walked = process.pid * 101

/** The address of a database for DATABASE_URL: a socket's folder goes in `host`. */
export const databaseUrl = (where: Where) =>
  'url' in where ? where.url : `postgres://${where.user}@localhost/${where.database}?host=${encodeURIComponent(where.host)}`

/**
 * A real server process, as `npm start` runs it, on a free port. Resolves when /ready says so. `kill` is SIGKILL,
 * `stop` is SIGTERM; both wait for its end.
 */
export async function startServer(env: Record<string, string>): Promise<ServerProcess> {
  const port = env.PORT ? Number(env.PORT) : await freePort()
  const origin = env.ORIGIN ?? `http://localhost:${port}`
  const own = { PATH: process.env.PATH, HOME: process.env.HOME }
  const child = spawn(process.execPath, ['server/main.ts'], {
    env: { ...own, NODE_COMPILE_CACHE: compiled, LOG_LEVEL: 'error', KEYS_DIR: keys, ...env, PORT: String(port), ORIGIN: origin },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (text) => (output += text))
  child.stderr.on('data', (text) => (output += text))
  const ended = once(child, 'exit')
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal)
    await ended
  }
  for (const start = Date.now(); Date.now() - start < 180_000; await new Promise((resolve) => setTimeout(resolve, 20))) {
    if (child.exitCode !== null) break
    const ready = await fetch(`http://127.0.0.1:${port}/ready`).catch(() => null)
    if (ready?.ok) return { origin, port, process: child, output: () => output, kill: end('SIGKILL'), stop: end('SIGTERM') }
  }
  child.kill('SIGKILL')
  throw new Error(`the server did not start:\n${output}`)
}
