import { concat, pieces, u32 } from './bytes.ts'
import { readPoint } from './group.ts'
import type { Ciphertext, SealedPoll } from './sealed-poll.ts'
import { Hs, type Item, weight128 } from './transcript.ts'

/**
 * What the prover and the verifier of a ballot compute alike. Each choice has one row of G−1 ciphertexts, of which one at
 * most hides 1 and the others 0. Weighted by ρ and summed, an honest row hides ρ_k, its grade k's weight; any other row hides
 * one of these G values with a probability of G/2^128 at most, because ρ comes after the ciphertexts.
 */
const common = ({ ctx }: SealedPoll, credential: Uint8Array, counter: number): Item[] => [ctx, credential, u32(counter)]

/** ρ_0 = 0, ρ_j = Hs(…/rho/j, ctx, K, counter, ciphertexts) mod 2^128, j in decimal digits. */
export function weightsOf(poll: SealedPoll, credential: Uint8Array, counter: number, ciphertexts: Uint8Array): bigint[] {
  const items = [...common(poll, credential, counter), ciphertexts]
  return Array.from({ length: poll.grades }, (_, j) => (j === 0 ? 0n : weight128(`rho/${j}`, ...items)))
}

/** e = Hs(…/ballot, ctx, K, counter, ciphertexts, all A, all B'): one challenge for all rows, each list in one item. */
export function challengeOf(
  poll: SealedPoll,
  credential: Uint8Array,
  counter: number,
  ciphertexts: Uint8Array,
  commitments: readonly { a: Uint8Array; b: Uint8Array }[],
): bigint {
  const all = (side: 'a' | 'b') => concat(...commitments.map((commitment) => commitment[side]))
  return Hs('ballot', ...common(poll, credential, counter), ciphertexts, all('a'), all('b'))
}

/** The ciphertexts of each choice, grade 1 first. Throws Malformed on what encodes no point. */
export function readRows({ group, grades }: SealedPoll, ciphertexts: Uint8Array): Ciphertext[][] {
  return pieces(ciphertexts, 64 * (grades - 1)).map((row) =>
    pieces(row, 64).map((pair) => ({
      alpha: readPoint(group, pair.subarray(0, 32), 'ciphertexts'),
      beta: readPoint(group, pair.subarray(32), 'ciphertexts'),
    })),
  )
}

/** What a ballot's signature says it signs. */
export const ballotSigned = ({ ctx }: Pick<SealedPoll, 'ctx'>, message: Uint8Array) => ({ purpose: 'ballot', ctx, message })
