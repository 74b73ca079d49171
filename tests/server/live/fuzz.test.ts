import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { fuzz } from '../../live/fuzz.ts'

test('frames made by chance break no reader, and what passes is taken whole by Yjs', () => {
  const seed = randomInt(2 ** 31)
  console.log(`fuzz: seed ${seed}`)
  const figures = fuzz(seed, 12_000)
  console.log(`fuzz: ${figures.frames} frames, ${figures.sound} sound updates, ${figures.news} taken`)
  expect(figures.frames).toBe(12_000)
  expect(figures.sound).toBeGreaterThan(100)
  expect(figures.news).toBeGreaterThan(10)
  expect(figures.slowest).toBeLessThan(10_000)
})
