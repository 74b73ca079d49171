import { describe, expect, test } from 'vitest'
import {
  consultationPhase,
  type ConsultationDraft,
  groupState,
  refusalsOfConsultation,
  refuseConsultationCancellation,
  refuseDeadline,
  refuseDecision,
  refuseGroupPoll,
  refuseLocking,
  refusePassingOn,
  refuseProposal,
  reminderAt,
} from '#domain/consultation.ts'
import { presetScales } from '#domain/scale.ts'

const now = new Date('2026-11-29T10:00:00Z')
const days = (count: number) => new Date(now.getTime() + count * 86_400_000)
const asked = { proposalsUntil: days(2), lockedAt: null, closesAt: days(20), cancelledAt: null }

describe('where a consultation stands follows from its instants', () => {
  test.each([
    ['while groups may propose', asked, false, now, 'proposing'],
    ['at the instant that ends proposals', asked, false, days(2), 'choosing'],
    ['without proposals, not locked yet', { ...asked, proposalsUntil: null }, false, now, 'choosing'],
    ['once locked', { ...asked, lockedAt: days(3) }, false, days(4), 'voting'],
    ['when every group has closed', { ...asked, lockedAt: days(3) }, true, days(4), 'over'],
    ['at the deadline', { ...asked, lockedAt: days(3) }, false, days(20), 'over'],
    ['at the deadline, never locked', asked, false, days(20), 'over'],
    ['cancelled', { ...asked, cancelledAt: days(1) }, true, days(30), 'cancelled'],
  ] as const)('%s', (_, instants, everyone, at, phase) => {
    expect(consultationPhase(instants, everyone, at)).toBe(phase)
  })

  test.each([
    ['no poll yet', null, false, false, 'waiting'],
    ['no poll, and it is over', null, false, true, 'silent'],
    ['no poll, and it passed the question on', null, true, true, 'passed'],
    ['a poll that is open', { closesAt: days(1), counted: true }, false, false, 'voting'],
    ['a poll at its closing', { closesAt: now, counted: true }, true, false, 'closed'],
    ['a poll that is being counted', { closesAt: now, counted: null }, false, true, 'counting'],
    ['too few ballots', { closesAt: now, counted: false }, false, true, 'unopened'],
  ] as const)('of a group: %s', (_, poll, passedOn, over, state) => {
    expect(groupState(poll, passedOn, over, now)).toBe(state)
  })
})

const draft: ConsultationDraft = {
  title: 'Nos priorités',
  question: 'Par quoi commencer ?',
  description: '',
  scale: presetScales[5],
  level: 'open',
  choices: ['Navette', 'Cantine'].map((label) => ({ label, description: '', source: '' })),
  proposalsUntil: null,
  closesAt: days(20),
}

describe('a consultation is sent, or it is said why not', () => {
  test.each([
    ['as it is', draft, 3, []],
    ['without a choice, when groups propose them', { ...draft, choices: [], proposalsUntil: days(5) }, 3, []],
    ['without a choice, when nobody can propose one', { ...draft, choices: [] }, 3, ['too-few-choices']],
    ['to nobody', draft, 0, ['no-groups']],
    ['without a title', { ...draft, title: ' ' }, 3, ['no-title']],
    ['without a question', { ...draft, question: '' }, 3, ['no-question']],
    ['sealed', { ...draft, level: 'sealed' }, 3, ['not-a-level']],
    ['with proposals that end after the deadline', { ...draft, proposalsUntil: days(20) }, 3, ['bad-proposals-end']],
    ['with proposals that have ended', { ...draft, proposalsUntil: now }, 3, ['bad-proposals-end']],
    ['with a deadline in a minute', { ...draft, closesAt: new Date(now.getTime() + 60_000) }, 3, ['too-short']],
    ['with a deadline next year', { ...draft, closesAt: days(200) }, 3, ['lasts-too-long']],
    ['with a source too long', { ...draft, choices: draft.choices.map((one) => ({ ...one, source: 'x'.repeat(81) })) }, 3, ['too-long']],
  ] as const)('%s', (_, given, groups, refusals) => {
    expect(refusalsOfConsultation(given as ConsultationDraft, groups, now)).toEqual(refusals)
  })
})

const initial = { label: 'Navette', groupId: null, decidedAt: null, refusal: null }
const pending = { label: 'Cantine', groupId: 'macon', decidedAt: null, refusal: null }
const accepted = { ...pending, label: 'Verger', decidedAt: now }
const refusedOne = { ...accepted, label: 'Stade', refusal: 'Hors de nos moyens' }
const many = (count: number, groupId: string | null = null) =>
  Array.from({ length: count }, (_, at) => ({ ...initial, label: `Choix ${at}`, groupId }))
const proposal = { label: 'Four à pain', description: '', groupId: 'macon' }

describe('a group proposes a choice, or it is said why not', () => {
  test.each([
    ['in its time', 'proposing', proposal, [initial, pending], null],
    ['after its time', 'choosing', proposal, [initial], 'not-proposing'],
    ['once locked', 'voting', proposal, [initial], 'not-proposing'],
    ['without words', 'proposing', { ...proposal, label: '  ' }, [initial], 'empty-choice'],
    ['that is there', 'proposing', { ...proposal, label: ' navette' }, [initial], 'repeated-choice'],
    ['that was refused, said again', 'proposing', { ...proposal, label: 'Stade' }, [refusedOne], null],
    ['a fourth time', 'proposing', proposal, many(3, 'macon'), 'too-many-proposals'],
    ['when there are forty', 'proposing', proposal, many(40), 'too-many-choices'],
    ['too long', 'proposing', { ...proposal, label: 'x'.repeat(121) }, [], 'too-long'],
  ] as const)('%s', (_, phase, choice, there, refusal) => {
    expect(refuseProposal(phase, choice, there)).toBe(refusal)
  })
})

describe('the coordination decides and locks, or it is said why not', () => {
  test.each([
    ['accepts', 'choosing', pending, null, [initial, pending], null],
    ['accepts while others propose', 'proposing', pending, null, [pending], null],
    ['refuses with a reason', 'choosing', pending, 'Hors sujet', [pending], null],
    ['refuses without one', 'choosing', pending, ' ', [pending], 'no-reason'],
    ['decides twice', 'choosing', accepted, null, [accepted], 'decided'],
    ['decides on what was there from the start', 'choosing', initial, null, [initial], 'decided'],
    ['accepts a twenty-first', 'choosing', pending, null, many(20), 'too-many-choices'],
    ['decides once locked', 'voting', pending, null, [pending], 'locked'],
    ['decides once over', 'over', pending, null, [pending], 'over'],
  ] as const)('%s', (_, phase, choice, reason, there, refusal) => {
    expect(refuseDecision(phase, choice, reason, there)).toBe(refusal)
  })

  test.each([
    ['with all decided', 'choosing', [initial, accepted, refusedOne], null],
    ['before the promised instant', 'proposing', [initial, accepted], 'still-proposing'],
    ['with one undecided', 'choosing', [initial, accepted, pending], 'undecided'],
    ['with one choice left', 'choosing', [initial, refusedOne], 'too-few-choices'],
    ['twice', 'voting', [initial, accepted], 'locked'],
    ['once cancelled', 'cancelled', [initial, accepted], 'cancelled'],
  ] as const)('locks %s', (_, phase, there, refusal) => {
    expect(refuseLocking(phase, there)).toBe(refusal)
  })

  test('cancels before the end only', () => {
    expect((['proposing', 'choosing', 'voting', 'over', 'cancelled'] as const).map(refuseConsultationCancellation)).toEqual([
      null,
      null,
      null,
      'over',
      'cancelled',
    ])
  })
})

describe('a group opens its poll, or it is said why not', () => {
  test.each([
    ['within the deadline', 'voting', 'waiting', days(5), null],
    ['up to the deadline', 'voting', 'waiting', days(20), null],
    ['beyond it', 'voting', 'waiting', days(21), 'after-deadline'],
    ['a second time', 'voting', 'closed', days(5), 'already-open'],
    ['for those in none of the groups to which it passed the question on', 'voting', 'passed', days(5), null],
    ['before the choices are locked', 'choosing', 'waiting', days(5), 'not-locked'],
    ['once it is over', 'over', 'silent', days(5), 'over'],
    ['once it is cancelled', 'cancelled', 'waiting', days(5), 'cancelled'],
    ['for a minute', 'voting', 'waiting', new Date(now.getTime() + 60_000), 'too-short'],
  ] as const)('%s', (_, phase, state, closesAt, refusal) => {
    expect(refuseGroupPoll(phase, asked, state, closesAt, now)).toBe(refusal)
  })
})

describe('a group passes the question on, or it is said why not', () => {
  test.each([
    ['before the choices are locked', 'proposing', 'waiting', 2, null],
    ['while groups vote', 'voting', 'waiting', 1, null],
    ['to one more', 'voting', 'passed', 1, null],
    ['to nobody', 'voting', 'waiting', 0, 'no-groups'],
    ['once its own poll has all its members', 'voting', 'voting', 1, 'already-open'],
    ['once it has answered', 'voting', 'closed', 1, 'already-open'],
    ['once it is over', 'over', 'silent', 1, 'over'],
    ['once it is cancelled', 'cancelled', 'waiting', 1, 'cancelled'],
  ] as const)('%s', (_, phase, state, groups, refusal) => {
    expect(refusePassingOn(phase, state, groups)).toBe(refusal)
  })
})

describe('a deadline moves later, or it is said why not', () => {
  const sent = { createdAt: now, closesAt: days(20) }
  test.each([
    ['a week later', 'voting', 0, days(27), null],
    ['while groups propose', 'proposing', 4, days(21), null],
    ['to the same instant', 'voting', 0, days(20), 'not-later'],
    ['earlier', 'voting', 0, days(19), 'not-later'],
    ['to no instant', 'voting', 0, new Date(NaN), 'not-later'],
    ['three months after it was sent', 'voting', 0, days(90), null],
    ['beyond', 'voting', 0, days(91), 'lasts-too-long'],
    ['a sixth time', 'voting', 5, days(21), 'too-many-extensions'],
    ['once it is over', 'over', 0, days(27), 'over'],
    ['once cancelled', 'cancelled', 0, days(27), 'cancelled'],
  ] as const)('%s', (_, phase, extensions, closesAt, reason) => {
    expect(refuseDeadline(phase, sent, extensions, closesAt)).toBe(reason)
  })

  test('groups are reminded three days before, and not in the first half of a short time', () => {
    expect(reminderAt({ lockedAt: now, closesAt: days(20) })).toEqual(days(17))
    expect(reminderAt({ lockedAt: now, closesAt: days(4) })).toEqual(days(2))
  })
})
