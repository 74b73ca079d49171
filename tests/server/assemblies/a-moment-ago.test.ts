import { expect, test } from 'vitest'
import { assemblyLimits } from '#domain/limits.ts'
import { aMomentAgo } from '#server/assemblies/a-moment-ago.ts'

const at = (ms: number) => new Date(1_000_000 + ms)

test('a large assembly is counted once a second, a small one each time', async () => {
  let asked = 0
  const ask = aMomentAgo(async () => ++asked)
  const [large, other] = ['large', 'other'].map((id) => ({ id, rollSize: assemblyLimits.wholeSheet + 1 }))
  expect(await ask(large!, at(0))).toBe(1)
  expect(await ask(large!, at(999))).toBe(1)
  expect(await ask(other!, at(999))).toBe(2)
  expect(await ask(large!, at(1000))).toBe(3)
  const small = { id: 'small', rollSize: assemblyLimits.wholeSheet }
  expect([await ask(small, at(1000)), await ask(small, at(1000))]).toEqual([4, 5])
})

test('an answer that failed is told to those who asked with it, not to who comes after them', async () => {
  let asked = 0
  const ask = aMomentAgo(async () => (asked++ === 0 ? Promise.reject(new Error('gone')) : 'there'))
  const large = { id: 'large', rollSize: assemblyLimits.wholeSheet + 1 }
  const both = [ask(large, at(0)), ask(large, at(0))]
  for (const answer of both) await expect(answer).rejects.toThrow('gone')
  expect(await ask(large, at(1))).toBe('there')
})
