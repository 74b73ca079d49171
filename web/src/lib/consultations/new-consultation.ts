import { consultationLevels, type NewConsultationRefusal, refusalsOfConsultation } from '#domain/consultation.ts'
import { limits } from '#domain/limits.ts'
import type { Problem } from '#lib/forms.ts'
import type { Messages } from '#lib/messages/index.ts'
import { gradesOf, questionPlaces } from '#lib/polls/new-poll.ts'
import { fromLocalText } from '#lib/time.ts'

// The form of a new consultation: `choice0…` and `source0…` for its choices, `grade0…` for its grades, `group-…` for whom it is sent to.

/** The slugs of the groups that are ticked: `group-…`. */
export const groupsIn = (values: Record<string, string>) => Object.keys(values).flatMap((name) => /^group-(.+)$/.exec(name)?.[1] ?? [])

/** What the API is given, or all that the rules find wrong with it, each under its field. Rows left empty are not choices. */
export function consultationOf(values: Record<string, string>, t: Messages, now = new Date()) {
  const { reasons } = t.consultations.form
  const withProposals = values.proposals === 'yes'
  const closesAt = fromLocalText(values.closesAt ?? '')
  const proposalsUntil = withProposals ? fromLocalText(values.proposalsUntil ?? '') : null
  const level = consultationLevels.find((one) => one === values.level)
  const { badDate } = t.polls.create
  const problems: Problem[] = []
  if (!closesAt) problems.push({ field: 'closesAt', message: badDate })
  if (withProposals && !proposalsUntil) problems.push({ field: 'proposalsUntil', message: badDate })
  const choices = Array.from({ length: limits.poll.choices.max }, (_, index) => ({
    label: values[`choice${index}`] ?? '',
    source: values[`source${index}`] ?? '',
    description: '',
  })).filter(({ label, source }) => label !== '' || source !== '')
  const asked = {
    title: values.name ?? '',
    question: values.question ?? '',
    description: values.description ?? '',
    choices,
    scale: gradesOf(values),
  }
  const groups = groupsIn(values)
  // A date that does not read was told already: it hides nothing of the rest.
  const instants = { closesAt: closesAt ?? new Date(now.getTime() + 30 * 86_400_000), proposalsUntil }
  for (const refusal of refusalsOfConsultation({ ...asked, ...instants, level: level ?? 'imported' }, groups.length, now))
    problems.push({ field: places[refusal] ?? null, message: reasons[refusal] })
  if (problems.length > 0 || !closesAt || !level) return { problems }
  const missingGrades = values.missingGrades === 'worst' ? ('worst' as const) : ('required' as const)
  const until = proposalsUntil && { proposalsUntil: proposalsUntil.toISOString() }
  return { body: { ...asked, ...until, level, groups, missingGrades, closesAt: closesAt.toISOString() } }
}

/** Under which field each reason belongs. */
export const places: Partial<Record<NewConsultationRefusal | 'not-inside', string>> = {
  'no-title': 'name',
  ...questionPlaces,
  'not-a-level': 'level',
  'no-groups': 'groups',
  'not-inside': 'groups',
  'bad-proposals-end': 'proposalsUntil',
  'opens-in-the-past': 'closesAt',
  'opens-too-far': 'closesAt',
  'too-short': 'closesAt',
  'lasts-too-long': 'closesAt',
}
