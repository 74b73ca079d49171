import { limits, sealingLimits } from './limits.ts'

/** The ladder of trust, from the lowest. */
export const levels = ['open', 'secret', 'sealed'] as const
/** An imported poll was held elsewhere and is here as counts. */
export type Level = (typeof levels)[number] | 'imported'
export type Choice = { id: string; label: string; description: string }

/** scale: the labels of the grades, from the worst (0) to the best. */
export type Poll = {
  id: string
  level: Level
  question: string
  description: string
  scale: readonly string[]
  missingGrades: 'required' | 'worst'
  changes: 'until-closing' | 'never'
  opensAt: Date
  closesAt: Date
  cancelledAt: Date | null
  choices: readonly Choice[]
}

export type Phase = 'upcoming' | 'not-ready' | 'open' | 'closed' | 'cancelled'

/** What the phase of a poll is derived from. openedAt: when a sealed poll had its key, and its codes were handed over; no other level waits for any. */
export type Instants = Pick<Poll, 'opensAt' | 'closesAt' | 'cancelledAt'> & { level?: Level; openedAt?: Date | null }

/** Derived from the instants; open from opensAt included to closesAt excluded. */
export function phase(poll: Instants, now: Date): Phase {
  if (poll.cancelledAt !== null) return 'cancelled'
  if (now < poll.opensAt) return 'upcoming'
  if (now >= poll.closesAt) return 'closed'
  return poll.level === 'sealed' && !poll.openedAt ? 'not-ready' : 'open'
}

export type NoResult = 'cancelled' | 'not-closed' | 'given-up' | 'being-counted'

/** Why a poll that has no stored count has none. being-counted: its ballots are being added up, or its trustees have yet to open their sum. */
export function whyNoResult(poll: Instants & { givenUpAt: Date | null }, now: Date): NoResult {
  const at = phase(poll, now)
  if (at === 'cancelled') return 'cancelled'
  if (at !== 'closed') return 'not-closed'
  return poll.givenUpAt ? 'given-up' : 'being-counted'
}

/** Ballots whose grades nobody reads one by one: encrypted, added up, opened together. */
export const isSecret = (level: Level) => level === 'secret' || level === 'sealed'

/** Why ballots may not be secret among so few voters, or null: a roll of four tells who said what. */
export function refuseSecrecy(level: Level, voters: number): 'too-few-voters' | null {
  return isSecret(level) && voters < sealingLimits.fewestVoters ? 'too-few-voters' : null
}

export type PollDraft = Pick<Poll, 'question' | 'description' | 'scale' | 'opensAt' | 'closesAt'> & {
  choices: readonly { label: string; description: string }[]
}

export type NewPollRefusal =
  | 'no-question'
  | 'too-few-choices'
  | 'too-many-choices'
  | 'empty-choice'
  | 'repeated-choice'
  | 'too-few-grades'
  | 'too-many-grades'
  | 'empty-grade'
  | 'repeated-grade'
  | 'too-long'
  | 'opens-in-the-past'
  | 'opens-too-far'
  | 'too-short'
  | 'lasts-too-long'

/** Two labels that read the same are the same: case, accents' encoding, spaces and signs that are not seen do not tell them apart. */
export const asRead = (label: string) =>
  label
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLocaleLowerCase('fr')
const repeated = (labels: readonly string[]) => new Set(labels.map(asRead)).size < labels.length

/** Why this poll may not be created now, or null when it may. */
export const refuseNewPoll = (draft: PollDraft, now: Date): NewPollRefusal | null => refusalsOfNewPoll(draft, now)[0] ?? null

/** The same, told of each part of a form at once: what is asked, the grades, the instants. */
export const refusalsOfNewPoll = (draft: PollDraft, now: Date): NewPollRefusal[] =>
  [refuseQuestion(draft), refuseScale(draft.scale), refuseNewPollInstants(draft, now)].filter((refusal) => refusal !== null)

type Question = Pick<PollDraft, 'question' | 'description' | 'choices'>

/** What is wrong with what is asked, or null. `fewest`: choices that must be there already. */
export function refuseQuestion(
  { question, description, choices }: Question,
  fewest: number = limits.poll.choices.min,
): NewPollRefusal | null {
  const { choices: count, ...longest } = limits.poll
  if (asRead(question) === '') return 'no-question'
  if (choices.length < fewest) return 'too-few-choices'
  if (choices.length > count.max) return 'too-many-choices'
  if (choices.some(({ label }) => asRead(label) === '')) return 'empty-choice'
  if (repeated(choices.map(({ label }) => label))) return 'repeated-choice'
  const tooLong =
    question.length > longest.question ||
    description.length > longest.description ||
    choices.some((choice) => choice.label.length > longest.choiceLabel || choice.description.length > longest.choiceDescription)
  return tooLong ? 'too-long' : null
}

export function refuseScale(scale: readonly string[]): NewPollRefusal | null {
  const { grades, gradeLabel } = limits.poll
  if (scale.length < grades.min) return 'too-few-grades'
  if (scale.length > grades.max) return 'too-many-grades'
  if (scale.some((label) => asRead(label) === '')) return 'empty-grade'
  if (repeated(scale)) return 'repeated-grade'
  return scale.some((label) => label.length > gradeLabel) ? 'too-long' : null
}

/** Why a poll may not run between these instants, or null. */
export function refuseNewPollInstants({ opensAt, closesAt }: Pick<Poll, 'opensAt' | 'closesAt'>, now: Date): NewPollRefusal | null {
  const { openingGrace, openingHorizon, shortest, longest } = limits.poll
  const lasts = closesAt.getTime() - Math.max(opensAt.getTime(), now.getTime())
  if (opensAt.getTime() < now.getTime() - openingGrace) return 'opens-in-the-past'
  if (opensAt.getTime() > now.getTime() + openingHorizon) return 'opens-too-far'
  if (!(lasts >= shortest)) return 'too-short' // an instant that is none gives NaN, which is not long enough either
  return lasts > longest ? 'lasts-too-long' : null
}

export type ExtensionRefusal = CancellationRefusal | 'not-later' | 'lasts-too-long' | 'after-deadline' | 'too-many-extensions'

/**
 * A closing may only move later, before it has come, and not for ever. `extensions`: how many there were already. `deadline`: that of the
 * consultation which this poll answers.
 */
export function refuseExtension(
  poll: Poll,
  extensions: number,
  closesAt: Date,
  now: Date,
  deadline: Date | null = null,
): ExtensionRefusal | null {
  const over = refuseCancellation(poll, now)
  if (over) return over
  if (!(closesAt > poll.closesAt)) return 'not-later'
  if (deadline && closesAt > deadline) return 'after-deadline'
  if (closesAt.getTime() - poll.opensAt.getTime() > limits.poll.longest) return 'lasts-too-long'
  return extensions >= limits.poll.extensions ? 'too-many-extensions' : null
}

export type CancellationRefusal = 'closed' | 'cancelled'

/** A poll is cancelled before its closing, with a reason, or never: a result that displeases stays. */
export function refuseCancellation(poll: Poll, now: Date): CancellationRefusal | null {
  switch (phase(poll, now)) {
    case 'cancelled':
      return 'cancelled'
    case 'closed':
      return 'closed'
    case 'upcoming':
    case 'not-ready':
    case 'open':
      return null
  }
}
