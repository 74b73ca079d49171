import { readBallotParts } from './ballot-bytes.ts'
import { concat, pieces } from './bytes.ts'
import { readRows } from './rows.ts'
import { fewestVoters } from './roll.ts'
import { type Ciphertext, countersOf, type SealedPoll } from './sealed-poll.ts'
import { wordsOf } from './words.ts'
import { type Leaf, writeLeaf } from './leaf.ts'
import { sha256 } from './transcript.ts'

/**
 * Ballots added up without being opened: a ciphertext a counter. ballots: how many are in it; weight: of all of them;
 * byWeight: how many of each weight, since a weight that few cast would tell their grades.
 */
export type Aggregate = { sums: readonly Ciphertext[]; ballots: number; weight: number; byWeight: ReadonlyMap<number, number> }

export const emptyAggregate = (poll: SealedPoll): Aggregate => ({
  sums: Array.from({ length: countersOf(poll) }, () => ({ alpha: poll.group.zero, beta: poll.group.zero })),
  ballots: 0,
  weight: 0,
  byWeight: new Map(),
})

/** Σ weight · ciphertext. The ballot's proofs were checked before; throws Malformed on bytes that are no ballot. */
export const addBallot = (poll: SealedPoll, aggregate: Aggregate, ballot: Uint8Array, weight: number) =>
  combine(poll, aggregate, ballot, weight, 1)

/** Takes away a ballot that was added and is replaced by a later one of the same voter, or cancelled. */
export const removeBallot = (poll: SealedPoll, aggregate: Aggregate, ballot: Uint8Array, weight: number) =>
  combine(poll, aggregate, ballot, weight, -1)

function combine(poll: SealedPoll, aggregate: Aggregate, ballot: Uint8Array, weight: number, sign: 1 | -1): Aggregate {
  const { group } = poll
  const apply = sign === 1 ? group.add : group.subtract
  const times = (point: Ciphertext['alpha']) => (weight === 1 ? point : group.multiplyPublic(point, BigInt(weight)))
  const added = readRows(poll, readBallotParts(poll, ballot).ciphertexts).flat()
  return {
    sums: aggregate.sums.map(({ alpha, beta }, at) => ({
      alpha: apply(alpha, times(added[at]!.alpha)),
      beta: apply(beta, times(added[at]!.beta)),
    })),
    ballots: aggregate.ballots + sign,
    weight: aggregate.weight + sign * weight,
    byWeight: new Map(aggregate.byWeight).set(weight, (aggregate.byWeight.get(weight) ?? 0) + sign),
  }
}

/** The sum of two sums, of different ballots. */
export const addAggregates = ({ group }: SealedPoll, one: Aggregate, other: Aggregate): Aggregate => ({
  sums: one.sums.map(({ alpha, beta }, at) => ({
    alpha: group.add(alpha, other.sums[at]!.alpha),
    beta: group.add(beta, other.sums[at]!.beta),
  })),
  ballots: one.ballots + other.ballots,
  weight: one.weight + other.weight,
  byWeight: [...other.byWeight].reduce((sum, [weight, cast]) => sum.set(weight, (sum.get(weight) ?? 0) + cast), new Map(one.byWeight)),
})

/** α ‖ β of each counter, choice by choice, grade 1 first. */
export const sumsBytes = ({ group }: SealedPoll, sums: readonly Ciphertext[]) =>
  concat(...sums.flatMap(({ alpha, beta }) => [group.encode(alpha), group.encode(beta)]))

export const readSums = (poll: SealedPoll, bytes: Uint8Array): Ciphertext[] => readRows(poll, bytes).flat()

export const aggregateLeaf = (poll: SealedPoll, { sums, ballots, weight }: Aggregate): Leaf & { kind: 'aggregate' } => ({
  kind: 'aggregate',
  ballots,
  weight,
  sums: sumsBytes(poll, sums),
})

/** What each holder of the key compares by voice before opening anything: SHA-256 of the leaf, eight words of it. */
export const aggregateHash = (leaf: Leaf & { kind: 'aggregate' }) => sha256(writeLeaf(leaf))
export const aggregateWords = (leaf: Leaf & { kind: 'aggregate' }) => wordsOf(aggregateHash(leaf), 8)

export type OpeningRefusal = 'too-few-ballots' | 'weight-cast-by-too-few'

/** Why these ballots may not be opened, or null. `minimum` is the manifest's, never below 5. */
export function refuseOpening({ ballots, byWeight }: Aggregate, minimum: number): OpeningRefusal | null {
  if (ballots < Math.max(minimum, fewestVoters)) return 'too-few-ballots'
  return [...byWeight.values()].some((cast) => cast > 0 && cast < fewestVoters) ? 'weight-cast-by-too-few' : null
}

/** The α of sums, which is what partial decryptions are made of. */
export const alphasOf = (sums: Uint8Array) => concat(...pieces(sums, 64).map((pair) => pair.subarray(0, 32)))
