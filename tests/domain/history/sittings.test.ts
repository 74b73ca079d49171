import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutsBetween, partBefore, type Sitting, sittingsOf, type Stroke } from '#domain/history/sittings.ts'
import { historyLimits as limits } from '#domain/limits.ts'

const start = Date.parse('2026-11-26T19:10:00Z')
const minute = 60_000
type Edit = { seq: number; author: string; at: number }

/** One stroke an edit. */
const strokesOf = (edits: readonly Edit[]): Stroke[] =>
  edits.map(({ seq, author, at }) => ({ author, fromSeq: seq, uptoSeq: seq, edits: 1, from: new Date(at), until: new Date(at) }))
const written = (...edits: [author: string, atMinute: number][]) =>
  strokesOf(edits.map(([author, at], index) => ({ seq: index + 1, author, at: start + at * minute })))
const told = ({ fromSeq, uptoSeq, edits, authors }: Sitting) => [fromSeq, uptoSeq, edits, authors.map(({ id }) => id).join(' ')]

describe('a sitting of writing', () => {
  test('goes on as long as someone writes, and ends when nobody does for half an hour', () => {
    const strokes = written(['awa', 0], ['bilal', 20], ['bilal', 45], ['awa', 74], ['chloe', 104], ['chloe', 105])
    expect(sittingsOf(strokes, []).map(told)).toEqual([
      [1, 4, 4, 'awa bilal'],
      [5, 6, 2, 'chloe'],
    ])
  })

  test('names first who wrote most', () => {
    expect(sittingsOf(written(['awa', 0], ['bilal', 1], ['bilal', 2]), [])[0]!.authors).toEqual([
      { id: 'bilal', edits: 2 },
      { id: 'awa', edits: 1 },
    ])
  })

  test('ends where someone marked a version, in the middle of the writing too', () => {
    const strokes = written(['awa', 0], ['awa', 1], ['bilal', 1], ['awa', 2])
    expect(sittingsOf(strokes, cutsBetween(0, 4, [2, 9])).map(told)).toEqual([
      [1, 2, 2, 'awa'],
      [3, 4, 2, 'bilal awa'],
    ])
  })

  test('ends after so many edits, at rows that depend on their number only', () => {
    const n = limits.sittingEdits
    expect(cutsBetween(0, 2 * n + 1, [5])).toEqual([5, n, 2 * n])
    expect(cutsBetween(n, 2 * n - 1, [5, n + 3])).toEqual([n + 3])
    expect([1, n, n + 1].map(partBefore)).toEqual([0, 0, n])
  })
})

const someEdits = fc
  .array(fc.record({ author: fc.constantFrom('awa', 'bilal', 'chloe'), pause: fc.nat({ max: 40 * minute }) }), { maxLength: 60 })
  .map((edits) => {
    let at = start
    return edits.map(({ author, pause }, index): Edit => ({ seq: index + 1, author, at: (at += index % 3 === 0 ? pause : pause / 600) }))
  })
const someMarks = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 5 })

/** As the database tells them: what one person wrote within a minute between two cuts. */
function byMinute(edits: readonly Edit[], cuts: readonly number[]): Stroke[] {
  const strokes = new Map<string, Stroke>()
  for (const [index, stroke] of strokesOf(edits).entries()) {
    const { author, at, seq } = edits[index]!
    const key = [author, Math.floor(at / minute), cuts.filter((cut) => cut < seq).length].join(' ')
    const own = strokes.get(key)
    strokes.set(key, own ? { ...own, uptoSeq: seq, edits: own.edits + 1, until: stroke.until } : stroke)
  }
  return [...strokes.values()]
}

describe('whatever was written', () => {
  test('every edit is in one sitting, and none is cut by a pause or a mark inside it', () => {
    fc.assert(
      fc.property(someEdits, someMarks, (edits, marks) => {
        const sittings = sittingsOf(strokesOf(edits), cutsBetween(0, 60, marks))
        expect(sittings.flatMap(({ fromSeq, uptoSeq }) => [fromSeq, uptoSeq + 1]).slice(1, -1)).toEqual(
          sittings.slice(1).flatMap(({ fromSeq }) => [fromSeq, fromSeq]),
        )
        expect(sittings.reduce((sum, one) => sum + one.edits, 0)).toBe(edits.length)
        for (const { fromSeq, uptoSeq } of sittings) expect(marks.filter((seq) => seq >= fromSeq && seq < uptoSeq)).toEqual([])
      }),
    )
  })

  test('it is cut the same when told minute by minute', () => {
    fc.assert(
      fc.property(someEdits, someMarks, (edits, marks) => {
        const cuts = cutsBetween(0, 60, marks)
        expect(sittingsOf(byMinute(edits, cuts), cuts)).toEqual(sittingsOf(strokesOf(edits), cuts))
      }),
    )
  })

  test('read from any sitting on, the rest is cut as it is in the whole', () => {
    fc.assert(
      fc.property(someEdits, someMarks, fc.nat(), (edits, marks, pick) => {
        const cuts = cutsBetween(0, 60, marks)
        const whole = sittingsOf(strokesOf(edits), cuts)
        if (whole.length === 0) return
        const from = pick % whole.length
        const rest = edits.filter(({ seq }) => seq >= whole[from]!.fromSeq)
        expect(sittingsOf(strokesOf(rest), cutsBetween(whole[from]!.fromSeq - 1, 60, marks))).toEqual(whole.slice(from))
      }),
    )
  })
})
