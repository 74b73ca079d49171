import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { nobleGroup } from '#domain/sealing/backend-noble.ts'
import { fromHex, Malformed, toHex } from '#domain/sealing/bytes.ts'
import { type Point, readKey, readPoint, sum } from '#domain/sealing/group.ts'
import { inverse, L, littleEndian, mod, readScalar, scalarBytes } from '#domain/sealing/scalar.ts'
import { groups, sodiumGroup } from './backends.ts'
import { chance, seedOf } from './chance.ts'

const vectors: { multiples: string[]; invalid: string[] } = JSON.parse(
  readFileSync(new URL('../../vectors/ristretto255.json', import.meta.url), 'utf8'),
)
const { scalar, below } = chance(seedOf('sealing/group'))

describe.each(groups)('ristretto255 by $name', (group) => {
  test('is the group of RFC 9496: multiples of its generator', () => {
    const found = vectors.multiples.map((_, times) => toHex(group.encode(group.multiplyBase(BigInt(times)))))
    expect(found).toEqual(vectors.multiples)
    const added = vectors.multiples.map((_, times) => toHex(group.encode(sum(group, new Array(times).fill(group.base)))))
    expect(added).toEqual(vectors.multiples)
  })

  test.each(vectors.invalid)('refuses bytes that encode nothing: %s', (bytes) => {
    expect(group.decode(fromHex(bytes))).toBeNull()
    expect(() => readPoint(group, fromHex(bytes), 'it')).toThrow(Malformed)
  })

  test('refuses bytes that are too few or too many, and the identity as a key', () => {
    for (const length of [0, 31, 33]) expect(() => readPoint(group, new Uint8Array(length), 'it')).toThrow(Malformed)
    expect(() => readKey(group, new Uint8Array(32), 'it')).toThrow('the identity is no key')
    expect(group.encode(readPoint(group, new Uint8Array(32), 'it'))).toEqual(new Uint8Array(32))
  })

  test('multiplies by nothing, and by what gives nothing', () => {
    const [zero, one] = [new Uint8Array(32), group.encode(group.base)]
    expect(group.encode(group.multiply(group.base, 0n))).toEqual(zero)
    expect(group.encode(group.multiplyPublic(group.prepare(group.base), 0n))).toEqual(zero)
    expect(group.encode(group.multiply(group.zero, 5n))).toEqual(zero)
    expect(group.encode(group.sumOfProducts([], []))).toEqual(zero)
    expect(group.encode(group.sumOfProducts([group.base, group.base], [1n, L - 1n]))).toEqual(zero)
    const sums = [0n, 1n, 2n, 1n, 0n, L - 1n].map((times) => ({ base: 0n, key: 1n, times }))
    expect(group.encodePublicSums(group.base, [{ of: group.base, sums }]).map(toHex)).toEqual(
      [1, 2, 3, 2, 1, 0].map((times) => vectors.multiples[times]),
    )
    const [many, times] = [new Array<Point>(20).fill(group.base), Array.from({ length: 20 }, (_, at) => (at < 5 ? 3n : 0n))]
    expect(toHex(group.encode(group.sumOfProducts(many, times)))).toBe(vectors.multiples[15])
    const pairs = [
      {},
      { base: 0n },
      { key: 0n },
      { base: 0n, key: 0n },
      { base: L - 1n, key: 1n },
      { base: 1n, key: 2n },
      { base: L - 1n, key: 3n },
    ]
    expect(group.encodeCombinations(group.base, pairs).map(toHex)).toEqual([0, 0, 0, 0, 0, 3, 2].map((times) => vectors.multiples[times]))
    expect(one).toEqual(fromHex(vectors.multiples[1]!))
  })
})

test('all backends agree byte for byte on whatever they are asked', () => {
  for (let run = 0; run < 20; run++) {
    const [a, b, c] = [scalar(), scalar(), BigInt(below(2 ** 20))]
    const [here, there, fast] = groups.map((group) => {
      const key = group.prepare(group.multiplyBase(a))
      const other = readPoint(group, group.encode(group.multiply(key, b)), 'it')
      const points = [
        key,
        other,
        group.add(key, other),
        group.subtract(key, other),
        group.multiplyPublic(key, c),
        group.sumOfProducts([key, other, group.base], [a, c, b]),
      ].map((point) => group.encode(point))
      const sums = [a, b, c, 0n, 1n].map((times, at) => ({ base: at % 2 ? a : 0n, key: at % 3 ? b : c, times }))
      const made = group.encodePublicSums(key, [{ of: other, sums }, { of: group.base, sums }]) // prettier-ignore
      const combined = group.encodeCombinations(key, [{ base: a }, { key: b }, { base: c, key: a }])
      return [...points, ...made, ...combined].map(toHex)
    })
    expect(there).toEqual(here)
    expect(fast).toEqual(here)
  }
})

test('a point of one backend is read by the other', () => {
  const bytes = sodiumGroup.encode(sodiumGroup.multiplyBase(scalar()))
  expect(nobleGroup.encode(readPoint(nobleGroup, bytes, 'it'))).toEqual(bytes)
})

describe('scalars', () => {
  test('are 32 bytes little-endian below L, and nothing else', () => {
    expect(() => readScalar(new Uint8Array(31), 'it')).toThrow(Malformed)
    expect(() => readScalar(new Uint8Array(33), 'it')).toThrow(Malformed)
    const order = Uint8Array.from({ length: 32 }, (_, at) => Number((L >> BigInt(8 * at)) & 255n))
    expect(() => readScalar(order, 'it')).toThrow('it: not a scalar')
    order[0]!--
    expect(readScalar(order, 'it')).toBe(L - 1n)
    expect(() => scalarBytes(L)).toThrow(RangeError)
    expect(() => scalarBytes(-1n)).toThrow(RangeError)
    for (let run = 0; run < 50; run++) {
      const value = scalar()
      expect(littleEndian(scalarBytes(value))).toBe(value)
      expect(mod(value * inverse(value))).toBe(1n)
      expect(mod(-value)).toBe(L - value)
    }
    expect(() => inverse(0n)).toThrow(RangeError)
  })
})
