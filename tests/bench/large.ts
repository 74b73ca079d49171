// A text of 300 kB: opened cold, out of the storage, and joined by fifty people when it is open.
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
    const { cold, whole, joins, joinSeconds } = await openAndJoin(server, rooms, clocks)
    await server.stop()
    rows.push([server.name, `${round(cold)} ms`, whole ? 'yes' : 'no', `${round(joins, 3)} s`, `${round(joinSeconds, 2)} s`])
    if (server.name.startsWith('Préau')) {
      goals.judge(6, cold < 150 && whole, `300 kB cold in ${round(cold)} ms, ${whole ? 'never' : 'at times'} synced before its content`)
      goals.judge(4, joins <= 0.05, `50 joins of 300 kB: ${round(joins, 3)} CPU-s`)
    }
  }
  table(
    [`300 kB (an update of ${Math.round(update.length / 1000)} kB)`, 'cold', 'whole when “synced”', 'CPU of 50 joins', 'joined in'],
    rows,
  )
}

/** Median of several texts never opened before; the first open, when nothing is warm, is not counted. */
async function openAndJoin(server: Server, rooms: readonly string[], clocks: number) {
  const crowd = newCrowd()
  try {
    const opened = []
    for (const room of rooms) opened.push(await crowd.ask('join', [server.seat(room, 0)]))
    const people = Array.from({ length: 50 }, (_, n) => server.seat(rooms[0]!, n + 1))
    await crowd.ask(
      'join',
      Array.from({ length: 50 }, (_, n) => server.seat(rooms[1]!, n + 100)),
    )
    const before = cpuOf(server.pid)
    const joined = await crowd.ask('join', people)
    return {
      cold: median(opened.slice(1).map(({ p50 }) => p50)),
      whole: [...opened, joined].every(({ fewestClocks }) => fewestClocks >= clocks),
      joins: cpuOf(server.pid) - before,
      joinSeconds: joined.seconds,
    }
  } finally {
    await crowd.end()
  }
}
