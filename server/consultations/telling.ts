import { groupState, isAsked } from '#domain/consultation.ts'
import { aheadIn, type Answering, countsIn, groupsAhead, passedOnBy, sumCounts } from '#domain/consulted.ts'
import type { Counts } from '#domain/tally.ts'
import { tellCounted } from '#server/counted.ts'
import { type GroupCount, isCounted } from '#server/polls/consulted/queries.ts'
import type { Asked } from './alone.ts'
import type { AskedGroup } from './queries.ts'

/** Choices as they are told: those that are asked in their order on the ballot, and the others, for members, after them. */
export function tellChoices(choices: Asked['choices'], member: boolean) {
  const told = choices.map((choice) => {
    const { id, label, description, source, refusal, groupSlug, groupName } = choice
    const state = isAsked(choice) ? ('asked' as const) : refusal === null ? ('pending' as const) : ('refused' as const)
    const group = groupSlug ? { slug: groupSlug, name: groupName! } : null
    return { id, label, description, group, source, state, refusal }
  })
  return [...told.filter(({ state }) => state === 'asked'), ...told.filter(({ state }) => member && state !== 'asked')]
}

/**
 * Told about each group: what a count shows of it only when `shown`, once the consultation is over and every poll counted: a part of a total weighs on
 * those who vote last, and is not the total.
 */
type Telling = {
  results: Map<string, GroupCount>
  all: AskedGroup[]
  choiceIds: string[]
  over: boolean
  shown: boolean
  member: boolean
  now: Date
}

export function tellGroup(group: AskedGroup, telling: Telling) {
  const { results, all, choiceIds, over, shown, member, now } = telling
  const { slug, name, kind, members, pollId, closesAt, account } = group
  const result = pollId ? results.get(pollId) : undefined
  const counts = shown ? (result?.counts ?? null) : null
  const poll = pollId ? { closesAt: closesAt!, counted: result ? isCounted(result) : null } : null
  return {
    ...{ slug, name, kind, members, poll: pollId },
    through: all.find(({ id }) => id === group.throughId)?.slug ?? null,
    closesAt: closesAt?.toISOString() ?? null,
    state: groupState(poll, group.passedOn, over, now),
    turnout: result ? { rollSize: result.rollSize, voters: result.voters } : null,
    counts: counts && counts.map((histogram) => [...histogram]),
    ahead: counts ? aheadOf(counts, choiceIds) : [],
    together: shown && group.passedOn ? tellTogether(group, telling) : null,
    account: member ? account : null,
  }
}

const aheadOf = (counts: Counts['counts'], choiceIds: string[]) => aheadIn(counts).map((index) => choiceIds[index]!)

/** A group that passed the question on, with those inside it: each of them, and its own poll, is a part of the sum. */
function tellTogether(group: AskedGroup, { results, all, choiceIds }: Telling) {
  const answering = answeringOf(all, results)
  const own = answering.find(({ id }) => id === group.id)!.counts
  const parts = [...(own ? [own] : []), ...sumsOf(passedOnBy(group.id, answering), answering)]
  const sum = sumCounts(parts)
  if (!sum) return null
  const { rollSize, voters, counts } = sum
  return {
    rollSize,
    voters,
    counts: counts.map((histogram) => [...histogram]),
    ahead: aheadOf(counts, choiceIds),
    ...spreadOf(parts, choiceIds),
  }
}

/** The sum of what groups answered, ranked as one count; null when none of them has a count. Its parts: the groups that were asked first. */
export function tellSum(choices: Asked['choices'], groups: AskedGroup[], results: ReadonlyMap<string, GroupCount>) {
  const answering = answeringOf(groups, results)
  const parts = sumsOf(passedOnBy(null, answering), answering)
  const sum = sumCounts(parts)
  if (!sum) return null
  const asked = choices.filter(isAsked).map(({ id, label, description }) => ({ id, label, description }))
  return { ...tellCounted(asked, sum), ...spreadOf(parts, asked.map(({ id }) => id)) } // prettier-ignore
}

const answeringOf = (groups: AskedGroup[], results: ReadonlyMap<string, GroupCount>): Answering[] =>
  groups.map(({ id, throughId, pollId }) => {
    const result = pollId ? results.get(pollId) : undefined
    return { id, throughId, counts: result && isCounted(result) ? result : null }
  })

/** What each of these groups answered with those inside it, of those that have a count. */
const sumsOf = (groups: Answering[], all: Answering[]) => groups.flatMap((group) => sumCounts(countsIn(group, all)) ?? [])

/** In how many parts of a sum each choice is ahead. */
function spreadOf(parts: Counts[], choiceIds: string[]) {
  const ahead = groupsAhead(
    choiceIds.length,
    parts.map(({ counts }) => counts),
  )
  return { groups: parts.length, aheadIn: Object.fromEntries(choiceIds.map((id, at) => [id, ahead[at]!])) }
}
