import { concat, pieces, same } from './bytes.ts'
import { type Group, readKey } from './group.ts'
import { mod, readScalar, scalarBytes } from './scalar.ts'
import { Hs } from './transcript.ts'

/**
 * Schnorr signatures over ristretto255 (C.-P. Schnorr, *Efficient Signature Generation by Smart Cards*, 1991), the key in the
 * hash as in RFC 8032 §5.1.6. R ‖ z, 64 bytes: c = Hs(…/schnorr, purpose, ctx, K, R, message), z = w − c·x, R = z·B + c·K.
 */
export type Signed = { purpose: string; ctx: Uint8Array; message: Uint8Array }

/** `random`: 32 bytes. The nonce is hashed with the secret and the message too, so that poor chance does not reveal the secret. */
export function sign(group: Group, secret: bigint, key: Uint8Array, { purpose, ctx, message }: Signed, random: Uint8Array): Uint8Array {
  const nonce = Hs('schnorr/nonce', purpose, ctx, scalarBytes(secret), random, message)
  const commitment = group.encode(group.multiplyBase(nonce))
  const challenge = Hs('schnorr', purpose, ctx, key, commitment, message)
  return concat(commitment, scalarBytes(mod(nonce - challenge * secret)))
}

/** R = z·B + c·K, compared as bytes. Throws Malformed when the key or z is no such thing. */
export function isSignedBy(group: Group, key: Uint8Array, { purpose, ctx, message }: Signed, signature: Uint8Array): boolean {
  const [commitment, response] = pieces(signature, 32) as [Uint8Array, Uint8Array]
  const point = readKey(group, key, 'key')
  const z = readScalar(response, 'signature')
  const challenge = Hs('schnorr', purpose, ctx, key, commitment, message)
  const expected = group.sumOfProducts([group.base, point], [z, challenge])
  return same(group.encode(expected), commitment)
}
