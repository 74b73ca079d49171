import type { Group, Point, PublicSums } from './group.ts'
import { pointSize } from './field-module.ts'
import { newSpace } from './public-points.ts'
import { sumsIn } from './public-sums.ts'

const ours = (a: Int32Array) => a as unknown as Point
const theirs = (a: Point) => a as unknown as Int32Array

/**
 * The group for whoever verifies: public values are computed in a WebAssembly module of ours (field-module.ts), several times faster than by libsodium, whose
 * every addition decodes and encodes. Whatever is secret goes to `forSecrets`, through bytes. Points are the forty words of X, Y, Z, T.
 */
export function publicGroup(forSecrets: Group): Group {
  const space = newSpace()
  const { field, words, take } = space
  const sums = sumsIn(space)
  const [p, q, cached] = [take(pointSize), take(pointSize), take(pointSize)]
  const put = (at: number, a: Point) => (words.set(theirs(a), at / 4), at)
  const at = (address: number) => ours(words.slice(address / 4, (address + pointSize) / 4))
  const decode = (bytes: Uint8Array) => (bytes.length === 32 && space.decode(p, bytes) ? at(p) : null)
  const combine = (operation: 'addCached' | 'subCached') => (a: Point, b: Point) => {
    field.cache(cached, put(q, b))
    field[operation](p, put(p, a), cached)
    return at(p)
  }
  const encode = (a: Point) => space.encode(put(p, a))
  const [zero, base] = [forSecrets.zero, forSecrets.base].map((a) => decode(forSecrets.encode(a))!) as [Point, Point]
  const across = (a: Point) => forSecrets.decode(encode(a))!
  const back = (a: Point) => decode(forSecrets.encode(a))!
  const group: Group = {
    name: 'webassembly',
    zero,
    base,
    decode,
    encode,
    add: combine('addCached'),
    subtract: combine('subCached'),
    multiply: (a, scalar) => back(forSecrets.multiply(across(a), scalar)),
    multiplyBase: (scalar) => back(forSecrets.multiplyBase(scalar)),
    encodeCombinations: (a, pairs) => forSecrets.encodeCombinations(across(a), pairs),
    prepare: (a) => a,
    multiplyPublic(a, scalar) {
      sums.products(p, [put(q, a)], [scalar])
      return at(p)
    },
    sumOfProducts(points, scalars) {
      if (points.length > sums.together) {
        const [first, rest] = [points.slice(0, sums.together), points.slice(sums.together)]
        return group.add(
          group.sumOfProducts(first, scalars.slice(0, sums.together)),
          group.sumOfProducts(rest, scalars.slice(sums.together)),
        )
      }
      const addresses = points.map((a, n) => put(sums.given(n), a))
      sums.products(p, addresses, scalars)
      return at(p)
    },
    encodePublicSums(a: Point, parts: readonly PublicSums[]) {
      const tables = [sums.tableOf(base, () => put(q, base)), sums.tableOf(a, () => put(q, a))] as const
      return sums.encodeAll(
        tables,
        parts.map(({ of, sums: wanted }) => ({ load: (into: number) => put(into, of), wanted })),
      )
    },
  }
  return group
}

/** The same where WebAssembly may run; where it may not (an old browser, a content policy), the group itself. */
export function publicGroupIfAllowed(forSecrets: Group): Group {
  try {
    return publicGroup(forSecrets)
  } catch {
    return forSecrets
  }
}
