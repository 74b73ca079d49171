import { expect, test } from 'vitest'
import { refuseProof, stateOfMessage } from '#domain/proof-of-sending.ts'

const at = new Date('2026-11-30T12:00:00Z')
const none = { hasAddress: true, written: true, sentAt: null, failedAt: null, skipped: null, problem: null }

test.each([
  ['was taken', { sentAt: at }, 'handed', null],
  ['was taken at a second try', { sentAt: at, problem: null }, 'handed', null],
  ['was refused', { failedAt: at, problem: '550 5.1.1' }, 'refused', '550 5.1.1'],
  ['came back', { sentAt: at, failedAt: at, problem: 'returned 5.2.1' }, 'returned', '5.2.1'],
  ['came back, nobody says why', { sentAt: at, failedAt: at, problem: 'returned' }, 'returned', null],
  ['came back before its answer was written', { failedAt: at, problem: 'returned 5.1.1' }, 'returned', '5.1.1'],
  ['waits after a "later"', { problem: '451 4.7.1' }, 'waiting', '451 4.7.1'],
  ['has not left', {}, 'waiting', null],
  ['was not to leave any more', { skipped: 'done' }, 'left-out', null],
  ['was never made, for want of an address', { written: false, hasAddress: false }, 'no-address', null],
  ['was never made', { written: false }, 'not-written', null],
] as const)('of a message that %s, that is what is told', (_, facts, state, status) => {
  expect(stateOfMessage({ ...none, ...facts }, false)).toEqual({ state, status })
})

test('what waits in a mailing that was stopped never leaves; what had left had', () => {
  expect(stateOfMessage(none, true).state).toBe('never')
  expect(stateOfMessage({ ...none, sentAt: at }, true).state).toBe('handed')
})

test('who was sent a reminder is no list to read: it would say who had voted', () => {
  expect(refuseProof('reminder')).toBe('tells-who-voted')
  expect(['opening', 'convening', 'cancellation', 'consultation'].map(refuseProof)).toEqual([null, null, null, null])
})
