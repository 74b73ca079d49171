// What the server's memory does while a secret board grows, and how the others fare while it is counted.
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { sql } from 'kysely'
import type { Bench } from '../bench.ts'
import { loadNow, round, table, wait } from '../measure.ts'
import { newMovement } from '../movement.ts'
import { fillBoard } from './fill-board.ts'
import { startSecretPoll } from './secret-poll.ts'

const labels = { choices: ['Oui', 'Non'], grades: ['Contre', 'Bof', 'Pour'] }
const MB = (bytes: number) => round(bytes / 1e6)

export async function growth(bench: Bench) {
  const { cluster, goals, heavy } = bench
  const boards = [1000, 2000, 3000, 4000, 5000]
  const large = 100_000
  const movement = await newMovement(cluster, heavy ? large : boards.at(-1)!)
  const { poll, door, voters, memory, end } = await startSecretPoll(bench, movement, labels)
  const measured: { ballots: number; resident: number; used: number }[] = []
  let cast = 0
  const castUpTo = async (ballots: number) => {
    const people = { first: cast + 1, count: ballots - cast }
    await voters.ask('prepare', door, people)
    await voters.ask('castAll', door, people)
    cast = ballots
    await wait(1000)
    measured.push({ ballots, ...(await memory()) })
  }
  for (const ballots of boards) await castUpTo(ballots)
  if (heavy) {
    await fillBoard(movement, { pollId: poll.id, from: cast, to: large - 1000 })
    cast = large - 1000
    await castUpTo(large)
  }
  await sql`update poll set closes_at = clock_timestamp() where id = ${poll.id}`.execute(movement.db)
  const counted = await countWhileOthersAsk(door)
  measured.push({ ballots: cast, ...(await memory()) })
  await end()
  await movement.drop()

  if (counted.voters !== cast) throw new Error(`${counted.voters} of ${cast} ballots were counted`)
  table(
    ['ballots of 2 × 3 on the board', 'resident', 'of JavaScript'],
    measured.map(({ ballots, resident, used }, at) => [
      `${ballots}${at === measured.length - 1 ? ', counted' : ''}`,
      ...[`${MB(resident)} MB`, `${MB(used)} MB`],
    ]),
  )
  console.log(
    `counted in ${round(counted.seconds)} s; meanwhile /health answered within ${Math.round(counted.slowest)} ms (load ${loadNow()})`,
  )
  const [first, last] = [measured[0]!, measured.at(-2)!]
  const grew = (of: 'resident' | 'used') => round((last[of] - first[of]) / 1e6)
  goals.judge(
    'sealed memory',
    last.used < 1.15 * first.used && last.resident < 1.25 * first.resident,
    `${first.ballots} to ${last.ballots} ballots: ${grew('used')} MB more of JavaScript, ${grew('resident')} MB resident`,
  )
}

/** Asks for the result, which counts; and again and again whether the server is there. The longest wait for that, in ms. */
async function countWhileOthersAsk({ origin, pollId }: { origin: string; pollId: string }) {
  const start = performance.now()
  let over = false
  // Not by fetch, which gives up on what takes five minutes.
  const counting = once(get(`${origin}/api/polls/${pollId}/result`), 'response').finally(() => (over = true))
  let slowest = 0
  while (!over) {
    const asked = performance.now()
    await fetch(`${origin}/health`)
    slowest = Math.max(slowest, performance.now() - asked)
    await wait(5)
  }
  const [answer] = (await counting) as [IncomingMessage]
  const { voters } = (await json(answer)) as { voters: number }
  return { voters, slowest, seconds: (performance.now() - start) / 1000 }
}
