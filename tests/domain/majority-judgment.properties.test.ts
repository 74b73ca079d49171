import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blankBallot, type Ballot } from '#domain/ballot.ts'
import { compareMerit, decidingStep, gauge, type Histogram, ranking, sizeOf } from '#domain/majority-judgment.ts'
import { countBallots, refuseCounts, resultOf } from '#domain/tally.ts'
import { compareValues, majorityValue } from './removal.ts'

// The seed is printed, so that a chance failure can be played again: SEED=… npx vitest run --project domain.
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)
console.log(`majority-judgment.properties: SEED=${seed}`)
const holds = <Values extends [unknown, ...unknown[]]>(property: fc.IProperty<Values>, numRuns = 300) =>
  fc.assert(property, { seed, numRuns })

/** n voters shared out between the grades by cuts, so that every histogram of an election has the same n. */
const histogram = (n: number, grades: number) =>
  fc.array(fc.nat(n), { minLength: grades - 1, maxLength: grades - 1 }).map((cuts) => {
    const ends = [0, ...cuts.sort((a, b) => a - b), n]
    return ends.slice(1).map((end, at) => end - ends[at]!)
  })

const election = (most: number) =>
  fc
    .record({ n: fc.nat(most), grades: fc.integer({ min: 2, max: 7 }), choices: fc.integer({ min: 1, max: 8 }) })
    .chain(({ n, grades, choices }) => fc.array(histogram(n, grades), { minLength: choices, maxLength: choices }))

/** Ballots of one poll: grades for every choice, or blank. */
const ballots = fc
  .record({ grades: fc.integer({ min: 3, max: 7 }), choices: fc.integer({ min: 2, max: 6 }) })
  .chain(({ grades, choices }) => {
    const filled = fc
      .array(fc.nat(grades - 1), { minLength: choices, maxLength: choices })
      .map((given): Ballot => ({ kind: 'open', content: { kind: 'grades', grades: given } }))
    const cast = fc.array(fc.oneof({ weight: 5, arbitrary: filled }, { weight: 1, arbitrary: fc.constant(blankBallot) }), { maxLength: 40 })
    return fc.record({ shape: fc.constant({ grades, choices, rollSize: 50 }), cast })
  })

const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
const ranks = (counts: readonly Histogram[]) => {
  const found: number[] = []
  for (const { index, rank } of ranking(counts)) found[index] = rank
  return found
}

describe('for any election', () => {
  test('it is what removing ballots one by one gives', () => {
    holds(
      fc.property(election(60), (counts) => {
        const values = counts.map(majorityValue)
        const expected = values.map((value) => 1 + values.filter((other) => compareValues(other, value) > 0).length)
        expect(ranks(counts)).toEqual(expected)
      }),
    )
  })

  test('the order is total: two choices are tied exactly when their histograms are the same, and it is transitive', () => {
    holds(
      fc.property(election(2 ** 50), (counts) => {
        for (const a of counts) {
          for (const b of counts) {
            const order = Math.sign(compareMerit(a, b))
            expect(order).toBe(0 - Math.sign(compareMerit(b, a)) || 0)
            expect(order === 0).toBe(String(a) === String(b))
            for (const c of counts) if (order >= 0 && compareMerit(b, c) >= 0) expect(compareMerit(a, c)).toBeGreaterThanOrEqual(0)
          }
        }
      }),
      100,
    )
  })

  test('names and their order change nothing (neutrality)', () => {
    const both = election(1000).chain((counts) => fc.tuple(fc.constant(counts), shuffled(counts.map((_, index) => index))))
    holds(
      fc.property(both, ([counts, order]) => {
        const before = ranks(counts)
        expect(ranks(order.map((index) => counts[index]!))).toEqual(order.map((index) => before[index]))
      }),
    )
  })

  test('every voter heard k times over gives the same ranking', () => {
    holds(
      fc.property(election(1000), fc.integer({ min: 1, max: 1_000_000 }), (counts, times) => {
        expect(ranking(counts.map((one) => one.map((count) => count * times)))).toEqual(ranking(counts))
      }),
    )
  })

  test('a grade that nobody gave changes nothing, wherever it stands in the scale', () => {
    holds(
      fc.property(election(100), fc.nat(7), (counts, at) => {
        expect(ranking(counts.map((one) => one.toSpliced(at, 0, 0)))).toEqual(ranking(counts))
      }),
    )
  })

  test('a choice that is withdrawn leaves the others as they were', () => {
    holds(
      fc.property(election(100), fc.nat(7), (counts, chosen) => {
        const gone = chosen % counts.length
        const order = ranking(counts).map(({ index }) => index)
        const left = ranking(counts.toSpliced(gone, 1)).map(({ index }) => (index < gone ? index : index + 1))
        expect(left).toEqual(order.filter((index) => index !== gone))
      }),
    )
  })

  test('a voter who raises a grade makes that choice better, and strictly (monotonicity)', () => {
    holds(
      fc.property(election(100), fc.nat(6), fc.integer({ min: 1, max: 6 }), ([before = []], from, by) => {
        fc.pre(from + by < before.length && before[from]! > 0)
        const after = before.with(from, before[from]! - 1).with(from + by, before[from + by]! + 1)
        expect(compareMerit(after, before)).toBeGreaterThan(0)
      }),
    )
  })

  test('the gauge counts everyone once', () => {
    holds(
      fc.property(election(1000), ([counts = []]) => {
        const found = gauge(counts)
        expect(found ? found.above + found.below + counts[found.grade]! : 0).toBe(sizeOf(counts))
      }),
    )
  })

  test('there is a deciding step between two neighbours exactly when they are not tied', () => {
    holds(
      fc.property(election(40), (counts) => {
        const { standings, explanations } = resultOf(counts)
        expect(explanations).toHaveLength(counts.length - 1)
        for (const [place, { better, worse, step }] of explanations.entries()) {
          expect([better, worse]).toEqual([standings[place]!.index, standings[place + 1]!.index])
          expect(step === null).toBe(standings[place]!.rank === standings[place + 1]!.rank)
          expect(step).toEqual(decidingStep(counts[better]!, counts[worse]!))
          if (step?.kind === 'grade' || step?.kind === 'next-grade') expect(step.better).toBeGreaterThan(step.worse)
        }
      }),
    )
  })
})

describe('for any ballots', () => {
  test('the order in which they come changes nothing (anonymity)', () => {
    const both = ballots.chain(({ shape, cast }) => fc.tuple(fc.constant(shape), fc.constant(cast), shuffled(cast)))
    holds(
      fc.property(both, ([shape, cast, mixed]) => {
        expect(countBallots(shape, mixed)).toEqual(countBallots(shape, cast))
      }),
    )
  })

  test('their count is a count, that has as many grades as voters who were not blank', () => {
    holds(
      fc.property(ballots, ({ shape, cast }) => {
        const counted = countBallots(shape, cast)
        const blank = cast.filter((ballot) => ballot === blankBallot).length
        expect(refuseCounts(counted)).toBeNull()
        expect(counted).toMatchObject({ rollSize: 50, voters: cast.length, blank, spoiled: 0 })
        for (const one of counted.counts) expect(sizeOf(one)).toBe(cast.length - blank)
      }),
    )
  })

  test('counted in two halves and added, they are the same', () => {
    holds(
      fc.property(ballots, fc.nat(40), ({ shape, cast }, cut) => {
        const [some, others] = [countBallots(shape, cast.slice(0, cut)), countBallots(shape, cast.slice(cut))]
        const added = some.counts.map((one, choice) => one.map((count, grade) => count + others.counts[choice]![grade]!))
        expect(added).toEqual(countBallots(shape, cast).counts)
      }),
    )
  })
})
