import { L, littleEndian } from './scalar.ts'
import { firstFree, numberSize, pointSize, startFieldModule, twiceD } from './field-module.ts'

// Points of ristretto255 for public values only, in the memory of a WebAssembly module (field-module.ts).

const P = 2n ** 255n - 19n
const power = (base: bigint, exponent: bigint) => {
  let result = 1n
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % P)
    if (rest & 1n) result = (result * square) % P
  return result
}
const [dOfCurve, i] = [(P - ((121665n * power(121666n, P - 2n)) % P)) % P, power(2n, (P - 1n) / 4n)]
/** 1/√(a − d), RFC 9496 §4.1. */
const inverseOfRoot = 54469307008909316920995813868745141605393597292927456921205312896311721017578n

/** Bits of each limb. */
const widths = Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? 26 : 25))

type Eight = [number, number, number, number, number, number, number, number]
type Nine = [...Eight, number]

export type Space = ReturnType<typeof newSpace>

/** The module, its memory, and what is written there once. `take` gives the addresses of as many numbers or points, for ever. */
export function newSpace(pages = 64) {
  const field = startFieldModule(pages)
  const words = new Int32Array(field.memory.buffer)
  let free = firstFree
  const take = (size: number) => (free += size) - size
  const number = (value?: bigint) => {
    const at = take(numberSize)
    if (value !== undefined) writeNumber(at, value)
    return at
  }
  const { mul, add, sub, square } = field
  const [zero, one, minusOne, d] = [number(0n), number(1n), number(P - 1n), number(dOfCurve)]
  const [root, minusRoot, inverseRoot] = [number(i), number(P - i), number(inverseOfRoot)]
  const several = (count: number) => Array.from({ length: count }, () => number())
  const [negated, eleven, x, y, long, v3, v7, check, difference] = several(9) as Nine
  writeNumber(twiceD, (2n * dOfCurve) % P)

  /** A number of 255 bits, its limbs in turn. */
  function writeNumber(at: number, value: bigint) {
    let rest = value
    for (const [limb, width] of widths.entries()) {
      words[at / 4 + limb] = Number(rest & ((1n << BigInt(width)) - 1n))
      rest >>= BigInt(width)
    }
  }

  const h = new Int32Array(10)
  /** h = the limbs of the remainder between 0 and P − 1 of a product, whose own may be negative (as ref10’s fe_tobytes). */
  function reduce(at: number) {
    const first = at / 4
    let carry = (19 * words[first + 9]! + 2 ** 24) >> 25
    for (let limb = 0; limb < 10; limb++) carry = (words[first + limb]! + carry) >> widths[limb]!
    carry *= 19
    for (let limb = 0; limb < 10; limb++) {
      const sum = words[first + limb]! + carry
      carry = sum >> widths[limb]!
      h[limb] = sum - (carry << widths[limb]!)
    }
  }

  /** The 32 bytes of a product, the lowest first. */
  function readNumber(at: number): Uint8Array {
    reduce(at)
    const bytes = new Uint8Array(32)
    let [held, bits, byte] = [0, 0, 0]
    for (let limb = 0; limb < 10; limb++) {
      held += h[limb]! * 2 ** bits
      for (bits += widths[limb]!; bits >= 8 && byte < 31; bits -= 8, held = Math.floor(held / 256)) bytes[byte++] = held % 256
    }
    bytes[31] = held
    return bytes
  }
  const isOdd = (at: number) => (reduce(at), (h[0]! & 1) === 1)
  const isZero = (at: number) => (reduce(at), h.every((limb) => limb === 0))
  const negate = (at: number) => {
    sub(negated, zero, at)
    mul(at, negated, one)
  }

  /** out = a^(2^250 − 1), with a^11 on the way: the start of both powers below. */
  function longPower(out: number, a: number) {
    square(x, a, 1)
    square(y, x, 2)
    mul(y, y, a)
    mul(eleven, x, y)
    square(x, eleven, 1)
    mul(x, x, y) // 2^5 − 1
    const doubled = (into: number, from: number, times: number, by: number) => {
      square(into, from, times)
      mul(into, into, by)
    }
    doubled(y, x, 5, x) // 2^10 − 1
    doubled(x, y, 10, y) // 2^20 − 1
    doubled(out, x, 20, x) // 2^40 − 1
    doubled(out, out, 10, y) // 2^50 − 1
    doubled(x, out, 50, out) // 2^100 − 1
    doubled(y, x, 100, x) // 2^200 − 1
    square(y, y, 50)
    mul(out, y, out) // 2^250 − 1
  }
  /** a^(P − 2) = 1/a, and 0 of 0. */
  function invert(out: number, a: number) {
    longPower(long, a)
    square(long, long, 5)
    mul(out, long, eleven)
  }

  /** out = |1/√v| or |√(i/v)|; true when v is a square (RFC 9496 §4.2, u = 1). */
  function inverseRootOf(out: number, v: number): boolean {
    square(v3, v, 1)
    mul(v3, v3, v)
    square(v7, v3, 1)
    mul(v7, v7, v)
    longPower(long, v7)
    square(long, long, 2)
    mul(long, long, v7) // v7^((P − 5) / 8)
    mul(out, v3, long)
    square(check, out, 1)
    mul(check, check, v)
    const equals = (a: number) => {
      sub(difference, check, a)
      mul(difference, difference, one)
      return isZero(difference)
    }
    const [good, flipped] = [equals(one), equals(minusOne)]
    if (flipped || equals(minusRoot)) mul(out, out, root)
    if (isOdd(out)) negate(out)
    return good || flipped
  }

  const [s, ss, u1, u2, u2u2, v, w, inverse] = several(8) as Eight
  /** RFC 9496 §4.3.1; false when the bytes encode nothing. */
  function decode(out: number, bytes: Uint8Array): boolean {
    const value = littleEndian(bytes)
    if (value >= P || value & 1n) return false
    const [X, Y, Z, T] = numbersOf(out)
    writeNumber(s, value)
    square(ss, s, 1)
    sub(u1, one, ss)
    add(u2, one, ss)
    square(u2u2, u2, 1)
    square(v, u1, 1)
    mul(v, v, d)
    add(v, v, u2u2)
    sub(v, zero, v) // −(d·u1² + u2²)
    mul(v, v, one)
    mul(w, v, u2u2)
    const isSquare = inverseRootOf(inverse, w)
    mul(u2, inverse, u2) // Dx = I·u2
    mul(v, v, inverse)
    mul(v, v, u2) // Dy = I·Dx·v
    add(s, s, s)
    mul(X, s, u2)
    if (isOdd(X)) negate(X)
    mul(Y, u1, v)
    mul(Z, one, one)
    mul(T, X, Y)
    return isSquare && !isOdd(T) && !isZero(Y)
  }

  /** RFC 9496 §4.3.2. */
  function encode(at: number): Uint8Array {
    const [X, Y, Z, T] = numbersOf(at)
    add(u1, Z, Y)
    sub(v, Z, Y)
    mul(u1, u1, v)
    mul(u2, X, Y)
    square(w, u2, 1)
    mul(w, w, u1)
    inverseRootOf(inverse, w)
    mul(u1, u1, inverse) // den1
    mul(u2, u2, inverse) // den2
    mul(v, u1, u2)
    mul(v, v, T) // 1 / Z
    mul(w, T, v)
    const turned = isOdd(w)
    if (turned) mul(u2, u1, inverseRoot)
    mul(s, turned ? Y : X, turned ? root : one)
    mul(ss, turned ? X : Y, turned ? root : one)
    mul(w, s, v)
    if (isOdd(w)) negate(ss)
    sub(s, Z, ss)
    mul(s, s, u2)
    if (isOdd(s)) negate(s)
    return readNumber(s)
  }

  return {
    field,
    words,
    take,
    number,
    writeNumber,
    readNumber,
    isOdd,
    isZero,
    negate,
    invert,
    decode,
    encode,
    d,
    one,
    root,
    inverseRoot,
    zero,
  }
}

export const numbersOf = (point: number) => [point, point + numberSize, point + 2 * numberSize, point + 3 * numberSize] as const
export { L, pointSize }
