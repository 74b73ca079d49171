import { expect } from 'vitest'
import { freezeRoll } from '#server/polls/roll.ts'
import { addPoll, fromNow, type Person, type PollFacts, type PollsWorld, type TestPoll, wait } from './polls-world.ts'
import { castSealed } from './sealed-voters.ts'

// A manifest says when its poll closes, and a board takes no earlier close: these polls are frozen with a closing that is near, kept
// open behind its back for as long as voting takes, and closed when all have voted.

const near = 8000

type WithDb = Pick<PollsWorld, 'db'>

export async function addShortSecretPoll(world: PollsWorld, facts: PollFacts = {}): Promise<TestPoll & { closesAt: Date }> {
  const poll = await addPoll(world.db, { level: 'secret', ...facts })
  const { closesAt } = await frozenNear(world, poll.id, () => freezeRoll(world, poll.id))
  return { ...poll, closesAt }
}

/** What `freeze` answers, who writes the manifest; and the near closing that it says, which `letClose` waits for. */
export async function frozenNear<T>(world: WithDb, pollId: string, freeze: () => Promise<T>) {
  const closesAt = fromNow(near)
  await moveClosing(world, pollId, closesAt)
  const frozen = await freeze()
  await moveClosing(world, pollId, fromNow(3_600_000))
  return { closesAt, frozen }
}

const moveClosing = (world: WithDb, pollId: string, closesAt: Date) =>
  world.db.updateTable('poll').set({ closesAt }).where('id', '=', pollId).execute()

/** Everyone votes once, in their order. */
export async function voteIn(world: PollsWorld, { url }: TestPoll, voting: readonly Person[], given: readonly (readonly number[])[]) {
  for (const [at, voter] of voting.entries()) expect((await castSealed(world, voter, url, [...given[at]!])).statusCode).toBe(200)
}

/** Lets the instant of the manifest come. */
export async function letClose(world: WithDb, { id, closesAt }: { id: string; closesAt: Date }) {
  await wait(Math.max(0, closesAt.getTime() + 50 - Date.now()))
  await moveClosing(world, id, closesAt)
}

/** Lets it come, and counts. */
export async function closeAndCount(world: PollsWorld, poll: TestPoll & { closesAt: Date }) {
  await letClose(world, poll)
  await resultOf(world, poll)
}

/** The answer for the result of a closed poll, asked for again as long as it is being counted. */
export async function resultOf(world: Pick<PollsWorld, 'passerBy'>, { url }: { url: string }) {
  for (;;) {
    const answer = await world.passerBy('GET', `${url}/result`)
    if (answer.json().reason !== 'being-counted') return answer
  }
}
