import { limits } from '#domain/limits.ts'
import { levels, refusalsOfNewPoll } from '#domain/poll.ts'
import { presetScales } from '#domain/scale.ts'
import { refuseRoles } from '#domain/trustees.ts'
import type { Problem } from '#lib/forms.ts'
import type { Messages } from '#lib/messages/index.ts'
import { trustIn, trustPlaces } from '#lib/trust/entrust.ts'
import { fromLocalText } from '#lib/time.ts'

// The form of a new poll: `choice0…` and `about0…` for its choices, `grade0…` for its grades from the best to the worst.

const day = 24 * 3_600_000

export const gradeCounts = [3, 4, 5, 6, 7] as const
export const presetOf = (count: number) =>
  [...presetScales[(gradeCounts as readonly number[]).includes(count) ? (count as 5) : 5]].reverse()

const listed = (values: Record<string, string>, name: string, most: number) =>
  Array.from({ length: most }, (_, index) => values[`${name}${index}`]).filter((value) => value !== undefined)

/** How many rows of choices the form shows: those it had, and five more when asked. */
export function rowsOf(values: Record<string, string>, more: boolean) {
  const had = Math.max(listed(values, 'choice', limits.poll.choices.max).length, 3)
  return Math.min(had + (more ? 5 : 0), limits.poll.choices.max)
}

export const gradesOf = (values: Record<string, string>) => {
  const given = listed(values, 'grade', limits.poll.grades.max)
  return given.length > 0 ? given : presetOf(5)
}

type Words = Pick<Messages['polls']['create'], 'badDate' | 'noLevel' | 'reasons'>

/**
 * What the API is given, or all that the rules find wrong with it, each under its field. Rows left empty are not choices. An empty
 * opening is now.
 */
export function pollOf(values: Record<string, string>, words: Words, now = new Date()) {
  const opensAt = values.opensAt ? fromLocalText(values.opensAt) : now
  const closesAt = fromLocalText(values.closesAt ?? '')
  const problems: Problem[] = []
  const level = levels.find((level) => level === values.level)
  if (!opensAt) problems.push({ field: 'opensAt', message: words.badDate })
  if (!closesAt) problems.push({ field: 'closesAt', message: words.badDate })
  if (!level) problems.push({ field: 'level', message: words.noLevel })
  const choices = Array.from({ length: limits.poll.choices.max }, (_, index) => ({
    label: values[`choice${index}`] ?? '',
    description: values[`about${index}`] ?? '',
  })).filter(({ label, description }) => label !== '' || description !== '')
  const asked = {
    question: values.question ?? '',
    description: values.description ?? '',
    choices,
    scale: gradesOf(values),
  }
  const trust = level === 'sealed' ? trustIn(values) : undefined
  // An instant that does not read was told already: another stands for it, so that the rest is told with it.
  const instants = { opensAt: opensAt ?? now, closesAt: opensAt && closesAt ? closesAt : new Date((opensAt ?? now).getTime() + day) }
  const refusals = [...refusalsOfNewPoll({ ...asked, ...instants }, now), trust && refuseRoles(trust)]
  for (const refusal of refusals) if (refusal) problems.push({ field: places[refusal] ?? null, message: words.reasons[refusal]! })
  if (problems.length > 0 || !opensAt || !closesAt || !level) return { problems }
  const body = {
    ...asked,
    level,
    ...(values.electorate && { electorate: values.electorate }),
    missingGrades: values.missingGrades === 'worst' ? ('worst' as const) : ('required' as const),
    reason: values.reason ?? '',
    changes: values.changes === 'never' ? ('never' as const) : ('until-closing' as const),
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
  }
  return { body: trust ? { ...body, trust } : body }
}

/** Under which field each reason against a question, its choices or its scale belongs. */
export const questionPlaces = {
  'no-question': 'question',
  'too-few-choices': 'choice0',
  'too-many-choices': 'choice0',
  'empty-choice': 'choice0',
  'repeated-choice': 'choice0',
  'too-few-grades': 'grade0',
  'too-many-grades': 'grade0',
  'empty-grade': 'grade0',
  'repeated-grade': 'grade0',
} as const

/** Under which field each reason belongs. */
export const places: Partial<Record<string, string>> = {
  ...trustPlaces,
  ...questionPlaces,
  'opens-in-the-past': 'opensAt',
  'opens-too-far': 'opensAt',
  'too-short': 'closesAt',
  'lasts-too-long': 'closesAt',
  'too-few-voters': 'level',
  'asked-already': 'reason',
  'roll-not-frozen': 'electorate',
  'weights-in-secret': 'level',
}
