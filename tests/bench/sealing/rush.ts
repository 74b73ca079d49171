// Thirty ballots of seven choices and five grades a second come to a secret poll, through the whole door: session, roll, signature, proofs,
// board, commit, signed receipt.
import type { Bench } from '../bench.ts'
import { cpuOf, percent, round, table } from '../measure.ts'
import { five, seven } from '../polls.ts'
import { startSecretPoll } from './secret-poll.ts'

const perSecond = 30
const seconds = 20

export async function rush(bench: Bench) {
  const { movement, goals } = bench
  const { door, pid, voters, end } = await startSecretPoll(bench, movement, { choices: seven, grades: five })
  const warm = { first: 1, count: 60 }
  const crowd = { first: 61, count: perSecond * seconds }
  await voters.ask('prepare', door, { first: 1, count: 60 + crowd.count })
  await voters.ask('arrive', door, warm, perSecond)
  const [app, database, start] = [cpuOf(pid), await movement.databaseCpu(), performance.now()]
  const { p50, p99, slowest } = await voters.ask('arrive', door, crowd, perSecond)
  const lasted = (performance.now() - start) / 1000
  const [appUsed, databaseUsed] = [cpuOf(pid) - app, (await movement.databaseCpu()) - database]
  const { ballots } = (await (await fetch(`${door.origin}/api/polls/${door.pollId}/board`)).json()) as { ballots: number }
  await end()

  const each = (cpu: number) => `${round((1000 * cpu) / crowd.count)} ms a ballot, ${percent(cpu / lasted)} of a core`
  table(
    [`${perSecond} ballots/s for ${seconds} s`, 'to the receipt: p50', 'p99', 'slowest', 'server’s CPU', 'PostgreSQL’s'],
    [['7 × 5, secret', ...[p50, p99, slowest].map((ms) => `${Math.round(ms)} ms`), each(appUsed), each(databaseUsed)]],
  )
  const all = ballots === warm.count + crowd.count
  goals.judge(
    'sealed rush',
    all && p99 < 250,
    `p99 ${Math.round(p99)} ms at ${perSecond} ballots/s${all ? '' : `, ${ballots} on the board`}`,
  )
}
