import { describe, expect, test } from 'vitest'
import { concat, same, toHex, u32 } from '#domain/sealing/bytes.ts'
import {
  append,
  consistencyPath,
  emptyLog,
  inclusionPath,
  leafNode,
  type Node,
  type Peaks,
  proofAlong,
  rootOf,
} from '#domain/sealing/merkle-log.ts'
import { isConsistent, isIncluded } from '#domain/sealing/merkle-proof.ts'
import { sha256 } from '#domain/sealing/transcript.ts'
import { chance, seedOf } from './chance.ts'

const luck = chance(seedOf('sealing/merkle'))

/** RFC 6962 §2.1, word for word: MTH of a list. */
function mth(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0) return sha256(new Uint8Array())
  if (entries.length === 1) return sha256(concat(Uint8Array.of(0), entries[0]!))
  let k = 1
  while (2 * k < entries.length) k *= 2
  return sha256(concat(Uint8Array.of(1), mth(entries.slice(0, k)), mth(entries.slice(k))))
}

const entries = Array.from({ length: 40 }, (_, at) => u32(at))
const kept = new Map<string, Uint8Array>()
const name = ({ level, index }: Node) => `${level}/${index}`
const logs: Peaks[] = [emptyLog]
for (const entry of entries) logs.push(append(logs.at(-1)!, leafNode(entry), (node, hash) => kept.set(name(node), hash)))
const hashOf = (node: Node) => kept.get(name(node))!
const root = (size: number) => rootOf(logs[size]!)
const at = (size: number) => ({ size, root: root(size) })
const inclusion = (index: number, size: number) => proofAlong(inclusionPath(index, size), hashOf)
const consistency = (earlier: number, later: number) => proofAlong(consistencyPath(earlier, later), hashOf)

describe('the log', () => {
  test('has the root of RFC 6962 at every size', () => {
    for (let size = 0; size <= 40; size++) expect(toHex(root(size))).toBe(toHex(mth(entries.slice(0, size))))
  })

  test('is the log of the published examples of RFC 6962’s authors', () => {
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]
    let log = emptyLog
    const found = inputs.map((input) => {
      log = append(log, leafNode(Uint8Array.from(input.match(/../g) ?? [], (pair) => parseInt(pair, 16))))
      return toHex(rootOf(log))
    })
    expect(found).toEqual(roots)
  })

  test('proves each of its leaves, in few hashes, and no other', () => {
    for (let size = 1; size <= 40; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusion(index, size)
        const leaf = leafNode(entries[index]!)
        expect(proof.length).toBeLessThanOrEqual(Math.ceil(Math.log2(size)))
        expect(isIncluded(leaf, index, size, proof, root(size))).toBe(true)
        expect(isIncluded(leafNode(u32(99)), index, size, proof, root(size))).toBe(false)
        for (const other of [index - 1, index + 1]) expect(isIncluded(leaf, other, size, proof, root(size))).toBe(false)
        expect(isIncluded(leaf, index, size, [...proof, leaf], root(size))).toBe(false)
        if (proof.length > 0) expect(isIncluded(leaf, index, size, proof.slice(1), root(size))).toBe(false)
      }
    }
    expect(inclusionPath(123_456, 400_000)).toHaveLength(19)
  })

  test('proves that it only grew, from every size to every other', () => {
    for (let earlier = 0; earlier <= 40; earlier++) {
      for (let later = earlier; later <= 40; later++) {
        const proof = consistency(earlier, later)
        expect(isConsistent(at(earlier), at(later), proof)).toBe(true)
        if (earlier === 0 || earlier === later) continue
        expect(isConsistent(at(later), at(earlier), proof)).toBe(false)
        expect(isConsistent({ size: earlier, root: luck.bytes(32) }, at(later), proof)).toBe(false)
        expect(isConsistent(at(earlier), { size: later, root: luck.bytes(32) }, proof)).toBe(false)
        const wrong = proof.with(luck.below(proof.length), luck.bytes(32))
        expect(isConsistent(at(earlier), at(later), wrong)).toBe(false)
        expect(isConsistent(at(earlier), at(later), proof.slice(1))).toBe(false)
        expect(isConsistent(at(earlier), at(later), [...proof, luck.bytes(32)])).toBe(false)
      }
    }
  })

  test('a proof that stops before the root of the size it is said of is refused', () => {
    expect(isConsistent(at(4), at(5), consistency(4, 5))).toBe(true)
    expect(isConsistent(at(4), { size: 9, root: root(5) }, consistency(4, 5))).toBe(false)
    expect(isIncluded(leafNode(entries[0]!), 0, 9, inclusion(0, 5), root(5))).toBe(false)
  })

  test('two boards shown to two people are not consistent, whatever the proof made of either', () => {
    const grow = (items: Uint8Array[]) => items.reduce((log, entry) => append(log, leafNode(entry)), emptyLog)
    const common = entries.slice(0, 9)
    const [mine, yours] = [grow([...common, u32(100), u32(101)]), grow([...common, u32(200), u32(201), u32(202)])]
    const nodes = new Map<string, Uint8Array>()
    ;[...common, u32(200), u32(201), u32(202)].reduce(
      (log, entry) => append(log, leafNode(entry), (node, hash) => nodes.set(name(node), hash)),
      emptyLog,
    )
    const proof = proofAlong(consistencyPath(mine.size, yours.size), (node) => nodes.get(name(node))!)
    expect(isConsistent({ size: mine.size, root: rootOf(mine) }, { size: yours.size, root: rootOf(yours) }, proof)).toBe(false)
    expect(same(rootOf(mine), rootOf(yours))).toBe(false)
  })

  test('a leaf dropped, moved or written twice changes the root', () => {
    const roots = [entries, entries.slice(1), [entries[1]!, entries[0]!, ...entries.slice(2)], [entries[0]!, ...entries]].map((list) =>
      toHex(mth(list)),
    )
    expect(new Set(roots).size).toBe(4)
  })

  test('a node does not pass for a leaf', () => {
    const pair = concat(leafNode(entries[0]!), leafNode(entries[1]!))
    expect(same(leafNode(pair), root(2))).toBe(false)
    expect(isIncluded(root(2), 0, 1, [], root(2))).toBe(true) // a node of its own log is itself: only leafNode makes leaves
    expect(isIncluded(leafNode(pair), 0, 1, [], root(2))).toBe(false)
  })
})
