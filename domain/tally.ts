import type { Ballot } from './ballot.ts'
import { type DecidingStep, decidingStep, type Gauge, gauge, type Histogram, majorityGrade, ranking, sizeOf } from './majority-judgment.ts'

/** Where people have several votes: how many those of the roll have, those who cast a ballot, and those whose ballot is blank. */
export type Votes = { roll: number; cast: number; blank: number }

/**
 * A count, wherever it comes from: open ballots, an aggregate that was opened, a file. counts: a choice, then a grade
 * from the worst to the best. voters cast a ballot; blank and spoiled ones are among them and in no histogram. rollSize, voters, blank and
 * spoiled are people; histograms are of votes, which are people too unless `votes` says otherwise.
 */
export type Counts = {
  rollSize: number
  voters: number
  blank: number
  spoiled: number
  counts: readonly Histogram[]
  votes?: Votes | null
}

/** How many votes are in each histogram. */
export const expressed = ({ voters, blank, spoiled, votes }: Omit<Counts, 'counts'>) =>
  votes ? votes.cast - votes.blank : voters - blank - spoiled

export type CountsRefusal =
  'no-choice' | 'not-whole-numbers' | 'unequal-grades' | 'unequal-voters' | 'more-voters-than-roll' | 'voters-do-not-add-up'

/** Why these counts cannot be a result, or null. */
export function refuseCounts({ counts, votes, ...people }: Counts): CountsRefusal | null {
  const { rollSize, voters, blank, spoiled } = people
  const whole = (value: number) => Number.isSafeInteger(value) && value >= 0
  const [first] = counts
  if (!first) return 'no-choice'
  if (![rollSize, voters, blank, spoiled, ...Object.values(votes ?? {}), ...counts.flat()].every(whole)) return 'not-whole-numbers'
  if (counts.some((histogram) => histogram.length !== first.length)) return 'unequal-grades'
  if (counts.some((histogram) => sizeOf(histogram) !== sizeOf(first))) return 'unequal-voters'
  if (voters > rollSize || (votes && votes.cast > votes.roll)) return 'more-voters-than-roll'
  if (votes && !isVotesOf(votes, people)) return 'voters-do-not-add-up'
  return sizeOf(first) === expressed({ ...people, votes }) && blank + spoiled <= voters ? null : 'voters-do-not-add-up'
}

/** Everyone has a vote at least, so that votes are as many as people or more. */
const isVotesOf = (votes: Votes, { rollSize, voters, blank, spoiled }: Omit<Counts, 'counts' | 'votes'>) =>
  spoiled === 0 && votes.roll >= rollSize && votes.cast >= voters && votes.blank >= blank && votes.cast - votes.blank >= voters - blank

/** Counts open ballots. Throws on one that is not of this poll: none is lost in silence. */
export function countBallots(shape: { choices: number; grades: number; rollSize: number }, ballots: Iterable<Ballot>): Counts {
  const counts = Array.from({ length: shape.choices }, () => new Array<number>(shape.grades).fill(0))
  let voters = 0
  let blank = 0
  for (const { content } of ballots) {
    voters++
    if (content.kind === 'blank') {
      blank++
      continue
    }
    const { grades } = content
    if (grades.length !== shape.choices || !grades.every((grade) => grade in counts[0]!))
      throw new RangeError('a ballot is not of this poll')
    for (const [choice, grade] of grades.entries()) counts[choice]![grade]!++
  }
  return { rollSize: shape.rollSize, voters, blank, spoiled: 0, counts }
}

export type Standing = { index: number; rank: number; tied: boolean; counts: Histogram; majorityGrade: number | null; gauge: Gauge | null }

/** Between two neighbours of the ranking, by their index; `step` is null when they are tied. */
export type Explanation = { better: number; worse: number; step: DecidingStep | null }

/** The result: choices from the best to the worst, and why each is ahead of the next. */
export function resultOf(counts: readonly Histogram[]): { standings: Standing[]; explanations: Explanation[] } {
  const standings = ranking(counts).map(({ index, rank, tied }) => {
    const histogram = counts[index]!
    return { index, rank, tied, counts: histogram, majorityGrade: majorityGrade(histogram), gauge: gauge(histogram) }
  })
  const explanations = standings.slice(1).map((worse, place) => {
    const better = standings[place]!
    return { better: better.index, worse: worse.index, step: decidingStep(better.counts, worse.counts) }
  })
  return { standings, explanations }
}

/**
 * Shares of a histogram as whole percentages that add up to 100 (largest remainders; the earlier grade wins a tie), for
 * display only. Whole numbers throughout: as fractions, 29 in 200 is a little less than 14.5. All zero when nobody voted.
 */
export function percentages(histogram: Histogram): number[] {
  const n = histogram.reduce((sum, count) => sum + BigInt(count), 0n)
  if (n === 0n) return histogram.map(() => 0)
  const shares = histogram.map((count) => Number((BigInt(count) * 100n) / n))
  const left = 100 - sizeOf(shares)
  const order = histogram
    .map((count, grade) => ({ grade, rest: (BigInt(count) * 100n) % n }))
    .sort((a, b) => (a.rest === b.rest ? a.grade - b.grade : a.rest > b.rest ? -1 : 1))
  for (const { grade } of order.slice(0, left)) shares[grade]!++
  return shares
}
