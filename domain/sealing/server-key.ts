import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { Hs, frame } from './transcript.ts'

/**
 * The server's key of one poll is 32 bytes of chance, kept outside the database. At the secret level it is the whole key, and
 * makes the members' codes; at the sealed level it is a share, without which no trustee opens anything.
 */
export const serverSecret = (pollKey: Uint8Array, pollId: string) => Hs('server/key', pollKey, pollId)

/** A member's code at the secret level, the same on any device and stored nowhere: HMAC-SHA-256 (RFC 2104), 32 bytes. */
export const memberCode = (pollKey: Uint8Array, pollId: string, memberId: string): Uint8Array =>
  hmac(sha256, pollKey, frame('member', pollId, memberId))
