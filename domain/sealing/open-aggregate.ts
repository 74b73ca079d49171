import { sizeOf } from '../majority-judgment.ts'
import type { Counts } from '../tally.ts'
import { readSums } from './aggregate.ts'
import { same } from './bytes.ts'
import type { Point } from './group.ts'
import type { Leaf } from './leaf.ts'
import { logarithms } from './logarithm.ts'
import type { OpenPoll } from './open-poll.ts'
import { readDecryptions } from './partial.ts'
import { inverse, mod } from './scalar.ts'

type AggregateLeaf = Leaf & { kind: 'aggregate' }
type PartialLeaf = Leaf & { kind: 'partial' }
type ResultLeaf = Leaf & { kind: 'result' }

/** λ_j = Π m / (m − j) over the other numbers m: a polynomial's value at 0 is Σ λ_j · f(j) (J.-L. Lagrange; A. Shamir, 1979). */
export const lagrangeAtZero = (numbers: readonly number[], j: number) =>
  numbers.filter((m) => m !== j).reduce((product, m) => mod(product * mod(BigInt(m)) * inverse(BigInt(m - j))), 1n)

/** Which partial decryptions open a poll: the server's and those of the first k trustees that gave theirs. Null: not yet. */
export function sufficient(poll: OpenPoll, partials: readonly PartialLeaf[]): PartialLeaf[] | null {
  const server = partials.find(({ holder }) => holder === 0)
  const trustees = partials.filter(({ holder }) => holder > 0).slice(0, poll.manifest.needed)
  return server && trustees.length === poll.manifest.needed ? [server, ...trustees] : null
}

/**
 * What an aggregate hides, from partial decryptions whose proofs were checked: M_c = β_c − D_0 − Σ λ_j·D_j, which is the count
 * of counter c times B. Null: not enough of them.
 */
function messagesOf(poll: OpenPoll, aggregate: AggregateLeaf, partials: readonly PartialLeaf[]): Point[] | null {
  const chosen = sufficient(poll, partials)
  if (chosen === null) return null
  const { group } = poll
  const numbers = chosen.map(({ holder }) => holder).filter((holder) => holder > 0)
  const coefficients = chosen.map(({ holder }) => (holder === 0 ? 1n : lagrangeAtZero(numbers, holder)))
  const parts = chosen.map((partial) => readDecryptions(poll, partial))
  return readSums(poll, aggregate.sums).map(({ beta }, counter) => {
    const masks = parts.map((part) => part[counter]!)
    return group.subtract(beta, group.sumOfProducts(masks, coefficients))
  })
}

/** The histograms of an aggregate. Null: not enough partial decryptions, or no count up to the aggregate's weight is in it. */
export function openAggregate(poll: OpenPoll, aggregate: AggregateLeaf, partials: readonly PartialLeaf[]): ResultLeaf | null {
  const messages = messagesOf(poll, aggregate, partials)
  return messages && countsFrom(poll, aggregate, logarithms(poll.group, messages, aggregate.weight))
}

/** Whether these are the histograms of the aggregate; null: not enough partial decryptions to say. */
export function resultHolds(poll: OpenPoll, aggregate: AggregateLeaf, partials: readonly PartialLeaf[], said: ResultLeaf): boolean | null {
  const messages = messagesOf(poll, aggregate, partials)
  if (messages === null) return null
  const { group } = poll
  const given = said.counts.flatMap((histogram) => histogram.slice(1))
  const complete = said.counts.every((histogram) => sizeOf(histogram) === aggregate.weight)
  const matches = (message: Point, at: number) =>
    same(group.encode(message), group.encode(group.multiplyPublic(group.base, BigInt(given[at]!))))
  return said.ballots === aggregate.ballots && said.weight === aggregate.weight && complete && messages.every(matches)
}

/** The worst grade has no counter: it is what the others leave. */
function countsFrom(poll: OpenPoll, { ballots, weight }: AggregateLeaf, found: readonly (number | null)[]): ResultLeaf | null {
  const width = poll.grades - 1
  const counts = Array.from({ length: poll.choices }, (_, choice) => {
    const given = found.slice(choice * width, (choice + 1) * width)
    return [given.reduce<number>((left, count) => left - (count ?? weight + 1), weight), ...given.map((count) => count ?? 0)]
  })
  return counts.every(([worst]) => worst! >= 0) ? { kind: 'result', ballots, weight, counts } : null
}

/** What domain/tally.ts makes a result of. With weights, a voter counts for as many as their weight. */
export const countsOf = (poll: OpenPoll, { weight, counts }: ResultLeaf): Counts => ({
  rollSize: poll.manifest.roll.weight,
  voters: weight,
  blank: 0,
  spoiled: 0,
  counts,
})
