// SIGKILL while five people write: how much of what was told as stored, and of what the others had already seen, is gone after a restart. The
// writers are gone too; had they stayed, their browsers would hand it over again.
import type { Bench } from './bench.ts'
import { newCrowd } from './crowd.ts'
import { table, wait } from './measure.ts'
import { type Server, startHocuspocus, startPreau, startYWebsocket } from './servers.ts'

export async function killed({ movement, folder, goals }: Bench) {
  const crowd = newCrowd()
  const { update } = await crowd.ask('content', 20_000)
  await crowd.end()
  const durable = { folder, content: update, durable: { movement } }
  const rows: (string | number)[][] = []
  for (const start of [() => startPreau(movement, true), () => startHocuspocus(durable), () => startYWebsocket(durable)]) {
    const found = await killAndRead(start, await movement.text(update))
    rows.push([found.name, found.typed, found.stored, found.stored === 0 ? '' : found.storedLost, found.seen, found.seenLost])
    if (found.name.startsWith('Préau'))
      goals.judge(
        2,
        found.storedLost === 0 && found.stored > 0,
        `${found.storedLost} of ${found.stored} letters told as stored lost at SIGKILL`,
      )
  }
  table(['SIGKILL after 7 s', 'letters typed', 'told as stored', 'of these lost', 'seen by others', 'of these lost'], rows)
}

async function killAndRead(start: () => Promise<Server>, room: string) {
  const server = await start()
  const crowd = newCrowd()
  try {
    await crowd.ask(
      'join',
      Array.from({ length: 8 }, (_, n) => server.seat(room, n, n < 5)),
    )
    await crowd.ask('startTyping', 10)
    await wait(7000)
    await server.kill()
    await wait(300)
    const words = await crowd.ask('lastWords')
    await crowd.ask('leave')
    const restarted = await start()
    const known = new Map(await crowd.ask('read', restarted.seat(room, 9)))
    await restarted.stop()
    const sum = (of: (word: (typeof words)[number]) => number) => words.reduce((sum, word) => sum + of(word), 0)
    const missing = (word: (typeof words)[number], upTo: number) => Math.max(0, upTo - (known.get(word.client) ?? 0))
    return {
      ...{ name: server.name, typed: sum(({ typed }) => typed), stored: sum(({ stored }) => stored), seen: sum(({ seen }) => seen) },
      ...{ storedLost: sum((word) => missing(word, word.stored)), seenLost: sum((word) => missing(word, word.seen)) },
    }
  } finally {
    await crowd.end()
  }
}
