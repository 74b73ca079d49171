import { describe, expect, test } from 'vitest'
import { memberLimits } from '#domain/body.ts'
import { refuseAttempt, signInState } from '#domain/sign-in.ts'

const now = new Date('2026-11-24T10:00:00Z')
const later = new Date(now.getTime() + 1)
const before = new Date(now.getTime() - 1)

describe('a sign-in', () => {
  test.each([
    ['not used, not past its end', { usedAt: null, expiresAt: later }, 'pending'],
    ['at the very instant of its end', { usedAt: null, expiresAt: now }, 'expired'],
    ['past its end', { usedAt: null, expiresAt: before }, 'expired'],
    ['used', { usedAt: before, expiresAt: later }, 'used'],
    ['used, then past its end', { usedAt: before, expiresAt: before }, 'used'],
  ] as const)('%s', (_, signIn, state) => expect(signInState(signIn, now)).toBe(state))

  test.each([
    ['a first attempt', { usedAt: null, expiresAt: later, attempts: 0 }, null],
    ['the last one', { usedAt: null, expiresAt: later, attempts: memberLimits.codeAttempts - 1 }, null],
    ['one too many', { usedAt: null, expiresAt: later, attempts: memberLimits.codeAttempts }, 'too-many-attempts'],
    ['after its use', { usedAt: before, expiresAt: later, attempts: 0 }, 'used'],
    ['after its end', { usedAt: null, expiresAt: before, attempts: 9 }, 'expired'],
  ] as const)('%s', (_, signIn, refusal) => expect(refuseAttempt(signIn, now)).toBe(refusal))
})
