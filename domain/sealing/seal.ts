import { ballotSigned, challengeOf, weightsOf } from './rows.ts'
import { writeStatement } from './ballot-bytes.ts'
import { concat, u16, u32 } from './bytes.ts'
import type { Credential } from './credential.ts'
import { L, littleEndian, mod, scalarBytes } from './scalar.ts'
import type { SealedPoll } from './sealed-poll.ts'
import { maskOfEqual, selectBytes } from './select.ts'
import { sign } from './signature.ts'
import { hash256, Hs } from './transcript.ts'

/** grades: one a choice, from 0 (the worst). random: 64 bytes of chance, never used again. counter: 1, then one more a change. */
export type Filled = { credential: Credential; counter: number; grades: readonly number[]; random: Uint8Array }

/** bytes: the ballot. encryptionSeed: what opens it; it is shown to control a ballot that will not be cast, else forgotten. */
export type Sealed = { bytes: Uint8Array; encryptionSeed: Uint8Array }

/** Encrypts and proves a ballot. Throws a RangeError on grades that are not of this poll: the page's bug, never a voter's. */
export function sealBallot(poll: SealedPoll, filled: Filled): Sealed {
  const { credential, counter, grades, random } = filled
  const right = grades.length === poll.choices && grades.every((grade) => Number.isInteger(grade) && grade >= 0 && grade < poll.grades)
  if (!right || random.length !== 64) throw new RangeError('a ballot takes a grade a choice and 64 bytes of chance')
  const encryptionSeed = hash256('seed', poll.ctx, scalarBytes(credential.secret), u32(counter), Uint8Array.from(grades), random)
  const rows = grades.map((grade, choice) => encryptRow(poll, encryptionSeed, choice, grade))
  const ciphertexts = concat(...rows.flatMap(({ pairs }) => pairs))
  const proof = proveRows(poll, filled, ciphertexts, rows)
  const signed = concat(writeStatement(counter, credential.publicBytes, ciphertexts), proof)
  const signature = sign(poll.group, credential.secret, credential.publicBytes, ballotSigned(poll, signed), random)
  return { bytes: concat(signed, signature), encryptionSeed }
}

/** r_ij = Hs(…/r, seed, i, j): choice i from 0 and grade j from 1, as u16. */
export const randomnessOf = (encryptionSeed: Uint8Array, choice: number, grade: number) => Hs('r', encryptionSeed, u16(choice), u16(grade))

type Row = { grade: number; randomness: bigint[]; pairs: Uint8Array[] }

/** α_j = r_j·B, β_j = r_j·Y + [k = j]·B, where [k = j] is a factor like another: 0 is multiplied as 1 is. */
function encryptRow({ group, key, grades }: SealedPoll, seed: Uint8Array, choice: number, grade: number): Row {
  const randomness = Array.from({ length: grades - 1 }, (_, at) => randomnessOf(seed, choice, at + 1))
  const isGrade = (at: number) => BigInt(maskOfEqual(grade, at + 1) & 1)
  const pairs = group.encodeCombinations(
    key,
    randomness.flatMap((r, at) => [{ base: r }, { base: isGrade(at), key: r }]),
  )
  return { grade, randomness, pairs }
}

/**
 * For each row, (α*, β*) = (R·B, R·Y + ρ_k·B) with R = Σ ρ_j·r_j, and one of G Chaum–Pedersen proofs that β* − ρ_b·B = R·Y is
 * true, the others simulated (R. Cramer, I. Damgård & B. Schoenmakers, CRYPTO 1994). A simulated branch b is z_b, c_b drawn,
 * A = z_b·B + c_b·α*, B' = z_b·Y + c_b·(β* − ρ_b·B). Drawing a_b = z_b + c_b·R instead gives A = a_b·B,
 * B' = a_b·Y + c_b·(ρ_k − ρ_b)·B, which for b = k is also the commitment of the true branch: every branch is the same work.
 */
function proveRows(poll: SealedPoll, { credential, counter, random }: Filled, ciphertexts: Uint8Array, rows: readonly Row[]): Uint8Array {
  const { group, key } = poll
  const K = credential.publicBytes
  const rho = weightsOf(poll, K, counter, ciphertexts)
  const secretSeed = hash256('proof/seed', poll.ctx, scalarBytes(credential.secret), ciphertexts, random)
  const draw = (what: string, choice: number, branch: number) => Hs(`proof/${what}`, secretSeed, u16(choice), u16(branch))
  const proofs = rows.map(({ grade, randomness }, choice) => {
    const R = mod(randomness.reduce((sum, r, at) => sum + rho[at + 1]! * r, 0n))
    const rhoOfGrade = littleEndian(
      rho.reduce((kept, weight, b) => selectBytes(maskOfEqual(grade, b), scalarBytes(weight), kept), scalarBytes(0n)),
    )
    const branches = rho.map((weight, b) => {
      const a = draw('a', choice, b)
      const c = draw('c', choice, b)
      // The factor of B in B' is 0 for the true branch, and is multiplied like another.
      return { a, c, shift: mod(c * (rhoOfGrade + L - weight)) }
    })
    return { grade, R, branches }
  })
  const drawn = proofs.flatMap(({ branches }) => branches)
  const encoded = group.encodeCombinations(
    key,
    drawn.flatMap(({ a, shift }) => [{ base: a }, { base: shift, key: a }]),
  )
  const commitments = drawn.map((_, at) => ({ a: encoded[2 * at]!, b: encoded[2 * at + 1]! }))
  const e = challengeOf(poll, K, counter, ciphertexts, commitments)
  const answers = proofs.map((row) => answer(row, e))
  return concat(scalarBytes(e), ...answers.flatMap(({ challenges }) => challenges), ...answers.flatMap(({ responses }) => responses))
}

type Proof = { grade: number; R: bigint; branches: readonly { a: bigint; c: bigint }[] }

/** c_k = e − Σ_{b≠k} c_b takes the place of the c drawn for the true branch; z_b = a_b − c_b·R. */
function answer({ grade, R, branches }: Proof, e: bigint): { challenges: Uint8Array[]; responses: Uint8Array[] } {
  const drawn = branches.map(({ c }) => scalarBytes(c))
  const replaced = drawn.reduce((kept, c, b) => selectBytes(maskOfEqual(grade, b), c, kept), scalarBytes(0n))
  const own = mod(e - branches.reduce((sum, { c }) => sum + c, 0n) + littleEndian(replaced))
  const challenges = drawn.map((c, b) => selectBytes(maskOfEqual(grade, b), scalarBytes(own), c))
  const responses = branches.map(({ a }, b) => scalarBytes(mod(a - littleEndian(challenges[b]!) * R)))
  return { challenges: challenges.slice(0, -1), responses }
}
