import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { gauge, type Histogram, majorityGrade, ranking } from '#domain/majority-judgment.ts'

// Facts of public test suites and hand-made hard cases: tests/vectors, each with its source. Counts there go from the best
// grade to the worst.

type Case = {
  name: string
  skip?: boolean
  grades: string[]
  tallies: Record<string, number[]>
  expected: { ranking: string[][]; medians?: Record<string, string>; gauges?: Record<string, string>; winner?: string }
  missing?: { mode: string; grade?: string; voters?: number }
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'))
const cases: Case[] = read('cases')
const archived: Case = read('real-primaire-populaire-2022')
const laprimaire: Case[] = read('real-laprimaire-2016')

/** The rule `worst` of a poll: a grade that is missing counts as the worst. Any other way to fill a gap is not ours. */
const isOurs = ({ missing, grades }: Case) => !missing || (missing.mode === 'static' && missing.grade === grades.at(-1))

function histograms({ tallies, missing }: Case): { choices: string[]; counts: number[][] } {
  const counts = Object.values(tallies).map((tally) => {
    const voters = missing?.voters ?? sum(tally)
    return tally.with(-1, tally.at(-1)! + voters - sum(tally)).reverse()
  })
  return { choices: Object.keys(tallies), counts }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)

/** A ranking as the files write it: names together when they are tied. */
function groups(choices: string[], counts: Histogram[]): string[][] {
  const found: string[][] = []
  for (const { index, rank } of ranking(counts)) {
    if (rank > sum(found.map(({ length }) => length))) found.push([])
    found.at(-1)!.push(choices[index]!)
  }
  return found.map((tied) => tied.sort())
}

const sign = (histogram: Histogram, labels: string[]) => {
  const found = gauge(histogram)!
  return `${labels[found.grade]}${found.sign ?? ''}`
}

function holds(vector: Case) {
  const { choices, counts } = histograms(vector)
  const scale = vector.grades.toReversed()
  const { ranking: expected, medians = {}, gauges = {}, winner } = vector.expected
  expect(groups(choices, counts)).toEqual(expected.map((tied) => tied.toSorted()))
  if (winner) expect(expected[0]).toEqual([winner])
  for (const [at, choice] of choices.entries()) {
    if (choice in medians) expect(scale[majorityGrade(counts[at]!)!]).toBe(medians[choice])
    if (choice in gauges) expect(sign(counts[at]!, scale)).toBe(gauges[choice])
  }
}

describe('every case whose rule for missing grades is ours', () => {
  const ours = cases.filter(isOurs)
  test('there are forty-five of fifty-two, three of which fill gaps with the worst grade', () => {
    expect([cases.length, ours.length, ours.filter(({ missing }) => missing).length]).toEqual([52, 45, 3])
  })

  test.each(ours.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => holds(vector))
})

describe('the other cases fill gaps in ways that change winners', () => {
  const others = cases.filter((vector) => !isOurs(vector))
  test('seven: four normalise, two give a choice its own median, one a grade that is not the worst', () => {
    expect(others.map(({ name, missing }) => `${name}: ${missing!.mode}`)).toEqual([
      'mv-static-default-passable: static',
      'mv-normalized: normalize',
      'mv-collect-normalized: normalize',
      'mv-median-default-five: majority',
      'dart-majority-default: majority',
      'cli-example06-normalize: normalize',
      'missing-normalize-flips: normalize',
    ])
  })

  test.each(others.map(({ name, tallies }) => [name, tallies] as const))('%s is refused, not guessed', (_, tallies) => {
    expect(() => ranking(Object.values(tallies))).toThrow('the same number of voters')
  })
})

describe('votes that were held', () => {
  test('Primaire populaire, 2022: 392,738 voters, as it was published', () => {
    for (const tally of Object.values(archived.tallies)) expect(sum(tally)).toBe(392_738)
    expect(Object.keys(archived.expected.gauges!)).toHaveLength(6)
    holds(archived)
  })

  test('LaPrimaire, 2016: one round of random lots and one without counts, so neither can be ranked here', () => {
    const [round, final, ...rest] = laprimaire
    expect(rest).toEqual([])
    expect(final).toMatchObject({ name: 'laprimaire-2016-final-partial', skip: true })
    expect(round).toMatchObject({ name: 'laprimaire-2016-round-1', missing: { mode: 'normalize' } })
    expect(() => ranking(Object.values(round!.tallies))).toThrow('the same number of voters')
  })

  test('LaPrimaire, 2016: the majority grade of one choice needs no other, so those of the round are as expected', () => {
    const { tallies, grades, expected } = laprimaire[0]!
    const scale = grades.toReversed()
    const found = Object.entries(tallies).map(([choice, tally]) => [choice, scale[majorityGrade(tally.toReversed())!]])
    expect(Object.fromEntries(found)).toEqual(expected.medians)
  })
})
