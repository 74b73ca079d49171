import { concat, same, u8 } from './bytes.ts'
import { type Group, readPoint } from './group.ts'
import { scalarBytes } from './scalar.ts'
import { isSignedBy, sign } from './signature.ts'
import { hash256, Hs } from './transcript.ts'

/**
 * The key ceremony: n trustees and the server make a key that k trustees and the server can use together, and nobody alone
 * (T. Pedersen, *A Threshold Cryptosystem without a Trusted Party*, EUROCRYPT 1991). Everyone first commits to what they will
 * say, so that nobody chooses theirs after the others' (R. Gennaro et al., 1999), and proves to know their secret.
 */
export type Ceremony = { id: Uint8Array; needed: number; names: readonly string[] }

/** id = SHA-256(…/ceremony, poll id, k, n, names…). Trustees are numbered from 1 in the order of names; 0 is the server. */
export function ceremonyOf(pollId: string, needed: number, names: readonly string[]): Ceremony {
  if (!(needed >= 1 && needed <= names.length && names.length <= 20)) throw new RangeError('k of n trustees, 1 ≤ k ≤ n ≤ 20')
  return { id: hash256('ceremony', pollId, u8(needed), u8(names.length), ...names), needed, names }
}

/** What a trustee has: everything comes from the seed, 32 bytes on paper, so that nothing else is kept. */
export type TrusteeSecrets = { number: number; encryption: bigint; coefficients: bigint[] }

export const trusteeSecrets = ({ id, needed }: Ceremony, seed: Uint8Array, number: number): TrusteeSecrets => ({
  number,
  encryption: Hs('trustee/encryption', seed, id, u8(number)),
  coefficients: Array.from({ length: needed }, (_, power) => Hs('trustee/coefficient', seed, id, u8(number), u8(power))),
})

/** First round, before anything is shown: an encryption key (32 zeros for the server) and a commitment to the second round. */
export type Announcement = { encryptionKey: Uint8Array; commitment: Uint8Array }

/** Second round: the commitments C_0…C_{k−1} (S alone for the server) and the proof that their author knows their secrets. */
export type Opening = { commitments: readonly Uint8Array[]; possession: Uint8Array }

const noKey = new Uint8Array(32)

const committed = ({ id }: Ceremony, number: number, encryptionKey: Uint8Array, { commitments, possession }: Opening) =>
  hash256('ceremony/commitment', id, u8(number), encryptionKey, concat(...commitments), possession)

const signed = ({ id }: Ceremony, number: number, encryptionKey: Uint8Array, commitments: readonly Uint8Array[]) => ({
  purpose: 'ceremony',
  ctx: id,
  message: concat(u8(number), encryptionKey, ...commitments),
})

/** A trustee's two rounds. possession: Schnorr signatures under C_0 then under the encryption key, 128 bytes. */
export function trusteeRounds(
  group: Group,
  ceremony: Ceremony,
  seed: Uint8Array,
  number: number,
): { first: Announcement; second: Opening } {
  const { encryption, coefficients } = trusteeSecrets(ceremony, seed, number)
  const encryptionKey = group.encode(group.multiplyBase(encryption))
  const commitments = coefficients.map((coefficient) => group.encode(group.multiplyBase(coefficient)))
  const what = signed(ceremony, number, encryptionKey, commitments)
  const possession = concat(sign(group, coefficients[0]!, commitments[0]!, what, seed), sign(group, encryption, encryptionKey, what, seed))
  const second = { commitments, possession }
  return { first: { encryptionKey, commitment: committed(ceremony, number, encryptionKey, second) }, second }
}

/** The server's two rounds; possession: one signature under S, 64 bytes. */
export function serverRounds(group: Group, ceremony: Ceremony, secret: bigint): { first: Announcement; second: Opening } {
  const commitments = [group.encode(group.multiplyBase(secret))]
  const possession = sign(group, secret, commitments[0]!, signed(ceremony, 0, noKey, commitments), scalarBytes(secret))
  const second = { commitments, possession }
  return { first: { encryptionKey: noKey, commitment: committed(ceremony, 0, noKey, second) }, second }
}

export type RoundRefusal = 'not-what-was-promised' | 'wrong-size' | 'no-possession'

/** Why the second round of this holder does not go with its first, or null. Throws Malformed on what are no keys. */
export function refuseRounds(group: Group, ceremony: Ceremony, number: number, first: Announcement, second: Opening): RoundRefusal | null {
  const { commitments, possession } = second
  const right = number === 0 ? [1, 64] : [ceremony.needed, 128]
  if (commitments.length !== right[0] || possession.length !== right[1] || first.encryptionKey.length !== 32) return 'wrong-size'
  if (!same(committed(ceremony, number, first.encryptionKey, second), first.commitment)) return 'not-what-was-promised'
  for (const bytes of commitments.slice(1)) readPoint(group, bytes, 'commitment')
  const what = signed(ceremony, number, first.encryptionKey, commitments)
  const keys = [commitments[0]!, ...(number === 0 ? [] : [first.encryptionKey])]
  const proved = keys.every((key, at) => isSignedBy(group, key, what, possession.subarray(64 * at, 64 * at + 64)))
  return proved ? null : 'no-possession'
}
