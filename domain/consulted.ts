import { type Histogram, sumHistograms } from './majority-judgment.ts'
import { type Counts, resultOf } from './tally.ts'

// What several groups answered to one question. Histograms are summed, never rankings: docs/decisions.md.

/**
 * Who is on the roll of a group: its members at that instant, but those who are on the roll of another group of the same consultation, and those
 * who are in a group to which theirs passed the question on and which has yet to open its poll (`inside`): they will vote there. So who is in
 * several groups votes in the first of them that opens its poll, once, and is counted once everywhere; who came into one too late is not lost.
 */
export const onTheRollOf = (members: readonly string[], onOthers: ReadonlySet<string>, inside: ReadonlySet<string> = new Set()) =>
  members.filter((member) => !onOthers.has(member) && !inside.has(member))

/** A group that was asked, the one that passed the question on to it, if one did, and what its own poll counted, if it has a count. */
export type Answering = { id: string; throughId: string | null; counts: Counts | null }

type Asked = Pick<Answering, 'id' | 'throughId'>

/** The groups to which one passed the question on; for null, those that were asked by the body that asks. */
export const passedOnBy = <T extends Asked>(id: string | null, all: readonly T[]) => all.filter(({ throughId }) => throughId === id)

/** The groups inside one that are asked, at whatever depth. */
export const groupsInside = <T extends Asked>(id: string, all: readonly T[]): T[] =>
  passedOnBy(id, all).flatMap((group) => [group, ...groupsInside(group.id, all)])

/** The counts of a group's own poll and of those of every group inside it: each poll once. */
export const countsIn = (group: Answering, all: readonly Answering[]): Counts[] =>
  [group, ...groupsInside(group.id, all)].flatMap(({ counts }) => counts ?? [])

/**
 * The count of all groups together, as if there had been one poll: every number is a sum. Null when there is none. Rolls have nobody in
 * common (onTheRollOf), so people are counted once. Throws when they are not counts of the same choices and grades.
 */
export function sumCounts(all: readonly Counts[]): Counts | null {
  const [first] = all
  if (!first) return null
  const alike = ({ counts }: Counts) =>
    counts.length === first.counts.length && counts.every((histogram, choice) => histogram.length === first.counts[choice]!.length)
  if (!all.every(alike)) throw new RangeError('counts of other choices or grades are not summed')
  const sum = (of: (counts: Counts) => number) => all.reduce((total, counts) => total + of(counts), 0)
  return {
    rollSize: sum(({ rollSize }) => rollSize),
    voters: sum(({ voters }) => voters),
    blank: sum(({ blank }) => blank),
    spoiled: sum(({ spoiled }) => spoiled),
    counts: first.counts.map((_, choice) => sumHistograms(all.map(({ counts }) => counts[choice]!))),
  }
}

/** The choices that are ahead in one group, by their index: several when they are tied, none where nobody expressed anything. */
export function aheadIn(counts: readonly Histogram[]): number[] {
  const { standings } = resultOf(counts)
  return standings.filter(({ rank, majorityGrade }) => rank === 1 && majorityGrade !== null).map(({ index }) => index)
}

/**
 * In how many groups each choice is ahead: the count per group beside the count per member. It says how support is spread and ranks nothing: a group of
 * three weighs in it as one of three hundred.
 */
export function groupsAhead(choices: number, groups: readonly (readonly Histogram[])[]): number[] {
  const ahead = groups.map(aheadIn)
  return Array.from({ length: choices }, (_, choice) => ahead.filter((indexes) => indexes.includes(choice)).length)
}
