import type { Histogram } from '#domain/majority-judgment.ts'

/**
 * The definition itself, as slow as it is plain (Balinski & Laraki, 2010, chapter 1): sort the grades, note the lower
 * middle one, take it away, and again until none is left. It shares nothing with domain/majority-judgment.ts.
 */
export function majorityValue(histogram: Histogram): number[] {
  const grades = histogram.flatMap((count, grade) => new Array<number>(count).fill(grade))
  const value: number[] = []
  while (grades.length > 0) value.push(...grades.splice(Math.ceil(grades.length / 2) - 1, 1))
  return value
}

/** Positive when a comes before b, reading their values from the first grade on. */
export function compareValues(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((grade, place) => grade !== b[place])
  return at === -1 ? 0 : a[at]! - b[at]!
}

/** Every way for n voters to share themselves out between k grades. */
export function profiles(n: number, k: number): number[][] {
  if (k === 1) return [[n]]
  return Array.from({ length: n + 1 }, (_, count) => profiles(n - count, k - 1).map((rest) => [count, ...rest])).flat()
}
