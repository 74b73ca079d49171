import { sealingLimits } from './limits.ts'
import { asRead, isSecret, type Level } from './poll.ts'

// Two counts of one question, asked of nearly the same people, can be subtracted: what is left is the vote of the few who are on one roll
// only. Nothing forbids asking again; it takes a reason, which everyone reads.

/** What two polls are compared by. */
export type Asked = { question: string; choices: readonly { label: string }[] }

/** Whether two polls ask the same: one question, or the same choices in any order, if there are three or more ("Oui" and "Non" answer anything). */
export function asksTheSame(one: Asked, other: Asked): boolean {
  if (wordsOf(one.question) === wordsOf(other.question)) return true
  const [labels, others] = [labelsOf(one), labelsOf(other)]
  return labels.length > 2 && labels.join('\n') === others.join('\n')
}

/** Signs and spaces do not make another question. */
const wordsOf = (question: string) =>
  asRead(question)
    .match(/[\p{L}\p{N}]+/gu)
    ?.join(' ') ?? asRead(question)
const labelsOf = ({ choices }: Asked) => choices.map(({ label }) => asRead(label)).sort()

/** A poll that asks the same, and how many people are on one of the two rolls only. */
export type Already = { level: Level; apart: number }

/** Whether the counts of both would tell how a few people voted, where that is meant to be secret. */
export const tellsOfAFew = (level: Level, already: Already) =>
  already.apart < sealingLimits.rollsApart && (isSecret(level) || isSecret(already.level))

/** Why a poll may not be opened beside those that ask the same, or null when it may: they are far apart, or a reason is given. */
export const refuseAskingAgain = (level: Level, already: readonly Already[], reason: string): 'asked-already' | null =>
  reason.trim() === '' && already.some((one) => tellsOfAFew(level, one)) ? 'asked-already' : null
