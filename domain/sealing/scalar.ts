import { Malformed } from './bytes.ts'

/** Numbers modulo L, the order of ristretto255 (RFC 9496 §4): 2^252 + 27742317777372353535851937790883648493. */
export const L = 2n ** 252n + 27742317777372353535851937790883648493n

/** The remainder between 0 and L − 1, of negative numbers too. */
export const mod = (value: bigint) => {
  const rest = value % L
  return rest < 0n ? rest + L : rest
}

/** Bytes whose number is a multiple of 8 (32 for a scalar, 64 for a hash), the lowest first. */
export function littleEndian(bytes: Uint8Array): bigint {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let value = 0n
  for (let at = bytes.length - 8; at >= 0; at -= 8) value = (value << 64n) | words.getBigUint64(at, true)
  return value
}

/** 32 bytes, little-endian. Throws a RangeError on what is not in [0, L): a bug, never an input. */
export function scalarBytes(scalar: bigint): Uint8Array {
  if (scalar < 0n || scalar >= L) throw new RangeError('not reduced modulo L')
  const words = new DataView(new ArrayBuffer(32))
  for (let at = 0, rest = scalar; at < 32; at += 8, rest >>= 64n) words.setBigUint64(at, rest & 0xffff_ffff_ffff_ffffn, true)
  return new Uint8Array(words.buffer)
}

/** Strict: 32 bytes that say a number below L (RFC 9496 §4.4). */
export function readScalar(bytes: Uint8Array, field: string): bigint {
  const scalar = bytes.length === 32 ? littleEndian(bytes) : L
  if (scalar >= L) throw new Malformed(`${field}: not a scalar`)
  return scalar
}

/** 64 uniform bytes, modulo L: within 2^-259 of uniform. */
export const wideScalar = (bytes: Uint8Array) => mod(littleEndian(bytes))

/** 1/value modulo L, by Fermat: value^(L − 2). Public values only (Lagrange coefficients). */
export function inverse(value: bigint): bigint {
  if (mod(value) === 0n) throw new RangeError('zero has no inverse')
  let result = 1n
  for (let base = mod(value), exponent = L - 2n; exponent > 0n; exponent >>= 1n, base = mod(base * base))
    if (exponent & 1n) result = mod(result * base)
  return result
}
