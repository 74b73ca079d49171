import { limits } from '#domain/limits.ts'
import { presetScales } from '#domain/scale.ts'
import type { Problem } from '#lib/forms.ts'
import { trustIn } from '#lib/trust/entrust.ts'
import { fromLocalText } from '#lib/time.ts'

// The form of a new poll: `choice0…` and `about0…` for its choices, `grade0…` for its grades from the best to the worst.

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

/** What the API is given, or the dates that do not read. Rows left empty are not choices. An empty opening is now. */
export function pollOf(values: Record<string, string>, badDate: string) {
  const opensAt = values.opensAt ? fromLocalText(values.opensAt) : new Date()
  const closesAt = fromLocalText(values.closesAt ?? '')
  const problems: Problem[] = []
  if (!opensAt) problems.push({ field: 'opensAt', message: badDate })
  if (!closesAt) problems.push({ field: 'closesAt', message: badDate })
  if (!opensAt || !closesAt) return { problems }
  const choices = Array.from({ length: limits.poll.choices.max }, (_, index) => ({
    label: values[`choice${index}`] ?? '',
    description: values[`about${index}`] ?? '',
  })).filter(({ label, description }) => label !== '' || description !== '')
  const body = {
    question: values.question ?? '',
    description: values.description ?? '',
    choices,
    scale: gradesOf(values),
    missingGrades: values.missingGrades === 'worst' ? ('worst' as const) : ('required' as const),
    level: values.level === 'secret' ? ('secret' as const) : ('open' as const),
    changes: values.changes === 'never' ? ('never' as const) : ('until-closing' as const),
    opensAt: opensAt.toISOString(),
    closesAt: closesAt.toISOString(),
  }
  const trust = trustIn(values)
  return { body: trust ? { ...body, level: 'sealed' as const, trust } : body }
}

/** Under which field each reason belongs. */
export const places = {
  'no-question': 'question',
  'too-few-choices': 'choice0',
  'too-many-choices': 'choice0',
  'empty-choice': 'choice0',
  'repeated-choice': 'choice0',
  'too-few-grades': 'grade0',
  'too-many-grades': 'grade0',
  'empty-grade': 'grade0',
  'repeated-grade': 'grade0',
  'opens-in-the-past': 'opensAt',
  'opens-too-far': 'opensAt',
  'too-short': 'closesAt',
  'lasts-too-long': 'closesAt',
  'too-few-voters': 'level',
}
