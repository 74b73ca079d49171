import { invertCt } from '@noble/curves/abstract/modular.js'
import { normalizeZ } from '@noble/curves/abstract/curve.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { L } from './scalar.ts'

/**
 * Many secret multiples of points that stay the same, encoded together: what sealing a ballot is made of. On the coordinates noble keeps
 * (extended twisted Edwards, a = −1: x = X/Z, y = Y/Z, T = x·y·Z). Numbers are kept modulo P up to their sign, which only an encoding looks at.
 */
export type Extended = { readonly X: bigint; readonly Y: bigint; readonly Z: bigint; readonly T: bigint }
type EdwardsPoint = InstanceType<typeof ed25519.Point>

const P = 2n ** 255n - 19n
const { Fp } = ed25519.Point
const d = Fp.mul(Fp.neg(121665n), Fp.inv(121666n))

/** y + x, y − x and 2d·x·y of a point: adding it takes seven multiplications instead of nine. */
type Addend = { readonly plus: bigint; readonly minus: bigint; readonly product: bigint }

/** Row i: the multiples 1, 3 … 63 of 2^(6i) · A. */
export type Table = readonly (readonly Addend[])[]

const bits = 6
const rows = 43 // of 6 bits: a scalar made odd has 254
const half = 2 ** (bits - 1)

/** About six milliseconds. */
export function tableOf(a: EdwardsPoint): Table {
  const points: EdwardsPoint[] = []
  for (let row = 0, base = a; row < rows; row++) {
    const twice = base.double()
    for (let at = 0, odd = base; at < half; at++, odd = odd.add(twice)) points.push(odd)
    for (let bit = 0; bit < bits; bit++) base = base.double()
  }
  const addends = normalizeZ(ed25519.Point, points).map(({ X, Y }) => ({ plus: Y + X, minus: Y - X, product: (2n * d * X * Y) % P }))
  return Array.from({ length: rows }, (_, row) => addends.slice(row * half, (row + 1) * half))
}

export const identity: Extended = { X: 0n, Y: 1n, Z: 1n, T: 0n }

/**
 * start + scalar · A. The scalar may be secret: it is made odd by adding L, then written with digits −63, −61 … 63, of which none is 0 (M. Joye &
 * M. Tunstall, AFRICACRYPT 2009), so that each row takes one addition, whatever its digit, and all of its entries are read.
 * Σ (2·u_i − 63)·64^i = 2u − (64^43 − 1), where u_i are the digits of u in base 64.
 */
export function addMultiple(start: Extended, table: Table, scalar: bigint): Extended {
  const odd = scalar + L * (1n - (scalar & 1n))
  let rest = (odd + 2n ** BigInt(bits * rows) - 1n) >> 1n
  let sum = start
  for (const row of table) {
    const signed = Number(rest & 63n) - half
    rest >>= 6n
    const negative = signed >> 31 // −1 or 0
    const chosen = signed ^ negative
    let addend = row[0]!
    for (let at = 1; at < half; at++) addend = at === chosen ? row[at]! : addend
    const { plus, minus, product } = addend
    sum = negative ? add(sum, minus, plus, -product) : add(sum, plus, minus, product)
  }
  return sum
}

/** H. Hisil, K. Wong, G. Carter & E. Dawson, ASIACRYPT 2008, §3.1, for a = −1 and Z2 = 1. */
function add({ X, Y, Z, T }: Extended, plus: bigint, minus: bigint, product: bigint): Extended {
  const A = ((Y - X) * minus) % P
  const B = ((Y + X) * plus) % P
  const C = (T * product) % P
  const D = 2n * Z
  const [E, F, G, H] = [B - A, D - C, D + C, B + A]
  return { X: (E * F) % P, Y: (G * H) % P, Z: (F * G) % P, T: (E * H) % P }
}

/** scalar / 2 modulo L. */
export const halved = (scalar: bigint) => (scalar + L * (scalar & 1n)) >> 1n

/** The encodings of 2·A for many A at once: one inversion for all, where each A by itself takes a square root. */
export function encodeDoubles(points: readonly Extended[]): Uint8Array[] {
  const doubles = points.map(({ X, Y, Z, T }) => {
    const [xx, yy, zz, dtt] = [(X * X) % P, (Y * Y) % P, (Z * Z) % P, (((T * T) % P) * d) % P]
    return { e: (2n * X * Y) % P, f: zz + dtt, g: yy + xx, h: zz - dtt }
  })
  const products = doubles.map(({ e, f, g, h }) => ({ eg: (e * g) % P, fh: (f * h) % P }))
  const inverses = invertAll(products.map(({ eg, fh }) => (eg * fh) % P))
  return doubles.map((double, at) => encodeDouble(double, products[at]!, inverses[at]!))
}

const sqrtOfMinus1 = Fp.pow(2n, (P - 1n) / 4n)
/** 1/√(a − d), RFC 9496 §4.1. */
const inverseOfRoot = 54469307008909316920995813868745141605393597292927456921205312896311721017578n
const positive = (value: bigint) => ((value % P) + P) % P
const isNegative = (value: bigint) => (positive(value) & 1n) === 1n

/** The encoding of RFC 9496 §4.3.2 for the double of a point, in the terms of its doubling (as curve25519-dalek’s double_and_compress_batch). */
function encodeDouble(double: { e: bigint; f: bigint; g: bigint; h: bigint }, { eg, fh }: { eg: bigint; fh: bigint }, inverse: bigint) {
  const zInverse = (eg * inverse) % P
  const tInverse = (fh * inverse) % P
  const turned = isNegative(eg * zInverse)
  const e = turned ? double.g : double.e
  const g = turned ? -double.e : double.g
  const h = turned ? (double.f * sqrtOfMinus1) % P : double.h
  const root = turned ? sqrtOfMinus1 : inverseOfRoot
  const right = isNegative(((h * e) % P) * zInverse) ? -g : g
  const s = positive(((h - right) % P) * ((root * ((right * tInverse) % P)) % P))
  return Fp.toBytes(s & 1n ? P - s : s)
}

/** P. Montgomery, 1987, §10.3.1. Of 0, which is what doubles to the identity: 0. The inversion takes a time that does not depend on what is inverted. */
function invertAll(values: readonly bigint[]): bigint[] {
  const before: bigint[] = []
  let product = 1n
  for (const value of values) {
    before.push(product)
    if (value !== 0n) product = (product * value) % P
  }
  let inverse = invertCt(positive(product), P)
  const inverses = new Array<bigint>(values.length).fill(0n)
  for (let at = values.length - 1; at >= 0; at--) {
    if (values[at] === 0n) continue
    inverses[at] = (inverse * before[at]!) % P
    inverse = (inverse * values[at]!) % P
  }
  return inverses
}
