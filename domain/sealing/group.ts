import { Malformed } from './bytes.ts'

declare const point: unique symbol

/** An element of the group, in whatever form its backend likes. One backend's points mean nothing to another. */
export type Point = { readonly [point]: true }

/**
 * ristretto255 (RFC 9496): a group of prime order L in which every element has one encoding of 32 bytes. Two backends
 * speak it: noble everywhere, libsodium where speed or constant time is needed. Scalars are in [0, L).
 */
export type Group = {
  readonly name: 'noble' | 'libsodium' | 'webassembly'
  readonly zero: Point
  readonly base: Point
  /** The element these bytes encode, or null when they encode none (RFC 9496 §4.3.1). */
  decode(bytes: Uint8Array): Point | null
  encode(a: Point): Uint8Array
  add(a: Point, b: Point): Point
  subtract(a: Point, b: Point): Point
  /** scalar · a; the scalar may be secret. */
  multiply(a: Point, scalar: bigint): Point
  /** scalar · B; the scalar may be secret. */
  multiplyBase(scalar: bigint): Point
  /** The encodings of base·B + key·A for each pair, made together: a scalar that is not there is 0. All scalars may be secret. */
  encodeCombinations(a: Point, pairs: readonly Combination[]): Uint8Array[]
  /** The same point, to be multiplied often: a backend may keep a table beside it. */
  prepare(a: Point): Point
  /** scalar · a, in a time that may depend on the scalar: public values only. */
  multiplyPublic(a: Point, scalar: bigint): Point
  /** The encodings of base·B + key·A + times·of for each sum, those of one `of` together: public values only. */
  encodePublicSums(a: Point, parts: readonly PublicSums[]): Uint8Array[]
  /** Σ scalars[i] · points[i]: public values only. */
  sumOfProducts(points: readonly Point[], scalars: readonly bigint[]): Point
}

export type Combination = { base?: bigint; key?: bigint }
export type PublicSum = { base: bigint; key: bigint; times: bigint }
export type PublicSums = { of: Point; sums: readonly PublicSum[] }

/** Strict: 32 canonical bytes. The identity is an element like another. */
export function readPoint(group: Group, bytes: Uint8Array, field: string): Point {
  const found = bytes.length === 32 ? group.decode(bytes) : null
  if (found === null) throw new Malformed(`${field}: not a point`)
  return found
}

/** A key or a credential: a point that is not the identity (whose encoding is 32 zeros), since its secret would be 0. */
export function readKey(group: Group, bytes: Uint8Array, field: string): Point {
  if (bytes.every((byte) => byte === 0)) throw new Malformed(`${field}: the identity is no key`)
  return readPoint(group, bytes, field)
}

export const sum = (group: Group, points: readonly Point[]) => points.reduce((total, next) => group.add(total, next), group.zero)
