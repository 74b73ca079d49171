import { expect, test } from 'vitest'
import { runningOrder } from '#domain/meeting-kit.ts'

const minutesOf = (choices: number) => runningOrder(choices).map(({ minutes }) => minutes)

test('a group talks before it votes, longest of all, and two minutes go to each choice', () => {
  expect(runningOrder(3).map(({ step }) => step)).toEqual(['welcome', 'read', 'present', 'deliberate', 'vote', 'close'])
  expect(minutesOf(2)).toEqual([5, 5, 4, 30, 10, 5])
  expect(minutesOf(7)).toEqual([5, 5, 14, 40, 10, 5])
  expect(minutesOf(20)).toEqual([5, 5, 40, 65, 10, 5])
})
