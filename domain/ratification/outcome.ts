import { compareMerit, type Histogram, majorityGrade } from '../majority-judgment.ts'
import type { Wording } from './ballot-paper.ts'

/** What the vote made of one slot. best: the index of the wording that came first; adopted: whether its majority grade reaches the threshold. */
export type SlotOutcome = { slot: string; wordings: number[]; best: number; grade: number | null; adopted: boolean }

/**
 * For each slot the wording that majority judgment puts first, adopted when its majority grade is at least `threshold` (an index of the
 * scale, 0 the worst). Between wordings that are tied to the last ballot the one that was there first stays: the frozen one, then
 * amendments in the order in which they were given. When the frozen wording beats all, it is the one that is adopted or not.
 */
export function outcomeOf(wordings: readonly Wording[], counts: readonly Histogram[], threshold: number): SlotOutcome[] {
  const slots = [...new Set(wordings.map(({ slot }) => slot))]
  return slots.map((slot) => {
    const own = wordings.flatMap((wording, at) => (wording.slot === slot ? [at] : []))
    const best = own.reduce((first, at) => (compareMerit(counts[at]!, counts[first]!) > 0 ? at : first))
    const grade = majorityGrade(counts[best]!)
    return { slot, wordings: own, best, grade, adopted: grade !== null && grade >= threshold }
  })
}
