import { same } from './bytes.ts'
import { parentNode } from './merkle-log.ts'

/** A proof longer than this is of a log with more than 2^64 leaves. */
const longest = 64

/** Whether `leaf` (a node) is the index-th of the log of this size and root: RFC 9162 §2.1.3.2. */
export function isIncluded(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[], root: Uint8Array): boolean {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size) || proof.length > longest) return false
  let [at, last, node] = [index, size - 1, leaf]
  for (const sibling of proof) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      node = parentNode(sibling, node)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      node = parentNode(node, sibling)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && same(node, root)
}

export type Root = { size: number; root: Uint8Array }

/** Whether the later log begins with the whole of the earlier one: RFC 9162 §2.1.4.2. An empty log begins every other. */
export function isConsistent(earlier: Root, later: Root, proof: readonly Uint8Array[]): boolean {
  if (earlier.size > later.size || proof.length > longest) return false
  if (earlier.size === later.size) return proof.length === 0 && same(earlier.root, later.root)
  if (earlier.size === 0) return proof.length === 0
  const isPowerOfTwo = Number.isInteger(Math.log2(earlier.size))
  const [first, ...rest] = isPowerOfTwo ? [earlier.root, ...proof] : proof
  if (first === undefined) return false
  let [at, last] = [earlier.size - 1, later.size - 1]
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  let [before, after] = [first, first]
  for (const sibling of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      before = parentNode(sibling, before)
      after = parentNode(sibling, after)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      after = parentNode(after, sibling)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && same(before, earlier.root) && same(after, later.root)
}

const half = (value: number) => Math.floor(value / 2)
