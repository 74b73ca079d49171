import { concat } from './bytes.ts'
import { sha256 } from './transcript.ts'

/** RFC 6962 §2.1: a leaf is hashed after a 0, two nodes after a 1, so that no leaf passes for a node. */
export const leafNode = (entry: Uint8Array) => sha256(concat(Uint8Array.of(0), entry))
export const parentNode = (left: Uint8Array, right: Uint8Array) => sha256(concat(Uint8Array.of(1), left, right))

/** The perfect subtrees a log of `size` leaves is made of, the largest first: all that is needed to go on with it. */
export type Peaks = { size: number; hashes: readonly Uint8Array[] }

export const emptyLog: Peaks = { size: 0, hashes: [] }

/** A perfect subtree: 2^level leaves, the index-th of its level from the left. */
export type Node = { level: number; index: number }

/** Adds a leaf's node. Each perfect subtree that it completes, itself first, is told: who keeps them can prove anything later. */
export function append({ size, hashes }: Peaks, node: Uint8Array, completed?: (at: Node, hash: Uint8Array) => void): Peaks {
  const peaks = [...hashes]
  let top = node
  completed?.({ level: 0, index: size }, top)
  // Each trailing 1 of `size` in base 2 is a subtree of the same size that waits on the left.
  for (let level = 0, left = size; left % 2 === 1; left = (left - 1) / 2) {
    top = parentNode(peaks.pop()!, top)
    level++
    completed?.({ level, index: (left - 1) / 2 }, top)
  }
  return { size: size + 1, hashes: [...peaks, top] }
}

/** The root of a log: of nothing it is the hash of nothing (RFC 6962 §2.1). */
export const rootOf = ({ hashes }: Peaks) => (hashes.length === 0 ? sha256(new Uint8Array()) : foldPeaks(hashes))

const foldPeaks = (hashes: readonly Uint8Array[]) => hashes.reduceRight((right, left) => parentNode(left, right))

/** The largest power of two below n, for n > 1. */
const split = (n: number) => 2 ** Math.ceil(Math.log2(n) - 1)

/** The perfect subtrees of the leaves from `start` (a multiple of their size) to `end`, the largest first. */
function subtrees(start: number, end: number): Node[] {
  const nodes: Node[] = []
  for (let at = start; at < end;) {
    const level = Math.floor(Math.log2(end - at))
    nodes.push({ level, index: at / 2 ** level })
    at += 2 ** level
  }
  return nodes
}

/** PATH(m, D[n]) of RFC 6962 §2.1.1: for each hash of the proof, the perfect subtrees whose peaks give it. */
export function inclusionPath(index: number, size: number, start = 0): Node[][] {
  if (size <= 1) return []
  const k = split(size)
  return index < k
    ? [...inclusionPath(index, k, start), subtrees(start + k, start + size)]
    : [...inclusionPath(index - k, size - k, start + k), subtrees(start, start + k)]
}

/** PROOF(m, D[n]) of RFC 6962 §2.1.2, in the same form. */
export function consistencyPath(earlier: number, size: number): Node[][] {
  return earlier === 0 || earlier === size ? [] : subproof(earlier, size, 0, true)
}

function subproof(m: number, n: number, start: number, whole: boolean): Node[][] {
  if (m === n) return whole ? [] : [subtrees(start, start + n)]
  const k = split(n)
  return m <= k
    ? [...subproof(m, k, start, whole), subtrees(start + k, start + n)]
    : [...subproof(m - k, n - k, start + k, false), subtrees(start, start + k)]
}

/** A proof from its path and whatever keeps the perfect subtrees. */
export const proofAlong = (path: readonly (readonly Node[])[], hashOf: (node: Node) => Uint8Array) =>
  path.map((nodes) => foldPeaks(nodes.map(hashOf)))
