import { aggregateHash, alphasOf } from './aggregate.ts'
import { concat, Malformed, pieces, u8 } from './bytes.ts'
import { type Point, readPoint } from './group.ts'
import type { Leaf } from './leaf.ts'
import type { Holder } from './open-poll.ts'
import { mod, readScalar, scalarBytes } from './scalar.ts'
import type { SealedPoll } from './sealed-poll.ts'
import { Hs, type Item, weight128 } from './transcript.ts'

type AggregateLeaf = Leaf & { kind: 'aggregate' }
type PartialLeaf = Leaf & { kind: 'partial' }

/**
 * One holder's part of the opening: D_c = x·α_c for every counter c, and one proof that it is the x of its key P = x·B
 * (D. Chaum & T. Pedersen, *Wallet Databases with Observers*, CRYPTO 1992), for all counters at once: each is weighted by
 * δ_c, which comes after the D, and A* = Σ δ_c·α_c, D* = Σ δ_c·D_c. 64 bytes: c ‖ z, T1 = z·B + c·P, T2 = z·A* + c·D*.
 */
export function decryptPartially(
  poll: SealedPoll,
  holder: Pick<Holder, 'number' | 'keyBytes'>,
  secret: bigint,
  aggregate: AggregateLeaf,
  random: Uint8Array,
): PartialLeaf {
  const { group } = poll
  const alphas = readAlphas(poll, aggregate)
  const decryptions = concat(...alphas.map((alpha) => group.encode(group.multiply(alpha, secret))))
  const items = itemsOf(poll, holder, aggregate, decryptions)
  const combined = group.sumOfProducts(alphas, weights(items, alphas.length))
  const nonce = Hs('partial/nonce', scalarBytes(secret), random, ...items)
  const challenge = Hs('partial', ...items, group.encode(group.multiplyBase(nonce)), group.encode(group.multiply(combined, nonce)))
  const proof = concat(scalarBytes(challenge), scalarBytes(mod(nonce - challenge * secret)))
  return { kind: 'partial', holder: holder.number, decryptions, proof }
}

/** Whether a partial decryption is that of its holder's key, of this aggregate. Public values only. */
export function partialHolds(poll: SealedPoll, holder: Holder, aggregate: AggregateLeaf, partial: PartialLeaf): boolean {
  try {
    const { group } = poll
    const alphas = readAlphas(poll, aggregate)
    const decrypted = readDecryptions(poll, partial)
    const items = itemsOf(poll, holder, aggregate, partial.decryptions)
    const delta = weights(items, alphas.length)
    const [c, z] = pieces(partial.proof, 32).map((bytes) => readScalar(bytes, 'proof')) as [bigint, bigint]
    const first = group.sumOfProducts([group.base, holder.key], [z, c])
    const both = [group.sumOfProducts(alphas, delta), group.sumOfProducts(decrypted, delta)]
    const second = group.sumOfProducts(both, [z, c])
    return partial.holder === holder.number && Hs('partial', ...items, group.encode(first), group.encode(second)) === c
  } catch (error) {
    if (error instanceof Malformed) return false
    throw error
  }
}

/** ctx, the aggregate's hash, the holder's number and key, all α in one item, all D in one item. */
const itemsOf = (
  { ctx }: SealedPoll,
  { number, keyBytes }: Pick<Holder, 'number' | 'keyBytes'>,
  aggregate: AggregateLeaf,
  decryptions: Uint8Array,
): Item[] => [ctx, aggregateHash(aggregate), u8(number), keyBytes, alphasOf(aggregate.sums), decryptions]

/** δ_c = Hs(…/partial/weight/c, …) mod 2^128, c in decimal digits from 0. */
const weights = (items: readonly Item[], count: number) =>
  Array.from({ length: count }, (_, counter) => weight128(`partial/weight/${counter}`, ...items))

const readAll = ({ group }: SealedPoll, bytes: Uint8Array, field: string): Point[] =>
  pieces(bytes, 32).map((point) => readPoint(group, point, field))
const readAlphas = (poll: SealedPoll, { sums }: AggregateLeaf) => readAll(poll, alphasOf(sums), 'sums')
export const readDecryptions = (poll: SealedPoll, { decryptions }: PartialLeaf) => readAll(poll, decryptions, 'decryptions')
