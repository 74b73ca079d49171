import { expect } from 'vitest'
import { freezeRoll } from '#server/polls/roll.ts'
import { addPoll, fromNow, type Person, type PollFacts, type PollsWorld, type TestPoll, wait } from './polls-world.ts'
import { castSealed } from './sealed-voters.ts'

// A manifest says when its poll closes, and a board takes no earlier close: these polls are frozen with a closing that is near, kept
// open behind its back for as long as voting takes, and closed when all have voted.

const near = 8000

export async function addShortSecretPoll(world: PollsWorld, facts: PollFacts = {}): Promise<TestPoll & { closesAt: Date }> {
  const closesAt = fromNow(near)
  const poll = await addPoll(world.db, { level: 'secret', closesAt, ...facts })
  await freezeRoll(world, poll.id)
  await moveClosing(world, poll.id, fromNow(3_600_000))
  return { ...poll, closesAt }
}

const moveClosing = (world: PollsWorld, pollId: string, closesAt: Date) =>
  world.db.updateTable('poll').set({ closesAt }).where('id', '=', pollId).execute()

/** Everyone votes once, in their order. */
export async function voteIn(world: PollsWorld, { url }: TestPoll, voting: readonly Person[], given: readonly (readonly number[])[]) {
  for (const [at, voter] of voting.entries()) expect((await castSealed(world, voter, url, [...given[at]!])).statusCode).toBe(200)
}

/** Lets the instant of the manifest come, and counts. */
export async function closeAndCount(world: PollsWorld, poll: TestPoll & { closesAt: Date }) {
  await wait(Math.max(0, poll.closesAt.getTime() + 50 - Date.now()))
  await moveClosing(world, poll.id, poll.closesAt)
  await resultOf(world, poll)
}

/** The answer for the result of a closed poll, asked for again as long as it is being counted. */
export async function resultOf(world: Pick<PollsWorld, 'passerBy'>, { url }: { url: string }) {
  for (;;) {
    const answer = await world.passerBy('GET', `${url}/result`)
    if (answer.json().reason !== 'being-counted') return answer
  }
}
