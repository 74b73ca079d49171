import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concat, Malformed, pieces, same, u8 } from './bytes.ts'
import { type Ceremony, trusteeSecrets } from './ceremony.ts'
import { type Group, readKey, readPoint } from './group.ts'
import { evaluate } from './open-poll.ts'
import { mod, readScalar, scalarBytes } from './scalar.ts'
import { hash512, Hs } from './transcript.ts'

/** R 32 · masked share 32 · tag 32. */
const shareSize = 96

/**
 * What trustee `number` sends to each trustee j: f(j) for its polynomial f, encrypted to j. As DHIES does (M. Abdalla,
 * M. Bellare & P. Rogaway, CT-RSA 2001): R = r·B, Z = r·E_j, 64 bytes of hash of Z, of which 32 mask the share, which is of
 * that size and alone, and 32 are the key of HMAC-SHA-256 over R and the masked share.
 */
export function encryptShares(
  group: Group,
  ceremony: Ceremony,
  seed: Uint8Array,
  number: number,
  encryptionKeys: readonly Uint8Array[],
): Uint8Array[] {
  const { coefficients } = trusteeSecrets(ceremony, seed, number)
  return encryptionKeys.map((key, at) => {
    const j = at + 1
    const share = coefficients.reduceRight((value, coefficient) => mod(value * BigInt(j) + coefficient), 0n)
    const r = Hs('share/ephemeral', seed, ceremony.id, u8(number), u8(j), key)
    const R = group.encode(group.multiplyBase(r))
    const Z = group.encode(group.multiply(readKey(group, key, 'encryption key'), r))
    const { mask, tagKey } = keysOf(ceremony, number, j, R, key, Z)
    const masked = scalarBytes(share).map((byte, position) => byte ^ mask[position]!)
    return concat(R, masked, hmac(sha256, tagKey, concat(R, masked)))
  })
}

function keysOf({ id }: Ceremony, from: number, to: number, R: Uint8Array, key: Uint8Array, Z: Uint8Array) {
  const [mask, tagKey] = pieces(hash512('share', id, u8(from), u8(to), R, key, Z), 32) as [Uint8Array, Uint8Array]
  return { mask, tagKey }
}

/** shares: the one each trustee sent to j, from trustee 1 on; commitments: those of each trustee. */
export type Received = { shares: readonly Uint8Array[]; commitments: readonly (readonly Uint8Array[])[] }

/**
 * Trustee j's share of the key, x_j = Σ f_i(j), or the numbers of the trustees who sent it a wrong one: each must decrypt and
 * satisfy f_i(j)·B = Σ_l j^l·C_{i,l}. Made again from the seed and the stored shares whenever it is needed.
 */
export function receiveShares(
  group: Group,
  ceremony: Ceremony,
  seed: Uint8Array,
  j: number,
  received: Received,
): { share: bigint } | { wrong: number[] } {
  const { encryption } = trusteeSecrets(ceremony, seed, j)
  const key = group.encode(group.multiplyBase(encryption))
  const opened = received.shares.map((bytes, at) => {
    const share = openShare(group, ceremony, encryption, key, at + 1, j, bytes)
    if (share === null) return null
    const polynomial = received.commitments[at]!.map((commitment) => readPoint(group, commitment, 'commitment'))
    const expected = group.encode(evaluate(group, polynomial, j))
    return same(group.encode(group.multiplyBase(share)), expected) ? share : null
  })
  const wrong = [...opened.keys()].filter((at) => opened[at] === null).map((at) => at + 1)
  return wrong.length > 0 ? { wrong } : { share: opened.reduce<bigint>((sum, share) => mod(sum + share!), 0n) }
}

function openShare(
  group: Group,
  ceremony: Ceremony,
  secret: bigint,
  key: Uint8Array,
  from: number,
  to: number,
  bytes: Uint8Array,
): bigint | null {
  try {
    if (bytes.length !== shareSize) return null
    const [R, masked, tag] = pieces(bytes, 32) as [Uint8Array, Uint8Array, Uint8Array]
    const Z = group.encode(group.multiply(readKey(group, R, 'share'), secret))
    const { mask, tagKey } = keysOf(ceremony, from, to, R, key, Z)
    if (!same(hmac(sha256, tagKey, concat(R, masked)), tag)) return null
    return readScalar(
      masked.map((byte, at) => byte ^ mask[at]!),
      'share',
    )
  } catch (error) {
    if (error instanceof Malformed) return null
    throw error
  }
}
