import { writeStatement } from './ballot-bytes.ts'
import { concat, Malformed, u32 } from './bytes.ts'
import { selectBytes, maskOfEqual } from './select.ts'
import { read } from './reader.ts'
import { randomnessOf } from './seal.ts'
import type { SealedPoll } from './sealed-poll.ts'

/**
 * What opens a ballot, short enough for a QR code; the ciphertexts are made again from the seed, or read on the board.
 *   control  1 · K 32 · counter 4 · seed 32 · SHA-256 of the proof 32 · a byte a choice: of a ballot that will not be cast
 *   cast     2 · leaf hash 32 · seed 32: of a ballot that is on the board
 */
export type ControlCode =
  | {
      kind: 'control'
      credential: Uint8Array
      counter: number
      encryptionSeed: Uint8Array
      proofHash: Uint8Array
      grades: readonly number[]
    }
  | { kind: 'cast'; leafHash: Uint8Array; encryptionSeed: Uint8Array }

type Of<K extends ControlCode['kind']> = Omit<ControlCode & { kind: K }, 'kind'>

export const controlCode = ({ credential, counter, encryptionSeed, proofHash, grades }: Of<'control'>): Uint8Array =>
  concat(Uint8Array.of(1), credential, u32(counter), encryptionSeed, proofHash, Uint8Array.from(grades))

export const castCode = ({ leafHash, encryptionSeed }: Of<'cast'>): Uint8Array => concat(Uint8Array.of(2), leafHash, encryptionSeed)

/** Throws Malformed on what is no code of this poll. */
export function readControlCode(poll: Pick<SealedPoll, 'choices' | 'grades'>, bytes: Uint8Array): ControlCode {
  const reader = read(bytes)
  if (reader.oneOf([1, 2], 'kind') === 2) {
    const code = { kind: 'cast', leafHash: reader.take(32, 'leaf hash'), encryptionSeed: reader.take(32, 'seed') } as const
    reader.end()
    return code
  }
  const credential = reader.take(32, 'credential')
  const counter = reader.u32('counter')
  const encryptionSeed = reader.take(32, 'seed')
  const proofHash = reader.take(32, 'proof')
  const grades = [...reader.take(poll.choices, 'grades')]
  reader.end()
  if (counter === 0 || grades.some((grade) => grade >= poll.grades)) throw new Malformed('control code: not of this poll')
  return { kind: 'control', credential, counter, encryptionSeed, proofHash, grades }
}

/** The export of control.ts that a short code stands for: the statement is made again, α_j = r_j·B, β_j = r_j·Y + [k = j]·B. */
export function exportOf(poll: SealedPoll, code: ControlCode & { kind: 'control' }): Uint8Array {
  const { group, key } = poll
  const ciphertexts = code.grades.flatMap((grade, choice) =>
    Array.from({ length: poll.grades - 1 }, (_, at) => {
      const r = randomnessOf(code.encryptionSeed, choice, at + 1)
      const zero = group.multiplyPublic(key, r)
      const one = group.encode(group.add(zero, group.base))
      const beta = selectBytes(maskOfEqual(grade, at + 1), one, group.encode(zero))
      return concat(group.encode(group.multiplyPublic(group.base, r)), beta)
    }),
  )
  return concat(writeStatement(code.counter, code.credential, concat(...ciphertexts)), code.encryptionSeed, code.proofHash)
}
