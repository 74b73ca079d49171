import { whyNoResult } from '#domain/poll.ts'
import type { Counts } from '#domain/tally.ts'
import type { Tools } from '#server/app.ts'
import { orNotFound, Refused } from '#server/errors.ts'
import { resultOnceClosed } from './counting.ts'
import { findPoll } from './queries.ts'

/** A poll and its stored count, or the reason why there is none to see. A stored count exists only past the closing. */
export async function closedPoll(tools: Pick<Tools, 'db' | 'sealing'>, pollId: string) {
  const poll = orNotFound(await findPoll(tools.db, pollId))
  if (poll.cancelledAt !== null) throw new Refused('cancelled')
  const result = await resultOnceClosed(tools, pollId)
  if (!result) throw new Refused(whyNoResult(poll, new Date()))
  if (result.counts === null) throw new Refused('too-few-ballots')
  return { poll, result, counts: { ...result, counts: result.counts as Counts['counts'] } }
}
