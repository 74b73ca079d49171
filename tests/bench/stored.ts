// A thousand letters a second in two hundred texts: how long a writer waits for the word that a letter is stored. hocuspocus says it when the letter
// is in memory, Préau when it is committed; y-websocket never says it.
import type { Bench } from './bench.ts'
import { newCrowd } from './crowd.ts'
import { cpuOf, percent, round, table } from './measure.ts'
import { type Server, startHocuspocus, startPreau } from './servers.ts'

export async function stored({ movement, folder, goals }: Bench) {
  const crowd = newCrowd()
  const { update } = await crowd.ask('content', 20_000)
  await crowd.end()
  const rows: (string | number)[][] = []
  for (const start of [() => startPreau(movement, true), () => startHocuspocus({ folder, content: update, durable: { movement } })]) {
    const server = await start()
    const rooms: string[] = []
    for (let n = 0; n < 200; n++) rooms.push(await movement.text(update))
    const found = await write(server, rooms)
    await server.stop()
    const isPreau = server.name.startsWith('Préau')
    rows.push([
      ...[server.name, isPreau ? 'after the commit' : 'after memory', Math.round(found.rate), percent(found.acknowledged / found.typed)],
      ...[`${round(found.stored50)} ms`, `${round(found.stored99)} ms`, percent(found.core)],
    ])
    if (isPreau)
      goals.judge(
        2,
        found.stored50 < 5 && found.stored99 < 50 && found.acknowledged === found.typed,
        `told as stored at ${Math.round(found.rate)} edits/s: p50 ${round(found.stored50)} ms, p99 ${round(found.stored99)} ms`,
      )
  }
  table(['200 writers, 5 letters/s each', '“stored” means', 'edits/s', 'told as stored', 'p50', 'p99', 'server’s core'], rows)
}

async function write(server: Server, rooms: readonly string[]) {
  const crowd = newCrowd()
  try {
    await crowd.ask(
      'join',
      Array.from({ length: 200 }, (_, n) => server.seat(rooms[n]!, n, true)),
    )
    await crowd.ask('type', { perSecond: 5, seconds: 2 })
    const [cpu, start] = [cpuOf(server.pid), performance.now()]
    const typed = await crowd.ask('type', { perSecond: 5, seconds: 6 })
    const lasted = (performance.now() - start) / 1000
    return { ...typed, rate: typed.typed / 6, core: (cpuOf(server.pid) - cpu) / lasted }
  } finally {
    await crowd.end()
  }
}
