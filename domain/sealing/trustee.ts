import { same } from './bytes.ts'
import { readAnnouncement, readOpening, recordOf, writeAnnouncement, writeOpening, writeShares } from './ceremony-bytes.ts'
import { electionKeyOf, fingerprintWords, transcriptHash } from './ceremony-result.ts'
import { ceremonyOf, refuseRounds, trusteeRounds } from './ceremony.ts'
import type { Group } from './group.ts'
import { encryptShares, receiveShares } from './shares.ts'

/** Which ceremony, and what was said in it so far. */
export type CeremonyAt = { pollId: string; needed: number; names: string[]; said: { number: number; step: string; bytes: Uint8Array }[] }
export type Mine = CeremonyAt & { seed: Uint8Array; number: number }

export const ceremonyIn = ({ pollId, needed, names }: CeremonyAt) => ceremonyOf(pollId, needed, names)
const saidBy = ({ said }: CeremonyAt, number: number, step: string) => said.find((one) => one.number === number && one.step === step)?.bytes

/** My two rounds, as bytes; mine: whether what is told of me so far is what this seed says. */
export function roundsOf(group: Group, at: Mine) {
  const { first, second } = trusteeRounds(group, ceremonyIn(at), at.seed, at.number)
  const announcement = writeAnnouncement(first)
  const opening = writeOpening(second)
  const told = (step: string, bytes: Uint8Array) => same(saidBy(at, at.number, step) ?? bytes, bytes)
  return { announcement, opening, mine: told('announcement', announcement) && told('opening', opening) }
}

/** One encrypted share for each trustee, myself included. */
export function sharesOf(group: Group, at: Mine) {
  const keys = at.names.map((_, index) => readAnnouncement(saidBy(at, index + 1, 'announcement')!).encryptionKey)
  return writeShares(encryptShares(group, ceremonyIn(at), at.seed, at.number, keys))
}

/**
 * Everything that was said, checked by this device: whose openings are not what they promised, whose shares are wrong (0 is the server);
 * else the SHA-256 of the whole and its words.
 */
export function checkCeremony(group: Group, at: Mine): { wrong: number[] } | { hash: Uint8Array; words: string[] } {
  const ceremony = ceremonyIn(at)
  const record = recordOf(ceremony, at.said)!
  const holds = (number: number) => {
    const first = readAnnouncement(saidBy(at, number, 'announcement')!)
    return refuseRounds(group, ceremony, number, first, readOpening(ceremony, number, saidBy(at, number, 'opening')!)) === null
  }
  const wrong = record.first.flatMap((_, number) => (holds(number) ? [] : [number]))
  if (wrong.length > 0) return { wrong }
  const commitments = record.second.slice(1).map((opening) => opening.commitments)
  const received = receiveShares(group, ceremony, at.seed, at.number, {
    shares: record.shares.map((sent) => sent[at.number - 1]!),
    commitments,
  })
  if ('wrong' in received) return received
  const hash = transcriptHash(ceremony, record, electionKeyOf(group, record))
  return { hash, words: fingerprintWords(hash) }
}
