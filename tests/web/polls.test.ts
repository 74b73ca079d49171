import { describe, expect, test } from 'vitest'
import { dayAndHour, shortDayAndHour } from '#lib/polls/when.ts'
import { partsOf, room } from '#lib/results/profile.ts'
import { isLow } from '#lib/results/telling.ts'

describe('the deadline of a ballot', () => {
  const now = new Date('2026-11-24T10:00:00Z')

  test('is a day of the week and an hour when it is near, a date beyond', () => {
    expect(shortDayAndHour('fr', '2026-11-26T19:00:00Z', now)).toBe('jeudi 20\u00a0h')
    expect(shortDayAndHour('fr', '2026-12-03T19:30:00Z', now)).toBe('3\u00a0déc. 2026, 20\u00a0h\u00a030')
    expect(shortDayAndHour('en', '2026-11-26T19:00:00Z', now)).toBe('Thursday 20:00')
  })

  test('in a sentence is told whole', () => {
    expect(dayAndHour('fr', '2030-11-26T19:00:00Z')).toBe('mardi 26\u00a0novembre 2030, 20\u00a0h')
  })
})

describe('a merit profile', () => {
  const scale = ['À rejeter', 'Insuffisant', 'Passable', 'Bien', 'Très bien']

  test('is hatched on paper for the lower half of the scale, the middle excepted', () => {
    expect(scale.map((_, grade) => isLow(grade, scale))).toEqual([true, true, false, false, false])
    expect(scale.slice(1).map((_, grade) => isLow(grade, scale.slice(1)))).toEqual([true, true, false, false])
  })

  test('of any twenty votes has each number inside its part, never under the line at half', () => {
    let told = 0
    for (const counts of histograms(20, 5)) {
      const parts = partsOf(scale, counts)
      expect(parts.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100)
      for (const { at, end, from, width } of parts) {
        if (at === null) continue
        told++
        const [left, right] = end ? [at - room, at] : [at, at + room]
        if ((left < 51 && right > 49) || left < from - 1e-9 || right > from + width + 1e-9) expect.fail(`${counts.join()} at ${at}`)
      }
    }
    expect(told).toBeGreaterThan(10_000)
  })
})

/** Every way to share votes among grades. */
function* histograms(votes: number, grades: number): Generator<number[]> {
  if (grades === 1) return yield [votes]
  for (let first = 0; first <= votes; first++) for (const rest of histograms(votes - first, grades - 1)) yield [first, ...rest]
}
