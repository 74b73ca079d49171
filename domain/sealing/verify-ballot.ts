import { type BallotParts, readBallotParts } from './ballot-bytes.ts'
import { concat, Malformed, pieces } from './bytes.ts'
import type { Point, PublicSums } from './group.ts'
import { challengeOf, ballotSigned, readRows, weightsOf } from './rows.ts'
import { mod } from './scalar.ts'
import type { Ciphertext, SealedPoll } from './sealed-poll.ts'
import { isSignedBy } from './signature.ts'

export type CheapRefusal = 'malformed' | 'not-on-the-roll' | 'wrong-counter' | 'not-signed'

/** What the roll says of a credential: the counter of its last ballot (0 before the first), or null when it is not there. */
export type RollLookup = (credential: Uint8Array) => { lastCounter: number } | null

/**
 * What is checked before the receipt, in well under a millisecond: structure, roll, counter, signature. Whoever passes holds
 * the code of that credential; the points and the proofs of rows are checked by rowsHold, later and always before the count.
 */
export function refuseCheaply(poll: SealedPoll, bytes: Uint8Array, roll: RollLookup): CheapRefusal | null {
  try {
    const ballot = readBallotParts(poll, bytes)
    const voter = roll(ballot.credential)
    if (voter === null) return 'not-on-the-roll'
    if (ballot.counter !== voter.lastCounter + 1) return 'wrong-counter'
    return isSignedBy(poll.group, ballot.credential, ballotSigned(poll, ballot.signed), ballot.signature) ? null : 'not-signed'
  } catch (error) {
    if (error instanceof Malformed) return 'malformed'
    throw error
  }
}

/**
 * Whether each choice of a ballot has exactly one grade: strict points, then every commitment is computed again from the
 * challenges and responses, and the challenge from them. Public values only. False on bytes that are no ballot.
 */
export function rowsHold(poll: SealedPoll, bytes: Uint8Array): boolean {
  try {
    const ballot = readBallotParts(poll, bytes)
    const { credential, counter, ciphertexts } = ballot
    const rho = weightsOf(poll, credential, counter, ciphertexts)
    const parts = readRows(poll, ciphertexts).flatMap((row, choice) => recommit(poll, ballot, rho, row, choice))
    const encoded = pieces(concat(...poll.group.encodePublicSums(poll.key, parts)), 32 * poll.grades)
    const commitments = encoded.flatMap((a, at) => (at % 2 === 0 ? pair(a, encoded[at + 1]!) : []))
    return challengeOf(poll, credential, counter, ciphertexts, commitments) === ballot.challenge
  } catch (error) {
    if (error instanceof Malformed) return false
    throw error
  }
}

/** The commitments of a row, given all of its A and all of its B'. */
const pair = (all: Uint8Array, others: Uint8Array) => pieces(all, 32).map((a, b) => ({ a, b: others.subarray(32 * b, 32 * b + 32) }))

/**
 * α* = Σ ρ_j·α_j, β* = Σ ρ_j·β_j; c_{G−1} = e − Σ c_b, always the derived one; for each branch
 * A = z·B + c·α*, B' = z·Y + c·(β* − ρ_b·B) = z·Y + c·β* − c·ρ_b·B: all A of a row, then all B', still to be computed.
 */
function recommit(
  { group }: SealedPoll,
  ballot: BallotParts,
  rho: readonly bigint[],
  row: readonly Ciphertext[],
  choice: number,
): PublicSums[] {
  const given = ballot.challenges[choice]!
  const challenges = [...given, mod(given.reduce((rest, c) => rest - c, ballot.challenge))]
  const weighted = (points: Point[]) => group.sumOfProducts(points, rho.slice(1))
  const branches = ballot.responses[choice]!.map((z, b) => ({ z, c: challenges[b]!, shift: mod(-challenges[b]! * rho[b]!) }))
  return [
    { of: weighted(row.map(({ alpha }) => alpha)), sums: branches.map(({ z, c }) => ({ base: z, key: 0n, times: c })) },
    { of: weighted(row.map(({ beta }) => beta)), sums: branches.map(({ z, c, shift }) => ({ base: shift, key: z, times: c })) },
  ]
}
