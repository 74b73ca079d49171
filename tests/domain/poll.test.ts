import { describe, expect, test } from 'vitest'
import { limits } from '#domain/limits.ts'
import {
  phase,
  type Poll,
  type PollDraft,
  refuseCancellation,
  refuseExtension,
  refuseNewPoll,
  refuseScale,
  whyNoResult,
} from '#domain/poll.ts'
import { presetScales } from '#domain/scale.ts'

const now = new Date('2026-11-24T18:00:00Z')
const minute = 60_000
const day = 24 * 60 * minute
const after = (ms: number, from = now) => new Date(from.getTime() + ms)
const never = new Date(Number.NaN)

describe('the phase at the very instants', () => {
  const poll = { opensAt: now, closesAt: after(day), cancelledAt: null }
  test.each([
    ['a millisecond before the opening', -1, 'upcoming'],
    ['at the opening', 0, 'open'],
    ['a millisecond before the closing', day - 1, 'open'],
    ['at the closing', day, 'closed'],
    ['a year later', 365 * day, 'closed'],
  ])('%s', (_, ms, expected) => expect(phase(poll, after(ms))).toBe(expected))

  test.each([-day, 0, day, 2 * day])('a cancelled poll is cancelled, %i ms from its opening', (ms) => {
    expect(phase({ ...poll, cancelledAt: after(-1) }, after(ms))).toBe('cancelled')
  })
})

const draft: PollDraft = {
  question: 'Où nous retrouver ?',
  description: '',
  scale: presetScales[5],
  opensAt: now,
  closesAt: after(day),
  choices: [
    { label: 'Crest', description: '' },
    { label: 'Die', description: 'La gare est à côté.' },
  ],
}
const choices = (...labels: string[]) => labels.map((label) => ({ label, description: '' }))
const many = (count: number) => Array.from({ length: count }, (_, at) => `Proposition ${at}`)

test.each([
  ['before its closing', {}, -1, 'not-closed'],
  ['from its closing on, until it is counted', {}, 0, 'being-counted'],
  ['when its count was given up', { givenUpAt: after(1) }, 2, 'given-up'],
  ['when it was cancelled', { cancelledAt: after(-1) }, 1, 'cancelled'],
])('why there is no result %s', (_, facts, ms, reason) => {
  expect(whyNoResult({ ...poll, opensAt: after(-10), closesAt: after(0), givenUpAt: null, ...facts }, after(ms))).toBe(reason)
})

describe('a poll may be created', () => {
  test.each<[string, Partial<PollDraft>]>([
    ['as it is', {}],
    ['with twenty choices', { choices: choices(...many(20)) }],
    [
      'with every length at its limit',
      { question: 'q'.repeat(140), description: 'd'.repeat(2000), choices: choices('a'.repeat(120), 'b') },
    ],
    ['with three grades', { scale: presetScales[3] }],
    ['with seven grades, one of thirty letters', { scale: ['m'.repeat(30), ...presetScales[6]] }],
    ['whose form took ten minutes to arrive', { opensAt: after(-10 * minute) }],
    ['that opens in a year', { opensAt: after(365 * day), closesAt: after(366 * day) }],
    ['that lasts two minutes', { closesAt: after(2 * minute) }],
    ['that lasts ninety days', { closesAt: after(90 * day) }],
    ['between names that differ by an accent', { choices: choices('Pêche', 'Péché') }],
    ['between emblems drawn of several signs', { choices: choices('👩‍🌾', '👩‍🔧') }],
  ])('%s', (_, change) => expect(refuseNewPoll({ ...draft, ...change }, now)).toBeNull())
})

describe('a poll is refused', () => {
  test.each<[string, Partial<PollDraft>, string]>([
    ['without a question', { question: '' }, 'no-question'],
    ['whose question is spaces', { question: ' \t\u00a0\u202f\n' }, 'no-question'],
    ['whose question cannot be seen', { question: '\u200b\u2060\u00ad' }, 'no-question'],
    ['with one choice', { choices: choices('Crest') }, 'too-few-choices'],
    ['with twenty-one choices', { choices: choices(...many(21)) }, 'too-many-choices'],
    ['with an empty choice', { choices: choices('Crest', '  ') }, 'empty-choice'],
    ['with a choice that cannot be seen', { choices: choices('Crest', '\u200b') }, 'empty-choice'],
    ['with twice a name', { choices: choices('Crest', 'Die', 'Crest') }, 'repeated-choice'],
    ['with twice a name, by case and spaces', { choices: choices('Crest  Nord', ' crest nord') }, 'repeated-choice'],
    ['with twice a name, by the encoding of an accent', { choices: choices('Évelyne', 'E\u0301velyne') }, 'repeated-choice'],
    ['with twice a name, by a width', { choices: choices('Die', 'Ｄｉｅ') }, 'repeated-choice'],
    ['with twice a name, by a sign that cannot be seen', { choices: choices('Die', 'D\u200bie') }, 'repeated-choice'],
    ['with a long question', { question: 'q'.repeat(141) }, 'too-long'],
    ['with a long description', { description: 'd'.repeat(2001) }, 'too-long'],
    ['with a long name', { choices: choices('a'.repeat(121), 'b') }, 'too-long'],
    ['with a long word on a choice', { choices: [...choices('a'), { label: 'b', description: 'd'.repeat(501) }] }, 'too-long'],
    ['with two grades', { scale: ['Non', 'Oui'] }, 'too-few-grades'],
    ['with eight grades', { scale: many(8) }, 'too-many-grades'],
    ['with an empty grade', { scale: ['', 'Bien', 'Très bien'] }, 'empty-grade'],
    ['with twice a grade', { scale: ['Bien', 'bien ', 'Très bien'] }, 'repeated-grade'],
    ['with a long grade', { scale: ['m'.repeat(31), 'Bien', 'Très bien'] }, 'too-long'],
    ['that opened more than ten minutes ago', { opensAt: after(-10 * minute - 1) }, 'opens-in-the-past'],
    ['that opens in more than a year', { opensAt: after(365 * day + 1), closesAt: after(366 * day) }, 'opens-too-far'],
    ['that lasts less than two minutes', { closesAt: after(2 * minute - 1) }, 'too-short'],
    ['that closes before it opens', { opensAt: after(day), closesAt: now }, 'too-short'],
    ['whose two minutes are nearly over', { opensAt: after(-9 * minute), closesAt: after(2 * minute - 1) }, 'too-short'],
    ['that lasts more than ninety days', { closesAt: after(90 * day + 1) }, 'lasts-too-long'],
    ['that opens at no instant', { opensAt: never }, 'too-short'],
    ['that closes at no instant', { closesAt: never }, 'too-short'],
    ['for what comes first: the question, the scale, then the instants', { question: '', scale: [], closesAt: now }, 'no-question'],
    ['for its scale before its instants', { scale: [], closesAt: now }, 'too-few-grades'],
  ])('%s', (_, change, refusal) => expect(refuseNewPoll({ ...draft, ...change }, now)).toBe(refusal))
})

test('every ready-made scale may be used', () => {
  for (const scale of Object.values(presetScales)) expect(refuseScale(scale)).toBeNull()
})

const poll: Poll = {
  ...draft,
  id: 'p',
  level: 'open',
  missingGrades: 'required',
  changes: 'until-closing',
  cancelledAt: null,
  choices: draft.choices.map((choice, at) => ({ id: String(at), ...choice })),
}

describe('an extension', () => {
  test.each([
    ['while it is open', 0, after(2 * day), now],
    ['before it opens', 4, after(2 * day), after(-day)],
    ['by a millisecond, a millisecond before the closing', 0, after(day + 1), after(day - 1)],
    ['to ninety days from the opening', 0, after(90 * day), now],
  ])('%s', (_, done, closesAt, at) => expect(refuseExtension(poll, done, closesAt, at)).toBeNull())

  test.each<[string, number, Date, Date, string]>([
    ['at the closing', 0, after(2 * day), after(day), 'closed'],
    ['to the same instant', 0, after(day), now, 'not-later'],
    ['to an earlier one', 0, after(day - 1), now, 'not-later'],
    ['to no instant', 0, never, now, 'not-later'],
    ['past ninety days', 0, after(90 * day + 1), now, 'lasts-too-long'],
    ['a sixth time', limits.poll.extensions, after(2 * day), now, 'too-many-extensions'],
  ])('%s is refused', (_, done, closesAt, at, refusal) => expect(refuseExtension(poll, done, closesAt, at)).toBe(refusal))

  test('of a cancelled poll is refused, even once it would be closed', () => {
    expect(refuseExtension({ ...poll, cancelledAt: now }, 0, after(9 * day), after(2 * day))).toBe('cancelled')
  })
})

describe('a cancellation', () => {
  test.each([
    ['before the opening', -day, null],
    ['a millisecond before the closing', day - 1, null],
    ['at the closing: the result stays, whatever it is', day, 'closed'],
  ])('%s', (_, ms, expected) => expect(refuseCancellation(poll, after(ms))).toBe(expected))

  test('comes once', () => expect(refuseCancellation({ ...poll, cancelledAt: now }, now)).toBe('cancelled'))
})
