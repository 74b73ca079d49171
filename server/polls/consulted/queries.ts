import type { Db } from '#db/connect.ts'
import type { Histogram } from '#domain/majority-judgment.ts'
import type { Counts } from '#domain/tally.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { fewSeconds, resultOnceClosed } from '../counting.ts'
import { freezeRoll } from '../roll.ts'

type Tools = { db: Db; sealing: Sealing }

/** Writes at once the roll of a poll that has just opened: among groups that share people, the first to open has them. */
export const takeRoll = (tools: Tools, pollId: string) => freezeRoll(tools, pollId)

/** A count of several: `counts` is null where ballots were too few to be opened. */
export type GroupCount = { rollSize: number; voters: number; blank: number; spoiled: number; counts: readonly Histogram[] | null }

/** Whether it has a count, in words that are summed. */
export const isCounted = (result: GroupCount): result is Counts => result.counts !== null

/**
 * The results of polls that have closed, by their id: stored ones asked for together, of the others as many as a few seconds give. Those that are
 * still being counted are not among them.
 */
export async function resultsOf(tools: Tools, pollIds: readonly string[]): Promise<Map<string, GroupCount>> {
  if (pollIds.length === 0) return new Map()
  const columns = ['pollId', 'rollSize', 'voters', 'blank', 'spoiled', 'counts'] as const
  const stored = await tools.db.selectFrom('result').select(columns).where('pollId', 'in', pollIds).execute()
  const found = new Map(stored.map(({ pollId, ...result }) => [pollId, result as GroupCount]))
  const giveUp = Date.now() + fewSeconds
  for (const pollId of pollIds) {
    if (found.has(pollId)) continue
    if (Date.now() > giveUp) break
    const result = await resultOnceClosed(tools, pollId)
    if (result) found.set(pollId, result as GroupCount)
  }
  return found
}
