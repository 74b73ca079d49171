import { concat, Malformed, pieces } from './bytes.ts'
import type { Announcement, Ceremony, Opening } from './ceremony.ts'
import type { CeremonyRecord } from './ceremony-result.ts'

/** What is said in a ceremony, as bytes of fixed sizes. Readers throw Malformed on any other size; keys are checked by who uses them. */

/** encryption key 32 · commitment 32. */
export const writeAnnouncement = ({ encryptionKey, commitment }: Announcement) => concat(encryptionKey, commitment)

export function readAnnouncement(bytes: Uint8Array): Announcement {
  const [encryptionKey, commitment] = cut(bytes, 32, 2, 'announcement')
  return { encryptionKey: encryptionKey!, commitment: commitment! }
}

/** C_0…C_{k−1}, 32 bytes each · possession: 128, or 64 for the server, which has one commitment. */
export const writeOpening = ({ commitments, possession }: Opening) => concat(...commitments, possession)

export function readOpening({ needed }: Pick<Ceremony, 'needed'>, number: number, bytes: Uint8Array): Opening {
  const commitments = number === 0 ? 1 : needed
  const parts = cut(bytes, 32, commitments + (number === 0 ? 2 : 4), 'opening')
  return { commitments: parts.slice(0, commitments), possession: concat(...parts.slice(commitments)) }
}

/** One encrypted share of 96 bytes for each trustee, in the order of their numbers. */
export const writeShares = (shares: readonly Uint8Array[]) => concat(...shares)
export const readShares = (trustees: number, bytes: Uint8Array) => cut(bytes, 96, trustees, 'shares')

/** A byte each: the numbers of the trustees whose shares are wrong, in order; none: the words that were read aloud differ. */
export const writeComplaint = (wrong: readonly number[]) => Uint8Array.from(wrong)

export function readComplaint(trustees: number, bytes: Uint8Array): number[] {
  const numbers = [...bytes]
  const ordered = numbers.every((number, at) => number >= 1 && number <= trustees && (at === 0 || number > numbers[at - 1]!))
  if (!ordered) throw new Malformed('complaint: not numbers of trustees in order')
  return numbers
}

type Said = { number: number; step: string; bytes: Uint8Array }

/** The whole of a ceremony from what was said, when all have sent their shares; null before. */
export function recordOf({ needed, names }: Pick<Ceremony, 'needed' | 'names'>, said: readonly Said[]): CeremonyRecord | null {
  const of = (step: string, number: number) => said.find((one) => one.number === number && one.step === step)?.bytes
  const trustees = names.map((_, at) => at + 1)
  const whole = [0, ...trustees].every((number) => of('announcement', number) && of('opening', number))
  if (!whole || !trustees.every((number) => of('shares', number))) return null
  return {
    first: [0, ...trustees].map((number) => readAnnouncement(of('announcement', number)!)),
    second: [0, ...trustees].map((number) => readOpening({ needed }, number, of('opening', number)!)),
    shares: trustees.map((number) => readShares(names.length, of('shares', number)!)),
  }
}

function cut(bytes: Uint8Array, size: number, count: number, field: string) {
  if (bytes.length !== size * count) throw new Malformed(`${field}: ${bytes.length} bytes`)
  return pieces(bytes, size)
}
