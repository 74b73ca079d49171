import { compareBytes, concat, Malformed, toHex, u32 } from './bytes.ts'
import { append, emptyLog, leafNode, rootOf } from './merkle-log.ts'
import { read } from './reader.ts'

/** A line of the roll: a public credential and how many ballots it counts for. 36 bytes: K 32 · weight 4. */
export type RollEntry = { credential: Uint8Array; weight: number }

export const fewestVoters = 5
export const fewVoters = 10
/** What the counters of an aggregate may reach: the logarithm of the count walks its square root. */
export const largestWeight = 2 ** 31

export const writeRollEntry = ({ credential, weight }: RollEntry) => concat(credential, u32(weight))

export function readRollEntry(bytes: Uint8Array): RollEntry {
  const reader = read(bytes)
  const entry = { credential: reader.take(32, 'credential'), weight: reader.u32('weight') }
  if (entry.weight === 0) throw new Malformed('weight: at least 1')
  reader.end()
  return entry
}

/** By credential, which is chance: the order of the roll says nothing of the order of people. */
export const sortRoll = (roll: readonly RollEntry[]) => roll.toSorted((a, b) => compareBytes(a.credential, b.credential))

/** The root of the sorted roll, as of a log whose leaves are its lines. */
export const rollRoot = (sorted: Iterable<RollEntry>) => {
  let log = emptyLog
  for (const entry of sorted) log = append(log, leafNode(writeRollEntry(entry)))
  return rootOf(log)
}

export const totalWeight = (roll: readonly RollEntry[]) => roll.reduce((sum, { weight }) => sum + weight, 0)

export type RollRefusal = 'too-few-voters' | 'repeated-credential' | 'weight-held-by-too-few' | 'too-heavy'

/** Why ballots may not be secret on this roll, or null: a weight that four people share would tell their grades. */
export function refuseRoll(roll: readonly RollEntry[]): RollRefusal | null {
  if (roll.length < fewestVoters) return 'too-few-voters'
  if (new Set(roll.map(({ credential }) => toHex(credential))).size < roll.length) return 'repeated-credential'
  if (totalWeight(roll) >= largestWeight) return 'too-heavy'
  const held = Map.groupBy(roll, ({ weight }) => weight)
  return [...held.values()].some((holders) => holders.length < fewestVoters) ? 'weight-held-by-too-few' : null
}
