import { writeStatement } from '#domain/sealing/ballot-bytes.ts'
import { concat } from '#domain/sealing/bytes.ts'
import type { Credential } from '#domain/sealing/credential.ts'
import { ballotSigned, challengeOf, weightsOf } from '#domain/sealing/rows.ts'
import { L, mod, scalarBytes } from '#domain/sealing/scalar.ts'
import type { SealedPoll } from '#domain/sealing/sealed-poll.ts'
import { sign } from '#domain/sealing/signature.ts'
import type { Chance } from './chance.ts'

/**
 * The best an attacker can do who holds the code and writes the program: any counters, encrypted, then a proof in which every
 * equation on B is right and one branch of each row pretends to be true. `counters`: a choice, then a grade from 1, modulo L.
 */
export function cheat(chance: Chance, poll: SealedPoll, credential: Credential, counters: readonly (readonly bigint[])[]): Uint8Array {
  const { group, key } = poll
  const rows = counters.map((row) => row.map((m) => ({ m: mod(m), r: chance.scalar() })))
  const encrypt = ({ m, r }: { m: bigint; r: bigint }) =>
    concat(group.encode(group.multiplyBase(r)), group.encode(group.add(group.multiply(key, r), group.multiplyBase(m))))
  const ciphertexts = concat(...rows.flat().map(encrypt))
  const K = credential.publicBytes
  const rho = weightsOf(poll, K, 1, ciphertexts)
  const proofs = rows.map((row) => {
    const weighted = mod(row.reduce((sum, { m }, at) => sum + rho[at + 1]! * m, 0n))
    const R = mod(row.reduce((sum, { r }, at) => sum + rho[at + 1]! * r, 0n))
    const honest = rho.indexOf(weighted)
    const pretended = honest < 0 ? chance.below(poll.grades) : honest
    const branches = rho.map((weight, b) => {
      const [a, c] = [chance.scalar(), b === pretended ? 0n : chance.scalar()]
      const shift = group.multiplyBase(mod(c * (weighted + L - weight)))
      return { a, c, commitment: { a: group.encode(group.multiplyBase(a)), b: group.encode(group.add(group.multiply(key, a), shift)) } }
    })
    return { pretended, R, branches }
  })
  const commitments = proofs.flatMap(({ branches }) => branches.map(({ commitment }) => commitment))
  const e = challengeOf(poll, K, 1, ciphertexts, commitments)
  const answered = proofs.map(({ pretended, R, branches }) => {
    const own = mod(branches.reduce((rest, { c }) => rest - c, e))
    return branches.map(({ a, c }, b) => ({ c: b === pretended ? own : c, z: mod(a - (b === pretended ? own : c) * R) }))
  })
  const proof = concat(
    scalarBytes(e),
    ...answered.flatMap((row) => row.slice(0, -1).map(({ c }) => scalarBytes(c))),
    ...answered.flatMap((row) => row.map(({ z }) => scalarBytes(z))),
  )
  return signedBy(chance, poll, credential, concat(writeStatement(1, K, ciphertexts), proof))
}

/** Signs whatever bytes with a voter's own secret, as an altered program could. */
export const signedBy = (chance: Chance, poll: SealedPoll, credential: Credential, bytes: Uint8Array) =>
  concat(bytes, sign(poll.group, credential.secret, credential.publicBytes, ballotSigned(poll, bytes), chance.bytes(32)))
