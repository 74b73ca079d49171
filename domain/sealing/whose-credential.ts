import { same } from './bytes.ts'

/**
 * Why a credential is not for this person to vote under. What each says is on the public board for who holds the code, or is about the person
 * who asks: never who another is.
 */
export const credentialRefusals = ['not-your-credential', 'no-such-credential', 'credential-replaced', 'used-by-another'] as const
export type CredentialRefusal = (typeof credentialRefusals)[number]

type OnTheRoll = { memberId: string | null; revokedAt: Date | null }

/**
 * Why this person may not vote under this credential `k` of a poll, or null: it is on the roll, theirs or nobody's, and they have no other.
 * `mine`: the one they have, at the sealed level since their first ballot; `found`: what the roll says of `k`.
 */
export function refuseCredential(
  mine: Uint8Array | null,
  found: OnTheRoll | undefined,
  k: Uint8Array,
  memberId: string,
): CredentialRefusal | null {
  if (mine) return same(mine, k) ? null : 'not-your-credential'
  if (!found) return 'no-such-credential'
  if (found.revokedAt) return 'credential-replaced'
  return found.memberId === null || found.memberId === memberId ? null : 'used-by-another'
}
