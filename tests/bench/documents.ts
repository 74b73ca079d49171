// A thousand texts of 10 kB at once, two people in each, one of whom writes a letter a second. Here all three servers keep what is written:
// Préau and hocuspocus in PostgreSQL, y-websocket in LevelDB.
import type { Bench } from './bench.ts'
import { newCrowd } from './crowd.ts'
import { cpuOf, percent, round, table, wait } from './measure.ts'
import { type Server, startHocuspocus, startPreau, startYWebsocket } from './servers.ts'

const texts = 1000
const seconds = 10

export async function documents({ movement, folder, goals }: Bench) {
  const crowd = newCrowd()
  const { update } = await crowd.ask('content', 10_000)
  await crowd.end()
  const durable = { folder, content: update, durable: { movement } }
  const rows: (string | number)[][] = []
  for (const start of [() => startPreau(movement, true), () => startHocuspocus(durable), () => startYWebsocket(durable)]) {
    const server = await start()
    const rooms: string[] = []
    for (let n = 0; n < texts; n++) rooms.push(await movement.text(update))
    const found = await hold(server, rooms, movement.databaseCpu)
    await server.stop()
    const kilobytes = (bytes: number) => `${Math.round(bytes / texts / 1000)} kB`
    rows.push([
      ...[server.name, kilobytes(found.open.resident - found.empty.resident), kilobytes(found.open.used - found.empty.used)],
      ...[
        kilobytes(found.left.used - found.empty.used),
        percent(found.delivered),
        `${round(found.cpu, 2)} s`,
        `${round(found.database, 2)} s`,
      ],
      ...[`${round(found.p50)} ms`, `${round(found.p99)} ms`],
    ])
    if (server.name.startsWith('Préau')) {
      const each = (found.open.used - found.empty.used) / texts
      const back = (found.left.used - found.empty.used) / found.empty.used
      goals.judge(
        5,
        each <= 70_000 && back <= 0.2,
        `${Math.round(each / 1000)} kB an open text; ${percent(back)} more than before ${Math.round(found.after)} s after all left`,
      )
    }
  }
  table(
    [
      '1,000 texts × 2 people',
      'resident, an open text',
      'of JavaScript',
      'when all left',
      'delivered',
      `server’s CPU in ${seconds} s`,
      'PostgreSQL’s',
      'p50',
      'p99',
    ],
    rows,
  )
}

async function hold(server: Server, rooms: readonly string[], databaseCpu: () => Promise<number>) {
  const crowd = newCrowd()
  try {
    // A room of its own first: code and caches that any room brings are not counted as a text's.
    await crowd.ask('join', [server.seat(`${rooms[0]}`, 0, true)])
    await crowd.ask('leave')
    await wait(4000)
    const empty = await server.memory()
    for (let from = 0; from < rooms.length; from += 100)
      await crowd.ask(
        'join',
        rooms
          .slice(from, from + 100)
          .flatMap((room, n) => [server.seat(room, 2 * (from + n), true), server.seat(room, 2 * (from + n) + 1)]),
      )
    await wait(1000)
    const open = await server.memory()
    const [cpu, database] = [cpuOf(server.pid), await databaseCpu()]
    const typed = await crowd.ask('type', { perSecond: 1, seconds })
    const spent = { cpu: cpuOf(server.pid) - cpu, database: (await databaseCpu()) - database }
    await crowd.ask('leave')
    const gone = performance.now()
    let left = await server.memory()
    while (left.used > empty.used * 1.2 && performance.now() - gone < 40_000) {
      await wait(2000)
      left = await server.memory()
    }
    return { empty, open, left, after: (performance.now() - gone) / 1000, ...typed, ...spent }
  } finally {
    await crowd.end()
  }
}
