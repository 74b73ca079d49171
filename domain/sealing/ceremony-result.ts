import { concat } from './bytes.ts'
import type { Ceremony, Announcement, Opening } from './ceremony.ts'
import { type Group, readKey, sum } from './group.ts'
import type { Trustee } from './manifest.ts'
import { frame, sha256 } from './transcript.ts'
import { wordsOf } from './words.ts'

/** All that was said, in the order of the numbers: the server's (0), then each trustee's; shares[i − 1][j − 1] from i to j. */
export type CeremonyRecord = { first: readonly Announcement[]; second: readonly Opening[]; shares: readonly (readonly Uint8Array[])[] }

/** Y = S + Σ C_0: the key of the trustees and that of the server, added. Throws Malformed. */
export const electionKeyOf = (group: Group, { second }: Pick<CeremonyRecord, 'second'>): Uint8Array =>
  group.encode(
    sum(
      group,
      second.map(({ commitments }) => readKey(group, commitments[0]!, 'commitment')),
    ),
  )

/** SHA-256 of the whole transcript, the election key included: the `ceremony` of the manifest. */
export function transcriptHash({ id }: Ceremony, { first, second, shares }: CeremonyRecord, electionKey: Uint8Array): Uint8Array {
  return sha256(
    frame(
      'ceremony/transcript',
      id,
      ...first.flatMap(({ encryptionKey, commitment }) => [encryptionKey, commitment]),
      ...second.flatMap(({ commitments, possession }) => [concat(...commitments), possession]),
      ...shares.map((sent) => concat(...sent)),
      electionKey,
    ),
  )
}

/** What the trustees read aloud to one another: twelve words (132 bits). If one differs, someone was shown another ceremony. */
export const fingerprintWords = (hash: Uint8Array) => wordsOf(hash, 12)

/** The trustees as the manifest holds them. */
export const trusteesOf = ({ names }: Ceremony, { first, second }: Pick<CeremonyRecord, 'first' | 'second'>): Trustee[] =>
  names.map((name, at) => ({
    name,
    encryptionKey: first[at + 1]!.encryptionKey,
    commitments: second[at + 1]!.commitments,
  }))
