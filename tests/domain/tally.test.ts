import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blankBallot, type Ballot } from '#domain/ballot.ts'
import { limits } from '#domain/limits.ts'
import { gradeColours, presetScales } from '#domain/scale.ts'
import { type Counts, countBallots, percentages, refuseCounts, resultOf } from '#domain/tally.ts'

const graded = (...grades: number[]): Ballot => ({ kind: 'open', content: { kind: 'grades', grades } })
const shape = { choices: 2, grades: 3, rollSize: 5 }

describe('open ballots are counted', () => {
  test('a choice and a grade at a time, blank ones apart', () => {
    expect(countBallots(shape, [graded(2, 0), blankBallot, graded(2, 1)])).toEqual({
      rollSize: 5,
      voters: 3,
      blank: 1,
      spoiled: 0,
      counts: [
        [0, 0, 2],
        [1, 1, 0],
      ],
    })
  })

  test('none at all is a count too', () => {
    const none = countBallots(shape, [])
    expect(none.counts).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
    expect(refuseCounts(none)).toBeNull()
    expect(resultOf(none.counts).standings.map(({ rank, tied, majorityGrade }) => [rank, tied, majorityGrade])).toEqual([
      [1, true, null],
      [1, true, null],
    ])
  })

  test.each([
    ['too short', graded(2)],
    ['too long', graded(2, 1, 0)],
    ['out of the scale', graded(2, 3)],
    ['below it', graded(-1, 0)],
  ])('one that is %s stops the count: none is lost in silence', (_, ballot) => {
    expect(() => countBallots(shape, [graded(0, 0), ballot])).toThrow('not of this poll')
  })
})

describe('counts that cannot be a result', () => {
  const right: Counts = {
    rollSize: 10,
    voters: 6,
    blank: 1,
    spoiled: 1,
    counts: [
      [1, 1, 2],
      [0, 4, 0],
    ],
  }
  test('these can', () => expect(refuseCounts(right)).toBeNull())
  test('everyone on the list may have voted', () => expect(refuseCounts({ ...right, rollSize: 6 })).toBeNull())

  test.each<[string, Partial<Counts>, string]>([
    ['no choice', { counts: [] }, 'no-choice'],
    ['half a voter', { counts: [[1.5, 0.5, 2]] }, 'not-whole-numbers'],
    ['less than nobody', { counts: [[-1, 3, 2]] }, 'not-whole-numbers'],
    ['no number', { voters: Number.NaN }, 'not-whole-numbers'],
    ['more than can be counted', { rollSize: 2 ** 53 }, 'not-whole-numbers'],
    ['endless', { blank: Infinity }, 'not-whole-numbers'],
    ['a grade less', { counts: [[1, 1, 2], [0, 4]] }, 'unequal-grades'], // prettier-ignore
    ['a voter less', { counts: [[1, 1, 2], [0, 3, 0]] }, 'unequal-voters'], // prettier-ignore
    ['more voters than people', { rollSize: 5 }, 'more-voters-than-roll'],
    ['a voter of whom nothing is said', { voters: 7 }, 'voters-do-not-add-up'],
    ['a blank ballot that nobody cast', { blank: 2 }, 'voters-do-not-add-up'],
  ])('%s', (_, change, refusal) => expect(refuseCounts({ ...right, ...change })).toBe(refusal))
})

test('a result tells ranks, ties, grades and gauges, from the best to the worst', () => {
  const { standings, explanations } = resultOf([
    [2, 1, 0],
    [0, 1, 2],
    [2, 1, 0],
  ])
  expect(standings.map(({ index, rank, tied, majorityGrade, gauge }) => [index, rank, tied, majorityGrade, gauge?.sign])).toEqual([
    [1, 1, false, 2, '-'],
    [0, 2, true, 0, null],
    [2, 2, true, 0, null],
  ])
  expect(explanations).toEqual([
    { better: 1, worse: 0, step: { kind: 'grade', better: 2, worse: 0 } },
    { better: 0, worse: 2, step: null },
  ])
})

describe('whole percentages', () => {
  test.each([
    ['thirds: the first has what is left', [1, 1, 1], [34, 33, 33]],
    ['29 and 71', [29, 71], [29, 71]],
    ['halves of a percent: the earlier wins, also where division would round it down', [29, 1, 170], [15, 0, 85]],
    ['nobody', [0, 0, 0], [0, 0, 0]],
    ['one voter', [0, 1, 0], [0, 100, 0]],
    ['numbers that a share cannot hold exactly', [2 ** 51, 1, 0], [100, 0, 0]],
  ])('%s', (_, histogram, expected) => expect(percentages(histogram)).toEqual(expected))

  test('add up to 100, each within one of its share', () => {
    const counts = fc.array(fc.oneof(fc.nat(300), fc.integer({ min: 0, max: 2 ** 49 })), { minLength: 1, maxLength: 7 })
    fc.assert(
      fc.property(counts, (histogram) => {
        const n = histogram.reduce((sum, count) => sum + BigInt(count), 0n)
        const found = percentages(histogram)
        expect(found.reduce((sum, share) => sum + share, 0)).toBe(n === 0n ? 0 : 100)
        for (const [at, share] of found.entries()) {
          const floor = n === 0n ? 0 : Number((BigInt(histogram[at]!) * 100n) / n)
          expect([floor, floor + 1]).toContain(share)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('scales', () => {
  test.each(Object.entries(presetScales))('the one of %s grades has as many, all different, the worst first', (length, scale) => {
    expect(new Set(scale).size).toBe(Number(length))
    expect(scale[0]).toBe('À rejeter')
  })

  test.each([2, 3, 4, 5, 6, 7])('%i colours, all different, from the worst (7) to the best (1)', (k) => {
    const colours = gradeColours(k)
    expect(colours).toHaveLength(k)
    expect(colours).toEqual([...new Set(colours)].sort((a, b) => b - a))
    expect([colours[0], colours.at(-1)]).toEqual([7, 1])
  })

  test('up to the ten grades of a file, colours never go back', () => {
    for (let k = 8; k <= limits.counts.grades.max; k++) {
      const colours = gradeColours(k)
      expect(colours).toHaveLength(k)
      expect(colours).toEqual(colours.toSorted((a, b) => b - a))
      expect(colours.every((colour) => Number.isInteger(colour) && colour >= 1 && colour <= 7)).toBe(true)
    }
    expect(gradeColours(1)).toEqual([7])
    expect(gradeColours(0)).toEqual([])
  })
})

describe('limits', () => {
  test('all that a poll may be fits in a file of counts, and a file in what is exact', () => {
    expect(limits.counts.choices).toBeGreaterThanOrEqual(limits.poll.choices.max)
    expect(limits.counts.grades.min).toBeLessThanOrEqual(limits.poll.grades.min)
    expect(limits.counts.grades.max).toBeGreaterThanOrEqual(limits.poll.grades.max)
    expect(2 * limits.counts.voters).toBeLessThan(Number.MAX_SAFE_INTEGER)
  })

  test('a poll may last what its limits say, in both senses', () => {
    expect(limits.poll.shortest).toBeLessThan(limits.poll.longest)
    expect(limits.poll.openingGrace).toBeLessThan(limits.poll.openingHorizon)
    expect(limits.casting.size).toBeLessThanOrEqual(limits.casting.most)
  })
})
