// The history of a text of 250,000 edits: its pages listed, versions of it opened by replay, one taken up again; and what writers elsewhere feel of it.
import type { Bench } from './bench.ts'
import { newCrowd } from './crowd.ts'
import { edits, textOfSixtyEvenings } from './evenings.ts'
import { median, round, table } from './measure.ts'
import { cookieOf } from './movement.ts'
import { type Server, startPreau } from './servers.ts'

const opened = 40

export async function history({ movement, goals }: Bench) {
  const { id, kept } = await textOfSixtyEvenings(movement)
  const server = await startPreau(movement, true)
  const crowd = newCrowd()
  const room = await movement.text((await crowd.ask('content', 20_000)).update)
  await crowd.end()
  const quiet = await typing(server, room, async () => {})
  const first = await times(1, () => knock(server, `/api/documents/${id}/history`))
  const lists = await times(10, (n) => knock(server, `/api/documents/${id}/history?upto=${edits - n * 20_000}`))
  const versions: number[] = []
  const busy = await typing(server, room, async () => {
    versions.push(
      ...(await times(opened, (n) => knock(server, `/api/documents/${id}/history/${Math.round(((n + 0.7) * edits) / opened)}`))),
    )
  })
  const [takenUp] = await times(1, () => knock(server, `/api/documents/${id}/history/${edits / 2}/taking-up`, 'POST'))
  await server.stop()
  const ms = (value: number) => `${Math.round(value)} ms`
  table(
    ['history of 250,000 edits', ''],
    [
      ['the text, compacted', `${Math.round(kept.state / 1000)} kB`],
      ['its history', `${round(kept.history / 1e6)} MB`],
      ['whole states kept among it', `${kept.checkpoints}, ${round(kept.bytes / 1e6)} MB, stored as ${round(kept.stored / 1e6)} MB`],
      ['a page of its list, first and then p50', `${ms(first[0]!)}, ${ms(median(lists))}`],
      [`a version opened, ${opened} of all ages: p50, slowest`, `${ms(median(versions))}, ${ms(Math.max(...versions))}`],
      ['a version taken up', ms(takenUp!)],
      ['“stored” told to ten writers of another text meanwhile: p50, p99', `${round(busy.p50)}, ${round(busy.p99)} ms`],
      ['the same when nobody opens anything', `${round(quiet.p50)}, ${round(quiet.p99)} ms`],
    ],
  )
  goals.judge('history', Math.max(...versions) < 1000, `a version among 250,000 edits opens in ${ms(Math.max(...versions))} at most`)
}

async function times(count: number, act: (n: number) => Promise<void>) {
  const found: number[] = []
  for (let n = 0; n < count; n++) {
    const start = performance.now()
    await act(n)
    found.push(performance.now() - start)
  }
  return found
}

async function knock(server: Server, path: string, method = 'GET') {
  const { port } = server.seat('', 0)
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { cookie: cookieOf(1) } })
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  await answer.arrayBuffer()
}

/** Ten people write in another text until it is done. */
async function typing(server: Server, room: string, meanwhile: () => Promise<void>) {
  const crowd = newCrowd()
  try {
    await crowd.ask(
      'join',
      Array.from({ length: 10 }, (_, n) => server.seat(room, n, true)),
    )
    const typed = crowd.ask('type', { perSecond: 5, seconds: 8 })
    await meanwhile()
    const { stored50, stored99 } = await typed
    return { p50: stored50, p99: stored99 }
  } finally {
    await crowd.end()
  }
}
