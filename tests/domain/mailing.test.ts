import { describe, expect, test } from 'vitest'
import { laterIn, mayLeave, minutesFor, refuseMailing } from '#domain/mailing.ts'

const ready = { onRoll: true, frozen: true, ofAssembly: false, phase: 'open', under: [] } as const
const opening = (ended: boolean) => ({ kind: 'opening', ended }) as const
const reminder = (ended: boolean) => ({ kind: 'reminder', ended }) as const

describe('writing to everyone on a roll', () => {
  test.each([
    ['an opening, before the poll opens', 'opening', { ...ready, phase: 'upcoming' }],
    ['an opening, while it is open', 'opening', ready],
    ['a reminder once the opening has gone', 'reminder', { ...ready, under: [opening(true)] }],
    ['a second reminder', 'reminder', { ...ready, under: [reminder(true), opening(true)] }],
  ] as const)('%s may begin', (_, kind, facts) => expect(refuseMailing(kind, facts)).toBeNull())

  test.each([
    ['of a poll of members', 'opening', { ...ready, onRoll: false }, 'no-roll'],
    ['before the roll is frozen', 'opening', { ...ready, frozen: false }, 'roll-not-frozen'],
    ['of a vote of an assembly', 'opening', { ...ready, ofAssembly: true }, 'of-an-assembly'],
    ['of a poll that is over', 'opening', { ...ready, phase: 'closed' }, 'closed'],
    ['of a cancelled poll', 'reminder', { ...ready, phase: 'cancelled' }, 'cancelled'],
    ['a second time', 'opening', { ...ready, under: [opening(true)] }, 'already-sent'],
    ['while the opening is going', 'reminder', { ...ready, under: [opening(false)] }, 'already-sending'],
    ['of a poll that has not opened, as a reminder', 'reminder', { ...ready, phase: 'upcoming' }, 'not-open'],
  ] as const)('%s is refused', (_, kind, facts, reason) => expect(refuseMailing(kind, facts)).toBe(reason))
})

describe('the pace', () => {
  test('lets leave in any window what it says a minute, and not one more', () => {
    expect(mayLeave(3000, 0, 5)).toBe(250)
    expect(mayLeave(3000, 240, 5)).toBe(10)
    expect(mayLeave(3000, 400, 5)).toBe(0)
    expect(mayLeave(10, 0, 5)).toBe(1)
  })
  test('tells how long it will take', () =>
    expect([minutesFor(466_895, 3000), minutesFor(1, 3000), minutesFor(0, 3000)]).toEqual([156, 1, 0]))
})

test('a message answered "later" is tried for more than an hour, further and further apart, and given up in the end', () => {
  const waits = Array.from({ length: 9 }, (_, at) => laterIn(at + 1))
  expect(waits.at(-1)).toBeNull()
  const minutes = waits.slice(0, -1) as number[]
  expect(minutes).toEqual(minutes.toSorted((a, b) => a - b))
  expect(minutes.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(60)
})
