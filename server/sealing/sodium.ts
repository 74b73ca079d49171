import sodium from 'libsodium-wrappers-sumo'
import type { Group, Point } from '#domain/sealing/group.ts'
import { L, scalarBytes } from '#domain/sealing/scalar.ts'

const ours = (a: Uint8Array) => a as unknown as Point
const theirs = (a: Point) => a as unknown as Uint8Array

const zero = new Uint8Array(32)
const isZero = (a: Uint8Array) => a.every((byte) => byte === 0)

/** libsodium, compiled to WebAssembly: constant in time, for long-lived secrets and for the server's workers. Points are bytes. */
export async function loadSodiumGroup(): Promise<Group> {
  await sodium.ready
  const one = scalarBytes(1n)
  // The library refuses a product that is the identity. That is a public value, or a chance of 2^-252.
  const multiply = (a: Point, scalar: bigint) =>
    scalar === 0n || isZero(theirs(a)) ? ours(zero) : ours(sodium.crypto_scalarmult_ristretto255(scalarBytes(scalar), theirs(a)))
  const add = (a: Point, b: Point) => ours(sodium.crypto_core_ristretto255_add(theirs(a), theirs(b)))
  const subtract = (a: Point, b: Point) => ours(sodium.crypto_core_ristretto255_sub(theirs(a), theirs(b)))
  const base = ours(sodium.crypto_scalarmult_ristretto255_base(one))
  const multiplyBase = (scalar: bigint) =>
    scalar === 0n ? ours(zero) : ours(sodium.crypto_scalarmult_ristretto255_base(scalarBytes(scalar)))
  const multiplyPublic = (a: Point, scalar: bigint) => (a === base ? multiplyBase(scalar) : multiply(a, scalar))
  return {
    name: 'libsodium',
    zero: ours(zero),
    base,
    decode: (bytes) => (bytes.length === 32 && sodium.crypto_core_ristretto255_is_valid_point(bytes) ? ours(bytes.slice()) : null),
    encode: (a) => theirs(a).slice(),
    add,
    subtract,
    multiply,
    multiplyBase,
    encodeCombinations: (a, pairs) =>
      pairs.map(({ base: s, key: t }) => {
        if (t === undefined) return theirs(s === undefined ? ours(zero) : multiplyBase(s))
        const product = multiply(a, t)
        // A secret factor of B may be 0, which the library refuses: one B more is added and taken away.
        return theirs(s === undefined ? product : add(product, subtract(multiplyBase(s === L - 1n ? 0n : s + 1n), base)))
      }),
    prepare: (a) => a,
    multiplyPublic,
    encodePublicSums: (a, parts) =>
      parts.flatMap(({ of, sums }) =>
        sums.map(({ base: s, key: t, times }) => {
          const terms = [multiplyBase(s), ...(t === 0n ? [] : [multiply(a, t)]), multiply(of, times)]
          return theirs(terms.reduce(add))
        }),
      ),
    sumOfProducts: (points, scalars) =>
      points.length === 0 ? ours(zero) : points.map((a, at) => multiplyPublic(a, scalars[at]!)).reduce(add),
  }
}
