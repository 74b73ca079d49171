// Texts of 300 kB: opened cold, out of the storage, and joined by fifty people each when they are open.
import type { Bench } from './bench.ts'
import { newCrowd } from './crowd.ts'
import { cpuOf, median, round, table } from './measure.ts'
import { type Server, startHocuspocus, startPreau, startYWebsocket } from './servers.ts'

const colds = 7

export async function large({ movement, folder, goals }: Bench) {
  const crowd = newCrowd()
  const { update, clocks } = await crowd.ask('content', 300_000)
  await crowd.end()
  const durable = { folder, content: update, durable: { movement } }
  const rows: (string | number)[][] = []
  for (const start of [() => startPreau(movement, true), () => startHocuspocus(durable), () => startYWebsocket(durable)]) {
    const server = await start()
    const rooms: string[] = []
    for (let n = 0; n <= colds; n++) rooms.push(await movement.text(update))
    const { cold, whole, first, joins, joinSeconds } = await openAndJoin(server, rooms, clocks)
    await server.stop()
    rows.push([
      server.name,
      `${round(cold)} ms`,
      whole ? 'yes' : 'no',
      `${round(first, 3)} s`,
      `${round(joins, 3)} s`,
      `${round(joinSeconds, 2)} s`,
    ])
    if (server.name.startsWith('Préau')) {
      goals.judge(6, cold < 150 && whole, `300 kB cold in ${round(cold)} ms, ${whole ? 'never' : 'at times'} synced before its content`)
      goals.judge(4, joins <= 0.05, `50 joins of 300 kB: ${round(joins, 3)} CPU-s`)
    }
  }
  table(
    [
      `300 kB (an update of ${Math.round(update.length / 1000)} kB)`,
      'cold',
      'whole when “synced”',
      'CPU of the first 50 joins',
      'of 50 joins, median',
      'joined in',
    ],
    rows,
  )
}

/** Medians of several texts: opened for the first time, then joined by fifty people. The first of them, when nothing is warm, is told apart. */
async function openAndJoin(server: Server, rooms: readonly string[], clocks: number) {
  const crowd = newCrowd()
  try {
    const opened = []
    for (const room of rooms) opened.push(await crowd.ask('join', [server.seat(room, 0)]))
    const rushes = []
    for (const room of rooms) {
      const before = cpuOf(server.pid)
      const people = Array.from({ length: 50 }, (_, n) => server.seat(room, n + 1))
      const joined = await crowd.ask('join', people)
      rushes.push({ ...joined, cpu: cpuOf(server.pid) - before })
    }
    return {
      cold: median(opened.slice(1).map(({ p50 }) => p50)),
      whole: [...opened, ...rushes].every(({ fewestClocks }) => fewestClocks >= clocks),
      first: rushes[0]!.cpu,
      joins: median(rushes.slice(1).map(({ cpu }) => cpu)),
      joinSeconds: median(rushes.slice(1).map(({ seconds }) => seconds)),
    }
  } finally {
    await crowd.end()
  }
}
