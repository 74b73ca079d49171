import { expect, test } from 'vitest'
import { idsInOrder, newId } from '#server/ids.ts'

test('ids for many rows grow, look as any other, and no two series meet', () => {
  const [some, others] = [idsInOrder(), idsInOrder()].map((next) => Array.from({ length: 10_000 }, next)) as [string[], string[]]
  for (const ids of [some, others]) expect(ids.filter((id, n) => n > 0 && id <= ids[n - 1]!)).toEqual([])
  for (const id of [...some, ...others, newId()]) expect(id).toMatch(/^[0-9a-z]{16}$/)
  expect(new Set([...some, ...others]).size).toBe(20_000)
})
