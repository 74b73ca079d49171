// The servers beside each other: Préau as `npm start` runs it, and two peers.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { schemaVersion } from '../../domain/charter.ts'
import { databaseUrl, freePort, startServer } from '../server-process.ts'
import { liveMemory } from './inspector.ts'
import { wait } from './measure.ts'
import { cookieOf, type Movement } from './movement.ts'
import type { Seat } from './person.ts'

export type Server = {
  name: string
  pid: number
  /** The place of person n (from 0) in a room. */
  seat(room: string, n: number, types?: boolean): Seat
  /** Bytes that live in its memory after a collection: resident, and those of JavaScript. */
  memory(): Promise<{ resident: number; used: number }>
  stop(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
}

/** `own`: with our client, which echoes no presence; otherwise with y-websocket's, as it is. */
export async function startPreau(movement: Movement, own: boolean): Promise<Server> {
  const inspect = await freePort()
  const server = await startServer({
    DATABASE_URL: databaseUrl(movement.where),
    NODE_ENV: 'production',
    NODE_OPTIONS: `--inspect=127.0.0.1:${inspect} ${process.env.BENCH_NODE_OPTIONS ?? ''}`,
  })
  return {
    name: own ? 'Préau, our client' : 'Préau, y-websocket’s client',
    pid: server.process.pid!,
    seat: (room, n, types = false) => seatAt(server, room, n, types, own),
    memory: () => liveMemory(inspect),
    stop: server.stop,
    kill: server.kill,
  }
}

/** The place of person n (from 0) in a room of Préau. */
export const seatAt = ({ port, origin }: { port: number; origin: string }, room: string, n: number, types: boolean, own = true): Seat => ({
  path: `/live/${room}?schema=${schemaVersion}${own ? '&own=1' : ''}`,
  headers: { origin, cookie: cookieOf(n + 1) },
  ...{ port, room, hocuspocus: false, echoes: !own, types, user: `P${n + 1}` },
})

type PeerFacts = { folder: string; content: Uint8Array; durable?: { movement: Movement } }

/** @y/websocket-server; durable: on its LevelDB. */
export const startYWebsocket = (facts: PeerFacts) =>
  startPeer('y-websocket', facts, facts.durable ? { YPERSISTENCE: join(facts.folder, 'leveldb') } : {})

/** hocuspocus; durable: on PostgreSQL. */
export async function startHocuspocus(facts: PeerFacts) {
  if (!facts.durable) return startPeer('hocuspocus', facts, {})
  const { db, where } = facts.durable.movement
  await db.schema
    .createTable('hocuspocus')
    .ifNotExists()
    .addColumn('name', 'text', (name) => name.primaryKey())
    .addColumn('data', 'bytea')
    .execute()
  return startPeer('hocuspocus', facts, { PGHOST: where.host, PGDATABASE: where.database, PGUSER: where.user })
}

async function startPeer(name: 'y-websocket' | 'hocuspocus', { folder, content }: PeerFacts, env: Record<string, string>): Promise<Server> {
  const port = await freePort()
  const inspect = await freePort()
  const file = join(mkdtempSync(join(folder, 'content-')), 'content')
  writeFileSync(file, content)
  const child = spawn(process.execPath, [`--inspect=127.0.0.1:${inspect}`, new URL(`./peers/${name}.mjs`, import.meta.url).pathname], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      CONTENT: file,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal)
    await ended
  }
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  for (let tries = 0; !output.includes('running'); tries++) {
    if (child.exitCode !== null || tries > 500) throw new Error(`${name} did not start:\n${output}`)
    await wait(20)
  }
  const hocuspocus = name === 'hocuspocus'
  return {
    name,
    pid: child.pid!,
    seat: (room, n, types = false) => ({
      ...{ port, path: `/${room}`, headers: {}, room },
      ...{ hocuspocus, echoes: !hocuspocus, types, user: `P${n + 1}` },
    }),
    memory: () => liveMemory(inspect),
    stop: end('SIGTERM'),
    kill: end('SIGKILL'),
  }
}
