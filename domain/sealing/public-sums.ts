import type { Point, PublicSum } from './group.ts'
import { L } from './scalar.ts'
import { numberSize, pointSize } from './field-module.ts'
import { numbersOf, type Space } from './public-points.ts'

/** A sum is computed of halves, since the double of a point is encoded without a root of its own. */
const halved = (scalar: bigint) => (scalar & 1n ? scalar + L : scalar) >> 1n

/** Digits of so many bits, from −2^(bits − 1) + 1 to 2^(bits − 1), the lowest first. */
function signedDigits(scalar: bigint, bits: number): number[] {
  const digits: number[] = []
  const [base, mask] = [2 ** bits, BigInt(2 ** bits - 1)]
  for (let rest = scalar; rest > 0n; rest >>= BigInt(bits)) {
    const low = Number(rest & mask)
    const digit = low > base / 2 ? low - base : low
    if (digit < 0) rest += BigInt(base)
    digits.push(digit)
  }
  return digits
}

/** Odd digits of −15 to 15 with their places, four zeros or more after each (G. Reitwiesner, 1960, with wider windows). */
function oddDigits(scalar: bigint): [place: number, digit: number][] {
  const digits: [number, number][] = []
  for (let place = 0, rest = scalar; rest > 0n;) {
    if (!(rest & 1n)) {
      rest >>= 1n
      place++
      continue
    }
    const low = Number(rest & 31n)
    const digit = low > 15 ? low - 32 : low
    digits.push([place, digit])
    rest = (rest - BigInt(digit)) >> 5n
    place += 5
  }
  return digits
}

const [rows, columns] = [32, 128]
/** Tables kept at once: of the generator, and of the keys of some polls. */
const mostTables = 4
const most = 128
/** How many points `products` takes. */
const together = 16

/** Sums of multiples of points in a space. Public values only: time depends on the scalars. */
export function sumsIn(space: Space) {
  const { field, words, take } = space
  const points = (count: number) => take(count * pointSize)
  const pointAt = (start: number, n: number) => start + n * pointSize
  const [given, odd, doubles, buckets] = [points(together), points(8 * together), points(256), points(8)]
  const [p, sum, cached, results] = [points(1), points(1), points(1), points(most)]
  const numbers = take(most * 8 * numberSize)
  const tables: { of: Point | null; at: number }[] = []
  let oldest = 1

  const identity = (out: number) => {
    words.fill(0, out / 4, (out + pointSize) / 4)
    words[out / 4 + 10] = words[out / 4 + 20] = 1
  }
  const copy = (out: number, from: number) => void words.copyWithin(out / 4, from / 4, (from + pointSize) / 4)
  /** total += digit · (cached multiples 1, 2, 3 … or 1, 3, 5 …, of which `at` is the one). */
  const addSigned = (total: number, digit: number, at: number) =>
    digit < 0 ? field.subCached(total, total, at) : field.addCached(total, total, at)

  /** Row i: the multiples 1 to 128 of 2^(8i)·A, cached. Of the last keys asked for: some three milliseconds each. */
  function tableOf(of: Point, put: () => number): number {
    const known = tables.find((table) => table.of === of)
    if (known) return known.at
    const made = tables.length < mostTables ? { of, at: points(rows * columns) } : tables[oldest]!
    if (made === tables[oldest]) oldest = (oldest % (mostTables - 1)) + 1
    else tables.push(made)
    made.of = of
    copy(p, put())
    for (let row = 0; row < rows; row++) {
      field.cache(cached, p)
      copy(sum, p)
      for (let n = 0; n < columns; n++) {
        field.cache(pointAt(made.at, row * columns + n), sum)
        if (n < columns - 1) field.addCached(sum, sum, cached)
      }
      field.double(p, sum)
    }
    return made.at
  }

  function addFromTable(out: number, table: number, scalar: bigint) {
    for (const [row, digit] of signedDigits(scalar, 8).entries())
      if (digit !== 0) addSigned(out, digit, pointAt(table, row * columns + Math.abs(digit) - 1))
  }

  /** out = Σ scalars[i]·A_i, whose doublings are shared (E. Straus, 1964). */
  function products(out: number, from: readonly number[], scalars: readonly bigint[]) {
    identity(sum)
    const steps = new Map<number, [number, number][]>()
    let last = -1
    for (const [n, a] of from.entries()) {
      field.double(p, a)
      field.cache(cached, p)
      copy(p, a)
      for (let k = 0; k < 8; k++) {
        field.cache(pointAt(odd, 8 * n + k), p)
        if (k < 7) field.addCached(p, p, cached)
      }
      for (const [place, digit] of oddDigits(scalars[n]!)) {
        const step: [number, number] = [digit, pointAt(odd, 8 * n + (Math.abs(digit) - 1) / 2)]
        if (steps.has(place)) steps.get(place)!.push(step)
        else steps.set(place, [step])
        last = Math.max(last, place)
      }
    }
    for (let place = last; place >= 0; place--) {
      if (place !== last) field.double(sum, sum)
      for (const [digit, at] of steps.get(place) ?? []) addSigned(sum, digit, at)
    }
    copy(out, sum)
  }

  /** The cached doubles of A, 2A, 4A … which serve all of its multiples (A. Yao, 1976). */
  function prepareDoubles(a: number) {
    copy(p, a)
    for (let bit = 0; bit <= 253; bit++) {
      field.cache(pointAt(doubles, bit), p)
      field.double(p, p)
    }
  }

  /** out = scalar · A: each odd digit adds a double to the bucket of its size, then Σ (2k + 1)·bucket_k. */
  function multipleOfDoubles(out: number, scalar: bigint) {
    for (let k = 0; k < 8; k++) identity(pointAt(buckets, k))
    for (const [place, digit] of oddDigits(scalar)) addSigned(pointAt(buckets, (Math.abs(digit) - 1) / 2), digit, pointAt(doubles, place))
    identity(p) // Σ of the buckets from k on
    identity(sum)
    const add = (total: number, a: number) => {
      field.cache(cached, a)
      field.addCached(total, total, cached)
    }
    for (let k = 7; k > 0; k--) {
      add(p, pointAt(buckets, k))
      add(sum, p)
    }
    add(p, pointAt(buckets, 0))
    field.double(out, sum)
    add(out, p)
  }

  type Part = { load: (into: number) => number; wanted: readonly PublicSum[] }
  function encodeAll([ofBase, ofKey]: readonly [number, number], parts: readonly Part[]): Uint8Array[] {
    const encoded: Uint8Array[] = []
    let count = 0
    const flush = () => {
      encoded.push(...encodeDoubles(count))
      count = 0
    }
    for (const { load, wanted } of parts) {
      prepareDoubles(load(p))
      for (const { base, key, times } of wanted) {
        const out = pointAt(results, count++)
        multipleOfDoubles(out, halved(times))
        addFromTable(out, ofBase, halved(base))
        addFromTable(out, ofKey, halved(key))
        if (count === most) flush()
      }
    }
    flush()
    return encoded
  }

  /** The encodings of 2·A for the first results (as domain/sealing/fixed-base.ts, where the formulas are). */
  function encodeDoubles(count: number): Uint8Array[] {
    const { mul, add, sub, square } = field
    const of = (n: number) => Array.from({ length: 8 }, (_, at) => numbers + (8 * n + at) * numberSize) as [number, number, number, number, number, number, number, number] // prettier-ignore
    const [product, inverse, v, w] = scratch
    mul(product, space.one, space.one)
    for (let n = 0; n < count; n++) {
      const [X, Y, Z, T] = numbersOf(pointAt(results, n))
      const [e, f, g, h, eg, fh, efgh, before] = of(n)
      mul(e, X, Y)
      add(e, e, e)
      square(v, T, 1)
      mul(v, v, space.d)
      square(w, Z, 1)
      add(f, w, v)
      sub(h, w, v)
      square(v, X, 1)
      square(w, Y, 1)
      add(g, v, w)
      mul(eg, e, g)
      mul(fh, f, h)
      mul(efgh, eg, fh)
      mul(before, product, space.one)
      if (!space.isZero(efgh)) mul(product, product, efgh)
    }
    space.invert(inverse, product)
    const encoded: Uint8Array[] = []
    for (let n = count - 1; n >= 0; n--) {
      const [e, f, g, h, eg, fh, efgh, before] = of(n)
      if (space.isZero(efgh)) {
        encoded.unshift(new Uint8Array(32))
        continue
      }
      mul(v, inverse, before) // 1 / efgh
      mul(inverse, inverse, efgh)
      mul(w, fh, v) // 1 / T
      mul(v, eg, v) // 1 / Z
      mul(before, eg, v)
      const turned = space.isOdd(before)
      const [e2, g2, h2] = turned ? [g, e, f] : [e, g, h]
      if (turned) {
        space.negate(g2)
        mul(h2, h2, space.root)
      }
      mul(before, h2, e2)
      mul(before, before, v)
      if (space.isOdd(before)) space.negate(g2)
      sub(h2, h2, g2)
      mul(w, w, g2)
      mul(w, w, turned ? space.root : space.inverseRoot)
      mul(w, w, h2)
      if (space.isOdd(w)) space.negate(w)
      encoded.unshift(space.readNumber(w))
    }
    return encoded
  }
  const scratch = [space.number(), space.number(), space.number(), space.number()] as const

  return {
    together,
    tableOf,
    products,
    encodeAll,
    /** Where the nth of some points is put before `products`. */
    given: (n: number) => pointAt(given, n),
  }
}
