import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blankBallot, type GradeLine, packGrades, readBallot, refuseBallot, unpackGrades } from '#domain/ballot.ts'
import { presetScales } from '#domain/scale.ts'

const choices = ['crest', 'die', 'nyons'].map((id) => ({ id, label: id, description: '' }))
const required = { choices, scale: presetScales[5], missingGrades: 'required' } as const
const worst = { ...required, missingGrades: 'worst' } as const
const lines = (given: Record<string, number | null>): GradeLine[] => Object.entries(given).map(([choice, grade]) => ({ choice, grade }))
const grades = (...given: number[]) => ({ ballot: { kind: 'open', content: { kind: 'grades', grades: given } } })

describe('the lines of a ballot are read', () => {
  test('in the order of the poll, whatever theirs', () => {
    expect(readBallot(required, lines({ nyons: 0, crest: 4, die: 2 }))).toEqual(grades(4, 2, 0))
  })

  test('where it is the rule, “sans avis” is the worst grade', () => {
    expect(readBallot(worst, lines({ crest: null, die: 3, nyons: null }))).toEqual(grades(0, 3, 0))
  })
})

describe('a ballot that is not right says everything that is wrong', () => {
  const full = { crest: 4, die: 2, nyons: 0 }
  test.each([
    ['nothing is on it', required, [], ['crest missing', 'die missing', 'nyons missing']],
    ['nothing is on it, “sans avis” allowed: it must be said', worst, [], ['crest missing', 'die missing', 'nyons missing']],
    ['a choice is left out', required, lines({ crest: 4, nyons: 0 }), ['die missing']],
    ['“sans avis” is not the rule', required, lines({ ...full, die: null }), ['die no-opinion-not-allowed']],
    ['a choice is of another poll', required, lines({ ...full, valence: 1 }), ['valence foreign']],
    ['a choice is named like what objects inherit', required, [...lines(full), { choice: '__proto__', grade: 1 }], ['__proto__ foreign']],
    ['a choice is there twice, even with the same grade', required, [...lines(full), ...lines({ die: 2 })], ['die repeated']],
    ['a choice is there twice, first without an opinion', worst, [{ choice: 'die', grade: null }, ...lines(full)], ['die repeated']],
    ['a grade is above the scale', required, lines({ ...full, die: 5 }), ['die out-of-scale']],
    ['a grade is below the scale', required, lines({ ...full, die: -1 }), ['die out-of-scale']],
    ['a grade is between two', required, lines({ ...full, die: 1.5 }), ['die out-of-scale']],
    ['a grade is no number', required, lines({ ...full, die: Number.NaN }), ['die out-of-scale']],
    ['a grade is a text', required, lines({ ...full, die: '2' as unknown as number }), ['die out-of-scale']],
    [
      'several things at once',
      required,
      lines({ crest: null, valence: 1, die: 9 }),
      ['crest no-opinion-not-allowed', 'valence foreign', 'die out-of-scale', 'nyons missing'],
    ],
  ])('%s', (_, poll, given, expected) => {
    const read = readBallot(poll, given)
    expect('problems' in read && read.problems.map(({ choice, problem }) => `${choice} ${problem}`)).toEqual(expected)
  })
})

const now = new Date('2026-11-24T18:00:00Z')
const poll = { opensAt: now, closesAt: new Date(now.getTime() + 1000), cancelledAt: null, changes: 'until-closing' } as const
const fixed = { ...poll, changes: 'never' } as const
const after = (ms: number) => new Date(now.getTime() + ms)
const voter = { onTheRoll: true, casts: 0 }

describe('who may cast, when', () => {
  test.each([
    ['a first ballot at the very opening', poll, voter, 1, 0, null],
    ['a first ballot in the last millisecond', poll, voter, 1, 999, null],
    ['a change', poll, { ...voter, casts: 1 }, 2, 5, null],
    ['a first ballot where none may be changed', fixed, voter, 1, 5, null],
    ['a millisecond early', poll, voter, 1, -1, 'not-yet-open'],
    ['at the very closing', poll, voter, 1, 1000, 'closed'],
    ['once cancelled', { ...poll, cancelledAt: now }, voter, 1, 5, 'cancelled'],
    ['from off the roll', poll, { ...voter, onTheRoll: false }, 1, 5, 'not-on-the-roll'],
    ['a second ballot where none may be changed', fixed, { ...voter, casts: 1 }, 2, 5, 'already-voted'],
    ['the same request twice', poll, { ...voter, casts: 1 }, 1, 5, 'changed-elsewhere'],
    ['a counter that skips', poll, voter, 2, 5, 'changed-elsewhere'],
    ['a counter of nothing', poll, voter, 0, 5, 'changed-elsewhere'],
    ['a counter that is no number', poll, voter, Number.NaN, 5, 'changed-elsewhere'],
    ['off the roll and too late: too late', poll, { ...voter, onTheRoll: false }, 1, 1000, 'closed'],
  ] as const)('%s', (_, at, who, counter, ms, expected) => expect(refuseBallot(at, who, counter, after(ms))).toBe(expected))
})

describe('a ballot in bytes', () => {
  test('is one byte a choice, none when it is blank', () => {
    expect(packGrades(blankBallot)).toEqual(new Uint8Array())
    expect(unpackGrades(new Uint8Array())).toEqual(blankBallot)
    expect(packGrades({ kind: 'open', content: { kind: 'grades', grades: [4, 0, 6] } })).toEqual(Uint8Array.of(4, 0, 6))
  })

  test('comes back as it went, whatever was graded', () => {
    const graded = fc.array(fc.nat(6), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(graded, (given) => {
        const read = readBallot(
          { ...required, scale: presetScales[7] },
          choices.map(({ id }, at) => ({ choice: id, grade: given[at]! })),
        )
        expect(read).toEqual(grades(...given))
        if ('ballot' in read) expect(unpackGrades(packGrades(read.ballot))).toEqual(read.ballot)
      }),
    )
  })
})
