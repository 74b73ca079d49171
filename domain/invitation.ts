export type InvitationState = 'valid' | 'revoked' | 'expired'

export function invitationState(invitation: { revokedAt: Date | null; expiresAt: Date }, now: Date): InvitationState {
  if (invitation.revokedAt !== null) return 'revoked'
  return now < invitation.expiresAt ? 'valid' : 'expired'
}
