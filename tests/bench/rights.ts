// A right taken away in the database acts on sockets that are open. The peers ask for rights on joining only: nothing to compare.
import type { Bench } from './bench.ts'
import { newCrowd } from './crowd.ts'
import { round, wait } from './measure.ts'
import { startPreau } from './servers.ts'

const people = 200

export async function rights({ movement, goals }: Bench) {
  const server = await startPreau(movement, true)
  const crowd = newCrowd()
  const { update } = await crowd.ask('content', 20_000)
  const room = await movement.text(update)
  await crowd.ask(
    'join',
    Array.from({ length: people }, (_, n) => server.seat(room, n)),
  )
  await wait(1000)
  await movement.db.updateTable('document').set({ audience: 'body' }).where('id', '=', room).execute()
  const start = performance.now()
  const closing = crowd.ask('closings', people, 5000)
  await movement.db.updateTable('membership').set({ leftAt: new Date() }).where('bodyId', '=', 'group').execute()
  const closed = await closing
  const last = performance.now() - start
  await crowd.end()
  await server.stop()
  const right = closed.every((one) => one?.code === 4403)
  console.log(
    `\n${people} people who left the group: the last was out of its text ${round(last)} ms later, ${right ? 'all with 4403' : 'not all with 4403'}`,
  )
  goals.judge(8, right && last < 1000, `${people} open connections closed in ${round(last)} ms`)
}
