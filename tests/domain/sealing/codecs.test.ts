import { describe, expect, test } from 'vitest'
import { publicKeyOf } from '#domain/sealing/board-key.ts'
import { concat, Malformed, sized, toHex, u32, u64, utf8 } from '#domain/sealing/bytes.ts'
import { exportControl, openControl } from '#domain/sealing/control.ts'
import { isHeadOf, readHead, signHead, writeHead } from '#domain/sealing/head.ts'
import { type Leaf, leafKinds, readLeaf, writeLeaf } from '#domain/sealing/leaf.ts'
import { contextOf, type Manifest, readManifest, writeManifest } from '#domain/sealing/manifest.ts'
import { read } from '#domain/sealing/reader.ts'
import { isReceiptOf, readReceipt, signReceipt, writeReceipt } from '#domain/sealing/receipt.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { ballotHash } from '#domain/sealing/ballot-bytes.ts'
import { frame, Hs } from '#domain/sealing/transcript.ts'
import { chance, seedOf } from './chance.ts'
import { anElection } from './election.ts'
import { fuzz } from './fuzz.ts'
import { fuzzSamples } from './fuzz-samples.ts'

const seed = seedOf('sealing/codecs')
const luck = chance(seed)
const election = anElection(luck, { choices: 2, grades: 3, voters: 5, needed: 2, trustees: 3 })
const { poll, manifestBytes, voters, boardSeed } = election
const boardKey = publicKeyOf(boardSeed)

describe('a manifest', () => {
  const { manifest } = poll
  test('is written one way: what is read is written again as the same bytes', () => {
    expect(toHex(writeManifest(readManifest(manifestBytes)))).toBe(toHex(manifestBytes))
    expect(readManifest(manifestBytes)).toEqual(manifest)
  })

  test('gives another context for any byte that differs', () => {
    const contexts = [...manifestBytes.keys()].map((at) => toHex(contextOf(manifestBytes.with(at, manifestBytes[at]! ^ 1))))
    expect(new Set([...contexts, toHex(poll.ctx)]).size).toBe(manifestBytes.length + 1)
  })

  test.each<[string, Partial<Manifest>, string]>([
    ['closes before it opens', { closesAt: 1_000 }, 'closing'],
    ['may open four ballots', { minimum: 4 }, 'minimum'],
    ['has four voters', { roll: { ...manifest.roll, size: 4 } }, 'roll'],
    ['weighs less than its voters', { roll: { ...manifest.roll, weight: 4 } }, 'roll weight'],
    ['weighs more than can be counted', { roll: { ...manifest.roll, weight: 2 ** 31 } }, 'roll weight'],
    ['asks for a grade it has not', { threshold: 3 }, 'threshold'],
    ['is sealed without trustees', { trustees: [], needed: 0 }, 'level'],
    ['is secret with trustees', { level: 'secret' }, 'level'],
    ['needs more trustees than it has', { needed: 4 }, 'trustees'],
    ['has the same choice twice', { choices: [manifest.choices[0]!, manifest.choices[0]!] }, 'choices'],
    ['has no choice', { choices: [] }, 'choices'],
    ['has one grade', { grades: ['seule'] }, 'grades'],
    ['has a text that is not composed', { question: 'e\u0301' }, 'question'],
    ['has a sign that is not seen', { question: 'a\u0000b' }, 'question'],
    ['has a poll id that is too long', { pollId: 'x'.repeat(65) }, 'poll id'],
  ])('that %s is refused', (_, change, field) => {
    expect(() => readManifest(writeManifest({ ...manifest, ...change }))).toThrow(new RegExp(`^${field}`))
  })

  test('with a byte before, after or missing is refused', () => {
    for (const bytes of [
      concat(manifestBytes, Uint8Array.of(0)),
      manifestBytes.subarray(1),
      manifestBytes.subarray(0, -1),
      new Uint8Array(300_000),
    ])
      expect(() => readManifest(bytes)).toThrow(Malformed)
  })
})

describe('leaves', () => {
  const signature = luck.bytes(64)
  const leaves: Leaf[] = [
    { kind: 'open', ctx: luck.bytes(64), at: 1 },
    { kind: 'ballot', weight: 3, ballot: luck.bytes(99) },
    { kind: 'roll-add', credential: luck.bytes(32), weight: 1, at: 2 ** 42, reason: 'oubliée', signature },
    { kind: 'cancel', rule: 'invalid-proof', target: { ballot: 7 }, at: 3, signer: 'le serveur', reason: '', signature },
    { kind: 'cancel', rule: 'lost-code', target: { credential: luck.bytes(32) }, at: 3, signer: 'Awa', reason: 'code perdu', signature },
    { kind: 'cancel', rule: 'ineligible', target: { credential: luck.bytes(32) }, at: 3, signer: 'Awa', reason: 'radiation', signature },
    { kind: 'extend', closesAt: 9, at: 4, reason: 'panne', signature },
    { kind: 'close', at: 5, signature },
    { kind: 'aggregate', ballots: 5, weight: 6, sums: luck.bytes(64 * 4) },
    { kind: 'partial', holder: 2, decryptions: luck.bytes(32 * 4), proof: luck.bytes(64) },
    { kind: 'result', ballots: 5, weight: 5, counts: [[1, 2, 2], [5, 0, 0]] }, // prettier-ignore
  ]
  test.each(leaves)('$kind is read as it was written', (leaf) => {
    expect(readLeaf(poll, writeLeaf(leaf))).toEqual(leaf)
    if (leaf.kind !== 'ballot') expect(() => readLeaf(poll, concat(writeLeaf(leaf), Uint8Array.of(0)))).toThrow(Malformed)
    expect(() => readLeaf(poll, writeLeaf(leaf).with(0, 10))).toThrow(Malformed)
  })
  test('of every kind are tried here', () => expect(new Set(leaves.map(({ kind }) => kind))).toEqual(new Set(leafKinds)))
})

describe('promises of the board', () => {
  test('a receipt is signed for this ballot, this counter, this hour, this poll', () => {
    const receipt = signReceipt(boardSeed, poll.ctx, { pollId: poll.id, leafHash: luck.bytes(32), counter: 2, at: 1_500 })
    expect(isReceiptOf(boardKey, poll.ctx, receipt)).toBe(true)
    expect(readReceipt(writeReceipt(receipt))).toEqual(receipt)
    const others = [{ leafHash: luck.bytes(32) }, { counter: 3 }, { at: 1_501 }, { pollId: 'other' }, { signature: luck.bytes(64) }]
    for (const change of others) expect(isReceiptOf(boardKey, poll.ctx, { ...receipt, ...change })).toBe(false)
    expect(isReceiptOf(boardKey, luck.bytes(64), receipt)).toBe(false)
    expect(isReceiptOf(publicKeyOf(luck.bytes(32)), poll.ctx, receipt)).toBe(false)
    expect(isReceiptOf(luck.bytes(32), poll.ctx, { ...receipt, signature: new Uint8Array(1) })).toBe(false)
  })

  test('a head is signed for this size, this root, this hour, and is no receipt', () => {
    const head = signHead(boardSeed, poll.ctx, { size: 12, root: luck.bytes(32), at: 1_500 })
    expect(isHeadOf(boardKey, poll.ctx, head)).toBe(true)
    expect(readHead(writeHead(head))).toEqual(head)
    for (const change of [{ size: 13 }, { root: luck.bytes(32) }, { at: 1 }])
      expect(isHeadOf(boardKey, poll.ctx, { ...head, ...change })).toBe(false)
    expect(
      isReceiptOf(boardKey, poll.ctx, { pollId: poll.id, leafHash: head.root, counter: 12, at: 1_500, signature: head.signature }),
    ).toBe(false)
  })
})

describe('a ballot that is controlled', () => {
  const credential = voters[0]!.credential
  const grades = [2, 0]
  const { bytes, encryptionSeed } = sealBallot(poll, { credential, counter: 1, grades, random: luck.bytes(64) })
  const exported = exportControl(poll, bytes, encryptionSeed)

  test('says its grades and its leaf hash to another device, and cannot be cast from there', () => {
    expect(openControl(poll, exported)).toEqual({ leafHash: ballotHash(poll, bytes), counter: 1, grades })
    expect(exported.length).toBe(bytes.length - (bytes.length - 37 - 64 * 4) + 64)
    expect(toHex(exported)).not.toContain(toHex(bytes.subarray(-64)))
  })

  test('does not open as what it is not: another seed, another statement', () => {
    expect(openControl(poll, exportControl(poll, bytes, luck.bytes(32)))).toBeNull()
    const other = sealBallot(poll, { credential, counter: 1, grades: [1, 1], random: luck.bytes(64) })
    expect(openControl(poll, exportControl(poll, other.bytes, encryptionSeed))).toBeNull()
    const nudged = exported.slice()
    nudged.set(poll.group.encode(poll.group.add(poll.group.decode(exported.slice(69, 101))!, poll.group.base)), 69)
    expect(openControl(poll, nudged)?.grades).not.toEqual(grades)
    expect(() => openControl(poll, exported.subarray(1))).toThrow(Malformed)
  })

  test('another proof gives another leaf hash than the one shown before', () => {
    expect(openControl(poll, exported.with(-1, exported.at(-1)! ^ 1))?.leafHash).not.toEqual(ballotHash(poll, bytes))
  })
})

describe('bytes', () => {
  test('are read strictly: no overlong number, no text that is not UTF-8', () => {
    expect(() => read(new Uint8Array(8).fill(255)).u64('it')).toThrow('it: too large')
    expect(() => u64(2 ** 53)).toThrow(RangeError)
    expect(() => u32(-1)).toThrow(RangeError)
    expect(() => u32(0.5)).toThrow(RangeError)
    expect(() => read(sized(Uint8Array.of(0xc3, 0x28))).text(9, 'it')).toThrow('it: not UTF-8')
    expect(() => read(sized('abc')).text(2, 'it')).toThrow('it: longer than 2')
    expect(() => read(concat(u32(2 ** 31), utf8('abc'))).sized(2 ** 32, 'it')).toThrow('it: cut short')
  })

  test('two lists of items never give the same bytes to hash', () => {
    const lists = [['ab', 'c'], ['a', 'bc'], ['abc'], ['ab', 'c', ''], ['', 'abc'], []] // prettier-ignore
    expect(new Set(lists.map((items) => toHex(frame('x', ...items)))).size).toBe(lists.length)
    expect(Hs('a', 'b')).not.toBe(Hs('ab', ''))
  })
})

test('no decoder does anything but read or refuse, whatever it is given', async () => {
  const told = await fuzz(await fuzzSamples(luck), seed, 3_000)
  expect(told.read).toBeGreaterThan(100)
  expect(told.refused).toBeGreaterThan(1_000)
})
