import { consultationLimits, limits } from './limits.ts'
import { asRead, type Level, type NewPollRefusal, refuseNewPollInstants, refuseQuestion, refuseScale } from './poll.ts'

// One question that a body sends to bodies inside it. Groups may propose choices until an instant; then the choices are locked, each group
// holds a poll of its own, and the histograms of all are summed (consulted.ts). The same question, scale and level of trust for all. A group may
// pass the question on to groups inside it, which are asked as it is; its own poll is then of its members who are in none of them.

/** A poll that a group holds must have such a level: a sealed one would need trustees in each group. */
export const consultationLevels = ['open', 'secret'] as const satisfies readonly Level[]

export type ConsultationInstants = {
  proposalsUntil: Date | null
  lockedAt: Date | null
  closesAt: Date
  cancelledAt: Date | null
}

/**
 * - proposing: groups propose choices.
 * - choosing: the time to propose is over; whoever asks accepts or refuses what was proposed, then locks the choices.
 * - voting: groups open their polls.
 * - over: the deadline has come, or every group has closed its poll.
 */
export type ConsultationPhase = 'proposing' | 'choosing' | 'voting' | 'over' | 'cancelled'

/** `everyoneClosed`: every group has held its poll and it is closed. Such a consultation ends before its deadline, for good. */
export function consultationPhase(asked: ConsultationInstants, everyoneClosed: boolean, now: Date): ConsultationPhase {
  if (asked.cancelledAt !== null) return 'cancelled'
  if (now >= asked.closesAt || (asked.lockedAt !== null && everyoneClosed)) return 'over'
  if (asked.lockedAt !== null) return 'voting'
  return asked.proposalsUntil !== null && now < asked.proposalsUntil ? 'proposing' : 'choosing'
}

/**
 * How a group stands. passed: it passed the question on to groups inside it, and holds no poll itself. counting: its poll has closed and is being counted.
 * unopened: too few ballots for a secret vote, which nobody opens. silent: the consultation ended without its poll.
 */
export type GroupState = 'waiting' | 'passed' | 'voting' | 'counting' | 'closed' | 'unopened' | 'silent'

type Held = { closesAt: Date; counted: boolean | null }

/** `poll`: the one it holds, if it holds one that is not cancelled; `counted` false when its ballots are too few to be opened, null before its count. */
export function groupState(poll: Held | null, passedOn: boolean, over: boolean, now: Date): GroupState {
  if (!poll) return passedOn ? 'passed' : over ? 'silent' : 'waiting'
  if (now < poll.closesAt) return 'voting'
  if (poll.counted === null) return 'counting'
  return poll.counted ? 'closed' : 'unopened'
}

export type ConsultationDraft = {
  title: string
  question: string
  description: string
  scale: readonly string[]
  level: Level
  choices: readonly { label: string; description: string; source: string }[]
  proposalsUntil: Date | null
  closesAt: Date
}

export type NewConsultationRefusal = NewPollRefusal | 'no-title' | 'no-groups' | 'not-a-level' | 'bad-proposals-end'

/** Why this consultation may not be sent to so many groups, told of each part of a form at once; none when it may. Choices may all come later, from groups. */
export function refusalsOfConsultation(draft: ConsultationDraft, groups: number, now: Date): NewConsultationRefusal[] {
  const { title, choices, proposalsUntil, closesAt, level } = draft
  const fewest = proposalsUntil ? 0 : limits.poll.choices.min
  const tooLong = title.length > consultationLimits.title || choices.some(({ source }) => source.length > consultationLimits.source)
  return [
    asRead(title) === '' ? ('no-title' as const) : null,
    refuseQuestion(draft, fewest),
    tooLong ? ('too-long' as const) : null,
    refuseScale(draft.scale),
    consultationLevels.some((one) => one === level) ? null : ('not-a-level' as const),
    groups === 0 ? ('no-groups' as const) : null,
    proposalsUntil && !(proposalsUntil > now && proposalsUntil < closesAt) ? ('bad-proposals-end' as const) : null,
    refuseNewPollInstants({ opensAt: now, closesAt }, now),
  ].filter((refusal) => refusal !== null)
}

/** A choice as it is kept: where it comes from, and what was decided of it. */
export type Proposed = { label: string; groupId: string | null; decidedAt: Date | null; refusal: string | null }

/** Whether it is asked of groups: it was there from the start, or it was accepted. */
export const isAsked = ({ groupId, decidedAt, refusal }: Proposed) => refusal === null && (groupId === null || decidedAt !== null)
const isPending = ({ groupId, decidedAt }: Proposed) => groupId !== null && decidedAt === null

export type ProposalRefusal = 'not-proposing' | 'empty-choice' | 'repeated-choice' | 'too-long' | 'too-many-proposals' | 'too-many-choices'

/** Why a group may not propose this choice, or null. `there`: every choice so far. */
export function refuseProposal(
  phase: ConsultationPhase,
  choice: { label: string; description: string; groupId: string },
  there: readonly Proposed[],
): ProposalRefusal | null {
  if (phase !== 'proposing') return 'not-proposing'
  const label = asRead(choice.label)
  if (label === '') return 'empty-choice'
  if (choice.label.length > limits.poll.choiceLabel || choice.description.length > limits.poll.choiceDescription) return 'too-long'
  const kept = there.filter((one) => one.refusal === null)
  if (kept.some((one) => asRead(one.label) === label)) return 'repeated-choice'
  if (there.filter(({ groupId }) => groupId === choice.groupId).length >= consultationLimits.proposalsOfOne) return 'too-many-proposals'
  // More than a ballot holds, so that some may be refused; not so many that nobody reads them.
  return kept.length >= 2 * limits.poll.choices.max ? 'too-many-choices' : null
}

export type DecisionRefusal = 'locked' | 'over' | 'cancelled' | 'no-reason' | 'decided' | 'too-many-choices'

/** Why a proposed choice may not be accepted (`reason` null) or refused with that reason now, or null. A refusal says why. */
export function refuseDecision(
  phase: ConsultationPhase,
  choice: Proposed,
  reason: string | null,
  there: readonly Proposed[],
): DecisionRefusal | null {
  const late = refuseChoosing(phase)
  if (late) return late
  if (!isPending(choice)) return 'decided'
  if (reason !== null) return reason.trim() === '' ? 'no-reason' : null
  return there.filter(isAsked).length >= limits.poll.choices.max ? 'too-many-choices' : null
}

export type LockRefusal = 'locked' | 'over' | 'cancelled' | 'still-proposing' | 'undecided' | 'too-few-choices'

/** Why the choices may not be locked now, or null: groups were promised their time, and each of their proposals an answer. */
export function refuseLocking(phase: ConsultationPhase, there: readonly Proposed[]): LockRefusal | null {
  if (phase === 'proposing') return 'still-proposing'
  const late = refuseChoosing(phase)
  if (late) return late
  if (there.some(isPending)) return 'undecided'
  return there.filter(isAsked).length < limits.poll.choices.min ? 'too-few-choices' : null
}

function refuseChoosing(phase: ConsultationPhase): 'locked' | 'over' | 'cancelled' | null {
  switch (phase) {
    case 'proposing':
    case 'choosing':
      return null
    case 'voting':
      return 'locked'
    case 'over':
    case 'cancelled':
      return phase
  }
}

export type GroupPollRefusal = 'not-locked' | 'over' | 'cancelled' | 'already-open' | 'after-deadline' | NewPollRefusal

/** Why a group may not open its poll until `closesAt` now, or null. */
export function refuseGroupPoll(
  phase: ConsultationPhase,
  asked: Pick<ConsultationInstants, 'closesAt'>,
  state: GroupState,
  closesAt: Date,
  now: Date,
): GroupPollRefusal | null {
  switch (phase) {
    case 'proposing':
    case 'choosing':
      return 'not-locked'
    case 'over':
    case 'cancelled':
      return phase
    case 'voting':
      if (state !== 'waiting' && state !== 'passed') return 'already-open'
      if (closesAt > asked.closesAt) return 'after-deadline'
      return refuseNewPollInstants({ opensAt: now, closesAt }, now)
  }
}

export type PassingOnRefusal = 'over' | 'cancelled' | 'already-open' | 'no-groups'

/** Why a group may not pass the question on to so many of those inside it now, or null: before its own poll, on whose roll all its members would be. */
export function refusePassingOn(phase: ConsultationPhase, state: GroupState, groups: number): PassingOnRefusal | null {
  if (phase === 'over' || phase === 'cancelled') return phase
  if (state !== 'waiting' && state !== 'passed') return 'already-open'
  return groups === 0 ? 'no-groups' : null
}

/** A consultation is cancelled before its end, with a reason, or never: a result that displeases stays. Polls of groups are theirs and go on. */
export const refuseConsultationCancellation = (phase: ConsultationPhase): 'over' | 'cancelled' | null =>
  phase === 'over' || phase === 'cancelled' ? phase : null

export type DeadlineRefusal = 'over' | 'cancelled' | 'not-later' | 'lasts-too-long' | 'too-many-extensions'

/** Why the deadline may not move to `closesAt`, or null: later only, before it has come, and not for ever. `extensions`: how many there were already. */
export function refuseDeadline(
  phase: ConsultationPhase,
  asked: { createdAt: Date; closesAt: Date },
  extensions: number,
  closesAt: Date,
): DeadlineRefusal | null {
  if (phase === 'over' || phase === 'cancelled') return phase
  if (!(closesAt > asked.closesAt)) return 'not-later'
  if (closesAt.getTime() - asked.createdAt.getTime() > limits.poll.longest) return 'lasts-too-long'
  return extensions >= limits.poll.extensions ? 'too-many-extensions' : null
}

/** When groups that hold no poll yet are reminded: some days before the deadline, and not in the first half of the time they have to vote. */
export const reminderAt = ({ lockedAt, closesAt }: { lockedAt: Date; closesAt: Date }) =>
  new Date(Math.max(closesAt.getTime() - consultationLimits.reminder, (lockedAt.getTime() + closesAt.getTime()) / 2))
