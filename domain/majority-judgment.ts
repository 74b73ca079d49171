/**
 * Majority judgment, exactly. M. Balinski & R. Laraki, *Majority Judgment*, MIT Press 2010 (chapters 1, 12 and 14).
 *
 * A histogram is the number of voters a grade, from the worst (index 0) to the best. All choices of one poll have the
 * same number n of voters. Integers only: exact as long as n is below 2^52. Weighted ballots are added like ballots.
 */
export type Histogram = readonly number[]

export const sizeOf = (histogram: Histogram) => histogram.reduce((sum, count) => sum + count, 0)

/** The majority grade: the lower median, or null when nobody voted. Half "Très bien" and half "À rejeter" gives "À rejeter". */
export function majorityGrade(histogram: Histogram): number | null {
  const n = sizeOf(histogram)
  if (n === 0) return null
  let below = 0
  for (const [grade, count] of histogram.entries()) {
    below += count
    if (2 * below >= n) return grade
  }
  return null
}

/** The majority grade with the camps around it: voters strictly above, voters strictly below. */
export type Gauge = { grade: number; above: number; below: number; sign: '+' | '-' | null }

/**
 * The majority gauge (p, α±, q): + when more voters are above the majority grade than below. It is for display: the
 * ranking separates what it leaves tied. The worst grade has no sign: nobody can be below it.
 */
export function gauge(histogram: Histogram): Gauge | null {
  const grade = majorityGrade(histogram)
  if (grade === null) return null
  const below = sizeOf(histogram.slice(0, grade))
  const above = sizeOf(histogram.slice(grade + 1))
  return { grade, above, below, sign: grade === 0 ? null : above > below ? '+' : '-' }
}

/** One step of the walk away from the majority grade: the larger camp left, and the grade found next in it. */
export type MeritStep = { side: 'above' | 'below'; camp: number; grade: number }

/** What ranks a choice: its majority grade, then the camps that are met as ballots of that grade are removed. */
export type Merit = { grade: number; steps: MeritStep[] }

/**
 * The majority value, told by the order in which removing median ballots one by one would meet other grades: as long as
 * ballots of the grade remain, the larger camp is reached first, and the better it is above or the smaller below, the better.
 * O(number of grades). Null when nobody voted. Throws on what is not a histogram.
 */
export function merit(histogram: Histogram): Merit | null {
  if (!histogram.every((count) => Number.isSafeInteger(count) && count >= 0))
    throw new RangeError('a histogram holds whole numbers of voters')
  const grade = majorityGrade(histogram)
  if (grade === null) return null
  let below = sizeOf(histogram.slice(0, grade))
  let above = sizeOf(histogram.slice(grade + 1))
  let low = grade - 1
  let high = grade + 1
  const steps: MeritStep[] = []
  while (above > 0 || below > 0) {
    if (above > below) {
      while (histogram[high] === 0) high++
      steps.push({ side: 'above', camp: above, grade: high })
      above -= histogram[high++]!
    } else {
      while (histogram[low] === 0) low--
      steps.push({ side: 'below', camp: below, grade: low })
      below -= histogram[low--]!
    }
  }
  return { grade, steps }
}

/** The same as numbers to be compared one after the other, higher is better; the last 0 stands for "no camp left". */
export function rankingKey(histogram: Histogram): number[] {
  const found = merit(histogram)
  if (!found) return []
  return [found.grade, ...found.steps.flatMap(({ side, camp, grade }) => [side === 'above' ? camp : -camp, grade]), 0]
}

/** Positive when a is better than b, 0 exactly when their histograms are identical. */
export function compareMerit(a: Histogram, b: Histogram): number {
  const keyA = rankingKey(a)
  const keyB = rankingKey(b)
  for (let i = 0; i < Math.min(keyA.length, keyB.length); i++) if (keyA[i] !== keyB[i]) return keyA[i]! - keyB[i]!
  return keyA.length - keyB.length
}

export type Place = { index: number; rank: number; tied: boolean }

/**
 * The choices from the best to the worst, by their index; ties share the rank and the next one counts them (1-2-2-4).
 * With nobody voting all are tied at 1. Throws when the choices do not have the same grades and the same number of voters.
 */
export function ranking(histograms: readonly Histogram[]): Place[] {
  refuseUnequal(histograms)
  const order = histograms.map((_, index) => index).sort((a, b) => compareMerit(histograms[b]!, histograms[a]!) || a - b)
  const same = (a: number | undefined, b: number | undefined) =>
    a !== undefined && b !== undefined && compareMerit(histograms[order[a]!]!, histograms[order[b]!]!) === 0
  let rank = 0
  return order.map((index, place) => {
    const tiedBefore = place > 0 && same(place - 1, place)
    if (!tiedBefore) rank = place + 1
    return { index, rank, tied: tiedBefore || (place + 1 < order.length && same(place, place + 1)) }
  })
}

function refuseUnequal(histograms: readonly Histogram[]) {
  const [first] = histograms
  if (!first) return
  for (const histogram of histograms) {
    if (histogram.length !== first.length) throw new RangeError('all choices have the same grades')
    if (sizeOf(histogram) !== sizeOf(first)) throw new RangeError('all choices have the same number of voters')
  }
}

/** Several territories: sum their histograms, never their rankings. */
export function sumHistograms(histograms: readonly Histogram[]): number[] {
  const [first = []] = histograms
  return first.map((_, grade) => histograms.reduce((sum, histogram) => sum + (histogram[grade] ?? 0), 0))
}

/**
 * Why a choice is ahead of the next one: the first place where their merits differ. `depth` is how many steps both share.
 * - grade: the majority grades differ.
 * - camp: same until there, then the larger camp differs: in side (above helps, below harms) or in size. A camp of null
 *   is a choice that has nobody left on either side.
 * - next-grade: same camps, but the one of the better choice holds a better grade.
 */
export type DecidingStep =
  | { kind: 'grade'; better: number; worse: number }
  | { kind: 'camp'; depth: number; grade: number; better: MeritStep | null; worse: MeritStep | null }
  | { kind: 'next-grade'; depth: number; side: 'above' | 'below'; camp: number; better: number; worse: number }

/** Null when the two are tied, or when nobody voted. `better` must not rank below `worse`: a RangeError says so. */
export function decidingStep(better: Histogram, worse: Histogram): DecidingStep | null {
  const order = compareMerit(better, worse)
  if (order < 0) throw new RangeError('the first choice ranks below the second')
  const a = merit(better)
  const b = merit(worse)
  if (order === 0 || !a || !b) return null
  if (a.grade !== b.grade) return { kind: 'grade', better: a.grade, worse: b.grade }
  for (let depth = 0; ; depth++) {
    const [stepA = null, stepB = null] = [a.steps[depth], b.steps[depth]]
    if (stepA?.side !== stepB?.side || stepA?.camp !== stepB?.camp)
      return { kind: 'camp', depth, grade: a.grade, better: stepA, worse: stepB }
    if (!stepA || !stepB) return null
    if (stepA.grade !== stepB.grade)
      return { kind: 'next-grade', depth, side: stepA.side, camp: stepA.camp, better: stepA.grade, worse: stepB.grade }
  }
}
