import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

// A wrapped key: version 1 · id of the wrapping key 8 · nonce 12 · tag 16 · the key, under AES-256-GCM (NIST SP 800-38D). Its name
// is authenticated beside it, so that one file cannot be put in the place of another.

const version = 1
const headSize = 1 + 8 + 12 + 16

/** Which key wraps: the first 8 bytes of its SHA-256. */
export const keyIdOf = (wrapping: Uint8Array): Buffer => createHash('sha256').update(wrapping).digest().subarray(0, 8)
export const keyIdWithin = (wrapped: Uint8Array): Buffer => Buffer.from(wrapped.subarray(1, 9))

export function wrap(wrapping: Uint8Array, name: string, key: Uint8Array): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', wrapping, nonce)
  cipher.setAAD(Buffer.from(name))
  const sealed = Buffer.concat([cipher.update(key), cipher.final()])
  return Buffer.concat([Buffer.of(version), keyIdOf(wrapping), nonce, cipher.getAuthTag(), sealed])
}

/** Throws when the file was changed, or is that of another name. */
export function unwrap(wrapping: Uint8Array, name: string, wrapped: Uint8Array): Buffer {
  if (wrapped[0] !== version || wrapped.length < headSize) throw new Error(`the key ${name} is not in a form known here`)
  const cipher = createDecipheriv('aes-256-gcm', wrapping, wrapped.subarray(9, 21))
  cipher.setAAD(Buffer.from(name))
  cipher.setAuthTag(wrapped.subarray(21, headSize))
  return Buffer.concat([cipher.update(wrapped.subarray(headSize)), cipher.final()])
}
