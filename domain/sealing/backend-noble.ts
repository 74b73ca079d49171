import { mulAddUnsafe } from '@noble/curves/abstract/curve.js'
import { ristretto255 } from '@noble/curves/ed25519.js'
import { addMultiple, encodeDoubles, halved, identity, type Table, tableOf } from './fixed-base.ts'
import type { Group, Point } from './group.ts'

type NoblePoint = InstanceType<typeof ristretto255.Point>

const { BASE, ZERO } = ristretto255.Point
const ours = (a: NoblePoint) => a as unknown as Point
const theirs = (a: Point) => a as unknown as NoblePoint

/** Windows of 6 bits: the table of a key is made once (about 10 ms) and each multiplication is 44 additions. */
const windowOfKeys = 6

function decode(bytes: Uint8Array): Point | null {
  try {
    return ours(ristretto255.Point.fromBytes(bytes))
  } catch {
    return null // the library says by an exception that these bytes encode nothing
  }
}

/** The library refuses the scalar 0 and returns no identity. 0 comes here by a chance of 2^-252, or as a public value. */
const multiply = (a: NoblePoint, scalar: bigint) => (scalar === 0n ? ZERO : a.multiply(scalar))
const multiplyPublic = (a: NoblePoint, scalar: bigint) => (scalar === 0n ? ZERO : a.multiplyUnsafe(scalar))

/** The point of edwards25519 that stands for an element. */
const edwards = (a: NoblePoint) => (a as unknown as { ep: Parameters<typeof tableOf>[0] }).ep

/** Tables of the points that sums are made of: the generator's, and an election key's. About six milliseconds each. */
const tables = new WeakMap<NoblePoint, Table>()
function tableFor(a: NoblePoint): Table {
  const table = tables.get(a) ?? tableOf(edwards(a))
  tables.set(a, table)
  return table
}

/** @noble/curves: in every browser and in Node, audited, in JavaScript's big integers (not constant in time to the cycle). */
export const nobleGroup: Group = {
  name: 'noble',
  zero: ours(ZERO),
  base: ours(BASE),
  decode,
  encode: (a) => theirs(a).toBytes(),
  add: (a, b) => ours(theirs(a).add(theirs(b))),
  subtract: (a, b) => ours(theirs(a).subtract(theirs(b))),
  multiply: (a, scalar) => ours(multiply(theirs(a), scalar)),
  multiplyBase: (scalar) => ours(multiply(BASE, scalar)),
  encodeCombinations(a, pairs) {
    const halves = pairs.map(({ base, key }) => {
      const first = base === undefined ? identity : addMultiple(identity, tableFor(BASE), halved(base))
      return key === undefined ? first : addMultiple(first, tableFor(theirs(a)), halved(key))
    })
    return encodeDoubles(halves)
  },
  prepare: (a) => ours(theirs(a).precompute(windowOfKeys)),
  multiplyPublic: (a, scalar) => ours(multiplyPublic(theirs(a), scalar)),
  encodePublicSums(a, parts) {
    const [ofBase, ofKey] = [tableFor(BASE), tableFor(theirs(a))]
    const halves = parts.flatMap(({ of, sums }) => {
      const doubles = [theirs(of)]
      for (let bit = 1; bit <= 253; bit++) doubles.push(doubles[bit - 1]!.double())
      return sums.map(({ base, key, times }) => {
        const first = addMultiple(edwards(fromDoubles(doubles, halved(times))), ofBase, halved(base))
        return key === 0n ? first : addMultiple(first, ofKey, halved(key))
      })
    })
    return encodeDoubles(halves)
  },
  sumOfProducts: (points, scalars) => ours(mulAddUnsafe(ristretto255.Point, points.map(theirs), [...scalars])),
}

/**
 * scalar · P from the doubles P, 2P, 4P…, which serve all the multiples of one point (A. Yao, *On the Evaluation of Powers*, 1976,
 * with signed digits): each odd digit d of −15 to 15 adds a double to the bucket of |d|, then Σ (2k + 1)·bucket_k.
 */
function fromDoubles(doubles: readonly NoblePoint[], scalar: bigint): NoblePoint {
  const buckets = new Array<NoblePoint>(8).fill(ZERO)
  for (let bit = 0, rest = scalar; rest > 0n; bit++, rest >>= 1n) {
    if (!(rest & 1n)) continue
    const low = Number(rest & 31n)
    const digit = low > 15 ? low - 32 : low
    rest -= BigInt(digit)
    const at = (Math.abs(digit) - 1) / 2
    buckets[at] = digit > 0 ? buckets[at]!.add(doubles[bit]!) : buckets[at]!.subtract(doubles[bit]!)
  }
  let [suffix, sum] = [ZERO, ZERO] // Σ k·bucket_k is the sum of the sums of the buckets from k on
  for (let k = 7; k > 0; k--) {
    suffix = suffix.add(buckets[k]!)
    sum = sum.add(suffix)
  }
  return sum.double().add(suffix.add(buckets[0]!))
}
