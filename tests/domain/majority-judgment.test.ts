import { describe, expect, test } from 'vitest'
import {
  compareMerit,
  decidingStep,
  gauge,
  type Histogram,
  majorityGrade,
  merit,
  ranking,
  rankingKey,
  sumHistograms,
} from '#domain/majority-judgment.ts'
import { compareValues, majorityValue, profiles } from './removal.ts'

describe('the ranking is what removing median ballots one by one gives', () => {
  const sizes = [
    [2, 12],
    [3, 10],
    [4, 7],
    [5, 5],
    [6, 4],
    [7, 3],
  ] as const

  test.each(sizes)('for every two choices with %i grades, up to %i voters', (grades, most) => {
    let pairs = 0
    for (let n = 1; n <= most; n++) {
      const all = profiles(n, grades).map((histogram) => ({ histogram, value: majorityValue(histogram) }))
      for (const a of all) {
        if (majorityGrade(a.histogram) !== a.value[0]) expect.unreachable(`majority grade of ${a.histogram}`)
        for (const b of all) {
          pairs++
          const [found, expected] = [compareMerit(a.histogram, b.histogram), compareValues(a.value, b.value)]
          if (Math.sign(found) !== Math.sign(expected)) expect.unreachable(`${a.histogram} against ${b.histogram}: ${found}`)
        }
      }
    }
    expect(pairs).toBeGreaterThan(500)
  })

  test('the values of the oracle can be checked by hand', () => {
    expect(majorityValue([0, 2, 3])).toEqual([2, 1, 2, 1, 2])
    expect(majorityValue([1, 2, 2])).toEqual([1, 1, 2, 0, 2])
    expect(profiles(2, 2)).toEqual([
      [0, 2],
      [1, 1],
      [2, 0],
    ])
  })
})

describe('the majority grade is the lower median', () => {
  test.each([
    ['half the best and half the worst', [5, 0, 0, 5], 0],
    ['one more for the best', [5, 0, 0, 6], 3],
    ['one voter', [0, 0, 1, 0], 2],
    ['nobody', [0, 0, 0], null],
    ['no grade at all', [], null],
    ['everyone the worst', [7, 0], 0],
    ['one more than 2^51 of each', [2 ** 51, 2 ** 51], 0],
    ['2^51 and one more above', [2 ** 51, 2 ** 51 + 1], 1],
  ])('%s', (_, histogram, grade) => expect(majorityGrade(histogram)).toBe(grade))
})

describe('the gauge', () => {
  test.each<[string, Histogram, ReturnType<typeof gauge>]>([
    ['more above', [1, 2, 2], { grade: 1, above: 2, below: 1, sign: '+' }],
    ['more below', [2, 3, 1], { grade: 1, above: 1, below: 2, sign: '-' }],
    ['as many above as below has a minus', [1, 1, 1], { grade: 1, above: 1, below: 1, sign: '-' }],
    ['the worst grade has no sign, whatever is above', [3, 1, 1], { grade: 0, above: 2, below: 0, sign: null }],
    ['everyone agrees', [0, 4, 0], { grade: 1, above: 0, below: 0, sign: '-' }],
    ['nobody', [0, 0, 0], null],
  ])('%s', (_, histogram, expected) => expect(gauge(histogram)).toEqual(expected))
})

describe('ties', () => {
  test('share the rank, and the next rank counts them', () => {
    const places = ranking([
      [1, 1, 3],
      [2, 1, 2],
      [0, 1, 4],
      [2, 1, 2],
      [5, 0, 0],
    ])
    expect(places.map(({ index, rank, tied }) => [index, rank, tied])).toEqual([
      [2, 1, false],
      [0, 2, false],
      [1, 3, true],
      [3, 3, true],
      [4, 5, false],
    ])
  })

  test('with nobody voting all are first, and nothing decides', () => {
    const nobody = [0, 0, 0]
    expect(ranking([nobody, nobody, nobody])).toEqual([0, 1, 2].map((index) => ({ index, rank: 1, tied: true })))
    expect(decidingStep(nobody, nobody)).toBeNull()
    expect(merit(nobody)).toBeNull()
    expect(rankingKey(nobody)).toEqual([])
  })

  test('no choice, no place; one choice, the first', () => {
    expect(ranking([])).toEqual([])
    expect(ranking([[1, 2]])).toEqual([{ index: 0, rank: 1, tied: false }])
  })
})

describe('the step that decides', () => {
  test.each<[string, Histogram, Histogram, ReturnType<typeof decidingStep>]>([
    ['the majority grade', [1, 1, 3], [1, 3, 1], { kind: 'grade', better: 2, worse: 1 }],
    [
      'a larger camp above',
      [1, 2, 2, 0],
      [2, 3, 0, 0],
      { kind: 'camp', depth: 0, grade: 1, better: { side: 'above', camp: 2, grade: 2 }, worse: { side: 'below', camp: 2, grade: 0 } },
    ],
    [
      'nobody left on either side',
      [0, 3, 0],
      [1, 2, 0],
      { kind: 'camp', depth: 0, grade: 1, better: null, worse: { side: 'below', camp: 1, grade: 0 } },
    ],
    [
      'a better grade in the same camp',
      [1, 0, 2, 0, 2],
      [1, 0, 2, 2, 0],
      { kind: 'next-grade', depth: 0, side: 'above', camp: 2, better: 4, worse: 3 },
    ],
    ['none when they are the same', [1, 2, 2], [1, 2, 2], null],
  ])('%s', (_, better, worse, step) => expect(decidingStep(better, worse)).toEqual(step))

  test('both gauges say nine voters above the same grade: the camps left after the first step separate them', () => {
    const [better, worse] = [
      [1, 1, 1, 7, 8, 1],
      [1, 1, 4, 4, 3, 6],
    ] as const
    expect(gauge(better)).toMatchObject({ grade: 3, above: 9, sign: '+' })
    expect(gauge(worse)).toMatchObject({ grade: 3, above: 9, sign: '+' })
    const camps = { better: { side: 'below', camp: 3, grade: 2 }, worse: { side: 'below', camp: 6, grade: 2 } }
    expect(decidingStep(better, worse)).toEqual({ kind: 'camp', depth: 1, grade: 3, ...camps })
  })

  test('the wrong way round is refused', () => {
    expect(() => decidingStep([1, 3, 1], [1, 1, 3])).toThrow(RangeError)
  })
})

describe('what is not a histogram is refused', () => {
  test.each([[[1.5, 1]], [[-1, 3]], [[Number.NaN, 1]], [[Infinity, 1]], [[2 ** 53, 1]]])('%j', (histogram) => {
    expect(() => merit(histogram)).toThrow('whole numbers')
  })

  test('choices judged by other numbers of voters, or on other grades', () => {
    expect(() =>
      ranking([
        [1, 2],
        [2, 2],
      ]),
    ).toThrow('the same number of voters')
    expect(() =>
      ranking([
        [1, 2],
        [1, 1, 1],
      ]),
    ).toThrow('the same grades')
  })
})

describe('territories', () => {
  test('histograms are added, a grade at a time', () => {
    expect(sumHistograms([])).toEqual([])
    expect(
      sumHistograms([
        [1, 2, 3],
        [0, 5, 1],
      ]),
    ).toEqual([1, 7, 4])
  })

  test('their union can turn the order that both have, as the help page says', () => {
    const north = { first: [0, 2, 0], second: [1, 0, 1] }
    const south = { first: [0, 1, 2], second: [1, 0, 2] }
    for (const { first, second } of [north, south]) expect(compareMerit(first, second)).toBeGreaterThan(0)
    expect(compareMerit(sumHistograms([north.first, south.first]), sumHistograms([north.second, south.second]))).toBeLessThan(0)
  })
})
