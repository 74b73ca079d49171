import { type BallotParts, readBallotParts } from './ballot-bytes.ts'
import { Malformed } from './bytes.ts'
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
    const commitments = readRows(poll, ciphertexts).flatMap((row, choice) => recommit(poll, ballot, rho, row, choice))
    return challengeOf(poll, credential, counter, ciphertexts, commitments) === ballot.challenge
  } catch (error) {
    if (error instanceof Malformed) return false
    throw error
  }
}

/**
 * α* = Σ ρ_j·α_j, β* = Σ ρ_j·β_j; c_{G−1} = e − Σ c_b, always the derived one; for each branch
 * A = z·B + c·α*, B' = z·Y + c·(β* − ρ_b·B) = z·Y + c·β* − c·ρ_b·B.
 */
function recommit(poll: SealedPoll, ballot: BallotParts, rho: readonly bigint[], row: readonly Ciphertext[], choice: number) {
  const { group, key } = poll
  const given = ballot.challenges[choice]!
  const challenges = [...given, mod(given.reduce((rest, c) => rest - c, ballot.challenge))]
  const alphas = group.multiples(
    group.sumOfProducts(
      row.map(({ alpha }) => alpha),
      rho.slice(1),
    ),
    challenges,
  )
  const betas = group.multiples(
    group.sumOfProducts(
      row.map(({ beta }) => beta),
      rho.slice(1),
    ),
    challenges,
  )
  return ballot.responses[choice]!.map((z, b) => {
    const base = group.multiplyPublic(group.base, z)
    const shift = group.multiplyPublic(group.base, mod(challenges[b]! * rho[b]!))
    const own = group.add(group.multiplyPublic(key, z), betas[b]!)
    return { a: group.encode(group.add(base, alphas[b]!)), b: group.encode(group.subtract(own, shift)) }
  })
}
