import { describe, expect, test } from 'vitest'
import { concat, toHex, u8 } from '#domain/sealing/bytes.ts'
import { ceremonyOf, refuseRounds, trusteeRounds } from '#domain/sealing/ceremony.ts'
import { electionKeyOf, fingerprintWords, transcriptHash } from '#domain/sealing/ceremony-result.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import { hash256 } from '#domain/sealing/transcript.ts'
import { receiveShares } from '#domain/sealing/shares.ts'
import { groups, sodiumGroup as group } from './backends.ts'
import { chance, seedOf } from './chance.ts'
import { anElection, ceremony } from './election.ts'

const luck = chance(seedOf('sealing/ceremony'))
const held = ceremony(luck, 'a-poll', 3, 5)
const { rules, seeds, rounds, shares, commitments } = held
const sentTo = (j: number) => shares.map((sent) => sent[j - 1]!)

describe('a key ceremony of three in five', () => {
  test('gives each trustee the share that the manifest says of them, and the server its own', () => {
    const { poll, secrets } = anElection(luck, { choices: 1, grades: 2, voters: 5, needed: 3, trustees: 5 })
    expect(secrets.map((secret) => toHex(group.encode(group.multiplyBase(secret))))).toEqual(
      poll.holders.map(({ keyBytes }) => toHex(keyBytes)),
    )
    expect(poll.holders.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('a share is made again from its seed and what was stored, on either backend', () => {
    for (const group of groups)
      expect(receiveShares(group, rules, seeds[1]!, 2, { shares: sentTo(2), commitments })).toEqual({ share: held.secrets[2] })
  })

  test('each round goes with what was promised', () => {
    for (const [number, { first, second }] of rounds.entries()) expect(refuseRounds(group, rules, number, first, second)).toBeNull()
  })

  test('who speaks after having heard the others is found out', () => {
    const late = trusteeRounds(group, rules, luck.bytes(32), 2)
    expect(refuseRounds(group, rules, 2, rounds[2]!.first, late.second)).toBe('not-what-was-promised')
    expect(refuseRounds(group, rules, 2, { ...rounds[2]!.first, encryptionKey: late.first.encryptionKey }, rounds[2]!.second)).toBe(
      'not-what-was-promised',
    )
    expect(refuseRounds(group, rules, 3, rounds[2]!.first, rounds[2]!.second)).toBe('not-what-was-promised')
    const elsewhere = ceremonyOf('another-poll', 3, rules.names)
    expect(refuseRounds(group, elsewhere, 2, rounds[2]!.first, rounds[2]!.second)).toBe('not-what-was-promised')
  })

  test('who gives a key without knowing its secret, such as the difference of others’ keys, is refused', () => {
    const rogue = group.encode(group.subtract(group.multiplyBase(luck.scalar()), group.decode(rounds[1]!.second.commitments[0]!)!))
    const mine = trusteeRounds(group, rules, luck.bytes(32), 2)
    const second = { ...mine.second, commitments: mine.second.commitments.with(0, rogue) }
    // They promise it honestly: only the proof of possession can refuse it.
    expect(refuseRounds(group, rules, 2, promiseOf(2, mine.first.encryptionKey, second), second)).toBe('no-possession')
  })

  test('a round of another size is refused', () => {
    const { first, second } = rounds[1]!
    expect(refuseRounds(group, rules, 1, first, { ...second, commitments: second.commitments.slice(1) })).toBe('wrong-size')
    expect(refuseRounds(group, rules, 1, first, { ...second, possession: second.possession.subarray(64) })).toBe('wrong-size')
    expect(refuseRounds(group, rules, 0, first, second)).toBe('wrong-size')
  })

  test('whoever sent a wrong share is named, and only they', () => {
    const changed = (from: number, bytes: Uint8Array) =>
      receiveShares(group, rules, seeds[3]!, 4, { shares: sentTo(4).with(from - 1, bytes), commitments })
    const good = sentTo(4)[1]!
    for (let at = 0; at < good.length; at += 5) expect(changed(2, good.with(at, good[at]! ^ 1))).toEqual({ wrong: [2] })
    expect(changed(2, shares[1]![4]!)).toEqual({ wrong: [2] }) // what was for another
    expect(changed(1, sentTo(4)[1]!)).toEqual({ wrong: [1] }) // what came from another
    expect(changed(5, good.subarray(1))).toEqual({ wrong: [5] })
    expect(changed(5, new Uint8Array(96))).toEqual({ wrong: [5] })
    const two = { shares: sentTo(4).with(0, good).with(4, good), commitments }
    expect(receiveShares(group, rules, seeds[3]!, 4, two)).toEqual({ wrong: [1, 5] })
  })

  test('a share that decrypts but is not on the polynomial that was published is named too', () => {
    const others = [commitments[0]!, commitments[1]!.with(2, commitments[0]![2]!), ...commitments.slice(2)]
    expect(receiveShares(group, rules, seeds[0]!, 1, { shares: sentTo(1), commitments: others })).toEqual({ wrong: [2] })
  })

  test('the words read aloud change with anything that was said', () => {
    const record = { first: rounds.map((round) => round.first), second: rounds.map((round) => round.second), shares }
    const key = electionKeyOf(group, record)
    const words = fingerprintWords(transcriptHash(rules, record, key)).join(' ')
    expect(words.split(' ')).toHaveLength(12)
    const others = [
      transcriptHash(rules, { ...record, first: record.first.with(2, { ...record.first[2]!, commitment: luck.bytes(32) }) }, key),
      transcriptHash(rules, { ...record, second: record.second.with(0, record.second[1]!) }, key),
      transcriptHash(rules, { ...record, shares: shares.toReversed() }, key),
      transcriptHash(rules, record, luck.bytes(32)),
      transcriptHash(ceremonyOf('a-poll', 2, rules.names), record, key),
    ]
    expect(new Set([words, ...others.map((hash) => fingerprintWords(hash).join(' '))]).size).toBe(6)
  })

  test('k is between 1 and n', () => {
    for (const [k, n] of [[0, 3], [4, 3], [1, 0], [1, 21]]) expect(() => ceremonyOf('p', k!, new Array(n).fill('x'))).toThrow(RangeError) // prettier-ignore
  })
})

/** What an honest first round would say of this second round. */
function promiseOf(number: number, encryptionKey: Uint8Array, second: { commitments: readonly Uint8Array[]; possession: Uint8Array }) {
  const commitment = hash256('ceremony/commitment', rules.id, u8(number), encryptionKey, concat(...second.commitments), second.possession)
  return { encryptionKey, commitment }
}

describe('a manifest whose keys do not agree', () => {
  const { manifestBytes, poll } = anElection(luck, { choices: 1, grades: 2, voters: 5, needed: 2, trustees: 3 })
  test('is refused: the election key is the sum of the shares', () => {
    const { electionKey } = poll.manifest
    const at = toHex(manifestBytes).indexOf(toHex(electionKey)) / 2
    const other = manifestBytes.slice()
    other.set(group.encode(group.multiplyBase(luck.scalar())), at)
    expect(() => openPoll(group, other)).toThrow('election key: not the sum of the shares')
    other.set(new Uint8Array(32), at)
    expect(() => openPoll(group, other)).toThrow('the identity is no key')
  })
})
