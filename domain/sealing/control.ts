import { splitBallot, statementSize } from './ballot-bytes.ts'
import { concat, Malformed, same } from './bytes.ts'
import { readRows } from './rows.ts'
import { randomnessOf } from './seal.ts'
import type { SealedPoll } from './sealed-poll.ts'
import { sha256 } from './transcript.ts'

/**
 * "Contrôler ce bulletin": what a page shows of a ballot it will not cast (J. Benaloh, *Simple Verifiable Elections*, EVT 2006).
 * The statement, the seed of its randomness, and the SHA-256 of its proof, never the proof, which would let it be cast. It is
 * shown after the page has committed to the leaf hash, which it could not then change.
 */
export const exportControl = (poll: SealedPoll, ballot: Uint8Array, encryptionSeed: Uint8Array): Uint8Array => {
  const { statement, proof } = splitBallot(poll, ballot)
  return concat(statement, encryptionSeed, sha256(proof))
}

/** leafHash: what the first device must have shown before the export; counter; grades: what the ballot says, a choice each. */
export type Controlled = { leafHash: Uint8Array; counter: number; grades: number[] }

/**
 * Opens a control on another device, with its own program: α_j = r_j·B and β_j = r_j·Y + 0 or B, at most one B a row. Null when
 * the statement does not come from this seed: the first device lied. Throws Malformed on what is no export.
 */
export function openControl(poll: SealedPoll, exported: Uint8Array): Controlled | null {
  const size = statementSize(poll)
  if (exported.length !== size + 64) throw new Malformed('control: of another size')
  const [statement, seed, proofHash] = [exported.subarray(0, size), exported.subarray(size, size + 32), exported.subarray(size + 32)]
  const counter = new DataView(exported.buffer, exported.byteOffset + 1, 4).getUint32(0)
  const rows = readRows(poll, statement.subarray(37))
  const { group, key } = poll
  const [zero, one] = [group.encode(group.zero), group.encode(group.base)]
  const grades = rows.map((row, choice) => {
    const marks = row.map(({ alpha, beta }, at) => {
      const r = randomnessOf(seed, choice, at + 1)
      const hidden = group.encode(group.subtract(beta, group.multiplyPublic(key, r)))
      const mine = same(group.encode(alpha), group.encode(group.multiplyPublic(group.base, r)))
      return !mine ? null : same(hidden, zero) ? 0 : same(hidden, one) ? 1 : null
    })
    const given = marks.filter((mark) => mark === 1).length
    return marks.includes(null) || given > 1 ? null : marks.indexOf(1) + 1
  })
  if (grades.includes(null)) return null
  return { leafHash: sha256(concat(sha256(statement), proofHash)), counter, grades: grades.map((grade) => grade!) }
}
