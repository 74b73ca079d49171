import { ed25519 } from '@noble/curves/ed25519.js'

/** Ed25519 (RFC 8032): the board signs heads, receipts and leaves; the registrar signs what changes the roll. seed: 32 bytes. */
export const publicKeyOf = (seed: Uint8Array): Uint8Array => ed25519.getPublicKey(seed)

export const signWith = (seed: Uint8Array, message: Uint8Array): Uint8Array => ed25519.sign(message, seed)

/** Strict, as RFC 8032 §5.1.7 and FIPS 186-5 say: canonical points only, so that no two verifiers disagree. */
export function isSignedWith(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false // a key or a signature of another size
  }
}
