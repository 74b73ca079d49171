import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Arrivals, Came } from '../arrivals.ts'
import { round, table } from '../measure.ts'
import { five, seven } from '../polls.ts'
import type { Cast, Rush } from '../voters.ts'
import type { Roll } from './roll.ts'
import type { Stage } from './stage.ts'

/** Voters a second when a national mail has just left: 5 % of 467,000 in an hour, with peaks ten times the mean. */
const peak = 65

/** The consultation, by show of hands on the roll: seven choices, five grades. */
export async function openConsultation({ knock, step }: Stage, roll: Roll) {
  const opensAt = new Date().toISOString()
  const closesAt = new Date(Date.now() + 24 * 3_600_000).toISOString()
  const choices = seven.map((label) => ({ label }))
  const poll = { question: 'Qui nous représente ?', choices, scale: [...five].reverse(), missingGrades: 'required', changes: 'until-closing', opensAt, closesAt, electorate: roll.id } // prettier-ignore
  return step('the consultation opened on that roll', async () => {
    const made = await knock<{ id: string }>('POST', '/api/bodies/mains-levees/polls', poll)
    await knock('GET', `/api/polls/${made.id}`)
    return made.id
  })
}

export const choicesOf = async ({ knock }: Stage, pollId: string) =>
  (await knock<{ choices: { id: string }[] }>('GET', `/api/polls/${pollId}`)).choices.map(({ id }) => id)

/** The people whom the mail has just reached, page by page and without a script, while it is still leaving. */
export async function rush(stage: Stage, pollId: string, roll: Roll, goals: { judge(goal: string, met: boolean, figures: string): void }) {
  const lasts = Math.max(10, Math.min(60, Math.floor(roll.members.length / peak / 4)))
  const loader = fork(new URL('../arrivals.ts', import.meta.url))
  const { port } = stage.server
  const arrivals: Arrivals = { port, pollId, choices: await choicesOf(stage, pollId), tickets: roll.tickets, first: 0, perSecond: peak, seconds: lasts } // prettier-ignore
  const came = await stage.step(
    'the rush, while the mail is leaving',
    async () => {
      loader.send(arrivals)
      const [came] = (await once(loader, 'message')) as [Came & { error?: string }]
      if (came.error) throw new Error(came.error)
      return came
    },
    ({ people, receipts, waited, journey, errors }) =>
      `${people} people at ${peak} a second, ${receipts} receipts, ${waited} told to wait, from first page to receipt p50 ${round(journey.p50)} s, p95 ${round(journey.p95)} s, errors: ${errors.join('; ') || 'none'}`,
  )
  loader.kill()
  const slowest = Math.max(...Object.values(came.steps).map(({ p95 }) => p95))
  table(['step of a voter', 'p50', 'p95', 'p99'], Object.entries(came.steps).map(([step, { p50, p95, p99 }]) => [step, `${round(p50)} ms`, `${round(p95)} ms`, `${round(p99)} ms`])) // prettier-ignore
  goals.judge('rush of voters', came.errors.length === 0 && came.receipts === came.people && slowest < 300, `p95 ${round(slowest)} ms`)
  return came.people
}

/** Everyone from `first` on votes by their link, through the API; a ballot is committed before its answer. */
export async function everyoneVotes(stage: Stage, what: string, pollId: string, roll: Roll, first = 0) {
  const voters = fork(new URL('../voters.ts', import.meta.url))
  const { port, origin } = stage.server
  const most = roll.members.length
  const rush: Omit<Rush, 'first'> = { port, origin, pollId, choices: await choicesOf(stage, pollId), connections: 96, seconds: 10, tickets: roll.tickets, most } // prettier-ignore
  await stage.step(
    what,
    async () => {
      let cast = 0
      for (let next = first; next < most;) {
        voters.send({ ...rush, first: next } satisfies Rush)
        const [done] = (await once(voters, 'message')) as [Cast & { error?: string }]
        if (done.error || done.refused.length > 0) throw new Error(done.error ?? `refused: ${done.refused}`)
        cast += done.cast
        next = done.next
      }
      return cast
    },
    (cast, took) => `${cast.toLocaleString('en')} ballots, ${Math.round(cast / took)} a second`,
  )
  voters.kill()
}
