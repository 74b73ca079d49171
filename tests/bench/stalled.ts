// Readers whose network takes nothing any more, while ten people paste: what the server holds for them, and whether the others notice. Close
// code 4503 comes to those who read on within three seconds; the others find their connection gone.
import type { Bench } from './bench.ts'
import { newCrowd } from './crowd.ts'
import { percent, round, table, wait } from './measure.ts'
import { type Server, startHocuspocus, startPreau, startYWebsocket } from './servers.ts'

const stalled = 20
/** 2 MB a second in all, 40 MB: the kernel's own buffers hold the first ten. */
const flood = { bytes: 20_000, perSecond: 10, seconds: 20 }

export async function stalledReaders({ movement, folder, goals }: Bench) {
  const crowd = newCrowd()
  const { update } = await crowd.ask('content', 20_000)
  await crowd.end()
  const rows: (string | number)[][] = []
  const facts = { folder, content: update }
  for (const start of [() => startPreau(movement, true), () => startHocuspocus(facts), () => startYWebsocket(facts)]) {
    const server = await start()
    const without = await paste(server, await movement.text(update), 0)
    const found = await paste(server, await movement.text(update), stalled)
    await server.stop()
    const each = (found.grown - without.grown) / stalled
    rows.push([server.name, `${round(each / 1e6)} MB`, `${found.cut} of ${stalled}`, percent(found.delivered)])
    if (server.name.startsWith('Préau'))
      goals.judge(
        7,
        each <= 4e6 && found.cut === stalled && found.delivered === 1,
        `${round(each / 1e6)} MB for each stalled reader, ${found.cut} of ${stalled} cut, ${percent(found.delivered)} to the others`,
      )
  }
  table([`${stalled} stalled readers, 40 MB written`, 'memory for each, at most', 'cut', 'delivered to the others'], rows)
}

/** How much more the server holds at most while people paste, looked at every second after a collection. */
async function paste(server: Server, room: string, stalled: number) {
  const crowd = newCrowd()
  try {
    await crowd.ask(
      'join',
      Array.from({ length: 20 + stalled }, (_, n) => server.seat(room, n, n < 10)),
    )
    await wait(500)
    const before = (await server.memory()).used
    if (stalled > 0) await crowd.ask('stall', stalled, true)
    let most = 0
    let pasting = true
    const pasted = crowd.ask('paste', flood, stalled).finally(() => (pasting = false))
    while (pasting) {
      most = Math.max(most, (await server.memory()).used - before)
      await Promise.race([wait(1000), pasted])
    }
    const { delivered } = await pasted
    if (stalled === 0) return { grown: most, delivered, cut: 0 }
    await crowd.ask('stall', stalled, false)
    const closed = await crowd.ask('closings', stalled, 5000)
    return { grown: most, delivered, cut: closed.filter((one) => one !== null).length }
  } finally {
    await crowd.end()
  }
}
