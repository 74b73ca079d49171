import type { Group, Point } from './group.ts'
import { Hs, type Item } from './transcript.ts'

/** What lets one voter cast in one poll: the secret x of the voter's device and the public K = x·B of the roll. */
export type Credential = { secret: bigint; public: Point; publicBytes: Uint8Array }

/** x = Hs(…/cred, poll id, code). The code is the 20 characters readCode gives, or the 32 bytes of memberCode. */
export function credentialOf(group: Group, pollId: string, code: Item): Credential {
  const secret = Hs('cred', pollId, code)
  const point = group.multiplyBase(secret)
  return { secret, public: point, publicBytes: group.encode(point) }
}
