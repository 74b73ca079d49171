import { readBallotParts } from './ballot-bytes.ts'
import { Malformed } from './bytes.ts'
import type { DossierRecord } from './dossier.ts'
import { readLeaf } from './leaf.ts'
import { readManifest } from './manifest.ts'

/** counting: the leaves whose ballots are summed; invalid: those that a later leaf cancels for a wrong proof. */
export type CountingPlan = { counting: ReadonlySet<number>; invalid: ReadonlySet<number> }

/** 32 bytes as the key of a Map, one byte a character: half the memory of hexadecimal. */
export const keyOf = (credential: Uint8Array) => String.fromCharCode(...credential)

/**
 * A first reading of the board that believes everything: of each voter the highest counter counts, unless its proof or its
 * credential was cancelled. What it believes wrongly, or cannot read, is named by the second reading, which holds each leaf to
 * the rules.
 */
export async function planCounting(records: AsyncIterable<DossierRecord>): Promise<CountingPlan> {
  const castBy = new Map<string, number[]>()
  const invalid = new Set<number>()
  try {
    await noteAll(records, castBy, invalid)
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
  }
  const last = [...castBy.values()].map((cast) => cast.findLast((ballot) => !invalid.has(ballot)))
  return { counting: new Set(last.filter((ballot) => ballot !== undefined)), invalid }
}

async function noteAll(records: AsyncIterable<DossierRecord>, castBy: Map<string, number[]>, invalid: Set<number>) {
  let shape: { choices: number; grades: number } | null = null
  let index = 0
  for await (const record of records) {
    if (record.type === 'manifest') shape = shapeOf(record.bytes)
    if (record.type === 'leaf' && shape !== null) note(shape, record.bytes, index++, castBy, invalid)
  }
}

function shapeOf(manifestBytes: Uint8Array) {
  const { choices, grades } = readManifest(manifestBytes)
  return { choices: choices.length, grades: grades.length }
}

function note(
  shape: { choices: number; grades: number },
  bytes: Uint8Array,
  index: number,
  castBy: Map<string, number[]>,
  invalid: Set<number>,
) {
  const leaf = readLeaf(shape, bytes)
  if (leaf.kind === 'ballot') {
    const voter = keyOf(readBallotParts(shape, leaf.ballot).credential)
    castBy.set(voter, [...(castBy.get(voter) ?? []), index])
  }
  if (leaf.kind !== 'cancel') return
  if ('ballot' in leaf.target) invalid.add(leaf.target.ballot)
  else castBy.delete(keyOf(leaf.target.credential))
}
