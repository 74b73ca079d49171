import { expect, test } from 'vitest'
import { invitationState } from '#domain/invitation.ts'

const now = new Date('2026-11-24T10:00:00Z')
const later = new Date(now.getTime() + 1)
const before = new Date(now.getTime() - 1)

test.each([
  ['in its time', { revokedAt: null, expiresAt: later }, 'valid'],
  ['at the very instant of its end', { revokedAt: null, expiresAt: now }, 'expired'],
  ['past its end', { revokedAt: null, expiresAt: before }, 'expired'],
  ['taken back', { revokedAt: before, expiresAt: later }, 'revoked'],
  ['taken back, then past its end', { revokedAt: before, expiresAt: before }, 'revoked'],
] as const)('an invitation %s', (_, invitation, state) => expect(invitationState(invitation, now)).toBe(state))
