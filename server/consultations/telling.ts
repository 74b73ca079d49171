import { groupState, isAsked } from '#domain/consultation.ts'
import { aheadIn, groupsAhead, sumCounts } from '#domain/consulted.ts'
import { tellCounted } from '#server/counted.ts'
import { countedOf, type GroupCount } from '#server/polls/consulted/queries.ts'
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

/** Told about each group: what a count shows of it only when `over`, since a part of a total weighs on those who vote last. */
type Telling = { results: Map<string, GroupCount>; choiceIds: string[]; over: boolean; member: boolean; now: Date }

export function tellGroup(group: AskedGroup, { results, choiceIds, over, member, now }: Telling) {
  const { slug, name, kind, members, pollId, closesAt, account } = group
  const result = pollId ? results.get(pollId) : undefined
  const counts = over ? (result?.counts ?? null) : null
  return {
    ...{ slug, name, kind, members, poll: pollId },
    closesAt: closesAt?.toISOString() ?? null,
    state: groupState(pollId ? { closesAt: closesAt!, counted: result?.counts !== null } : null, over, now),
    turnout: result ? { rollSize: result.rollSize, voters: result.voters } : null,
    counts: counts && counts.map((histogram) => [...histogram]),
    ahead: counts ? aheadIn(counts).map((index) => choiceIds[index]!) : [],
    account: member ? account : null,
  }
}

/** The sum of what groups answered, ranked as one count; null when none of them has a count. */
export function tellSum(choices: Asked['choices'], results: ReadonlyMap<string, GroupCount>) {
  const counted = countedOf(results)
  const sum = sumCounts(counted)
  if (!sum) return null
  const asked = choices.filter(isAsked).map(({ id, label, description }) => ({ id, label, description }))
  const ahead = groupsAhead(
    asked.length,
    counted.map(({ counts }) => counts),
  )
  return { ...tellCounted(asked, sum), groups: counted.length, ahead: Object.fromEntries(asked.map(({ id }, at) => [id, ahead[at]!])) }
}
