import { sha256 as nobleSha256, sha512 } from '@noble/hashes/sha2.js'
import { concat, sized } from './bytes.ts'
import { wideScalar } from './scalar.ts'

/** Every use of a hash has its own name, so that a value made for one purpose means nothing for another. */
const prefix = 'preau/sceau/v1/'

export type Item = string | Uint8Array

/** u32be|dst| ‖ dst ‖ (u32be|xi| ‖ xi)*: each item with its length before it, so that no two lists give the same bytes. */
export const frame = (name: string, ...items: readonly Item[]) => concat(sized(prefix + name), ...items.map(sized))

/** Hs(dst, x1…xn) = SHA-512(frame) mod L, the digest read little-endian (as RFC 8032 §5.1.6 does). */
export const Hs = (name: string, ...items: readonly Item[]) => wideScalar(hash512(name, ...items))

/** SHA-512(frame): 64 bytes. */
export const hash512 = (name: string, ...items: readonly Item[]) => sha512(frame(name, ...items))

/** SHA-256(frame): 32 bytes. */
export const hash256 = (name: string, ...items: readonly Item[]) => sha256(frame(name, ...items))

export const sha256 = (bytes: Uint8Array): Uint8Array => nobleSha256(bytes)

/** A number below 2^128 that nobody chooses: Hs mod 2^128, within 2^-124 of uniform. */
export const weight128 = (name: string, ...items: readonly Item[]) => Hs(name, ...items) & (2n ** 128n - 1n)
