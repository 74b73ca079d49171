import { describe, expect, test } from 'vitest'
import { concat, u32 } from '#domain/sealing/bytes.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import type { DossierRecord } from '#domain/sealing/dossier.ts'
import { signHead } from '#domain/sealing/head.ts'
import { type Leaf, readLeaf, writeLeaf } from '#domain/sealing/leaf.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { signLeaf } from '#domain/sealing/sign-leaf.ts'
import { rowsHold } from '#domain/sealing/verify-ballot.ts'
import { verifyDossier } from '#domain/sealing/verify-dossier.ts'
import { groups, sodiumGroup as group } from './backends.ts'
import { cheat } from './cheat.ts'
import { aCountedPoll, found } from './counted-poll.ts'
import { fileOf, recordsOf, reopened } from './election.ts'

const { luck, election, leaves, opened, ballots, close, verify, faultOf, ballotLeaf, ending } = aCountedPoll('sealing/dossier')
const { poll, boardSeed, registrarSeed, voters } = election
const { ctx } = poll
const [aggregate, ...after] = leaves.slice(10)

describe('a dossier', () => {
  test('of an honest poll is verified, by all backends, and gives the result', async () => {
    const file = await fileOf(recordsOf(election, leaves))
    for (const group of groups) {
      const told: number[] = []
      const verdict = await verifyDossier(group, reopened(file, 777), { onProgress: (leaves) => told.push(leaves) })
      expect(found(verdict)).toBeNull()
      if (verdict.fault !== null) continue
      expect(verdict.board.result).toEqual({ kind: 'result', ballots: 6, weight: 6, counts: [[2, 1, 3]] }) // prettier-ignore
      expect([verdict.board.phase, verdict.board.leaves]).toEqual(['counted', 15])
      expect(told).toEqual(leaves.map((_, at) => at + 1))
    }
  })

  test('is verified wherever it stands: open, closed, being opened; and cut at any record, it says what is missing', async () => {
    for (const length of [1, 4, 9, 10, 11, 12, 14]) expect(await faultOf(leaves.slice(0, length))).toBeNull()
    const records = recordsOf(election, leaves)
    expect(found(await verify(records.slice(0, -1)))).toEqual([null, 'head', 'not-covered'])
    expect(found(await verify([]))).toEqual([null, 'file', 'malformed'])
  })

  test('is read in pieces of any size, and a file cut anywhere is refused', async () => {
    // One head, at its end: cut after a head that covers what comes before, it would be the dossier of an hour ago.
    const file = await fileOf(recordsOf(election, leaves.slice(0, 3), [3]))
    for (const size of [1, 5, 4096, 10 ** 7]) expect(found(await verifyDossier(group, reopened(file, size)))).toBeNull()
    for (let run = 0; run < 10; run++) {
      const { fault } = await verifyDossier(group, reopened(file.subarray(0, luck.below(file.length - 1))))
      expect(fault).not.toBeNull()
    }
  })

  test('checks ballots elsewhere when it is asked to, in the order of the board', async () => {
    const slow = async (at: typeof poll, ballot: Uint8Array) => {
      await new Promise((resolve) => setTimeout(resolve, luck.below(5)))
      return rowsHold(at, ballot)
    }
    const file = await fileOf(recordsOf(election, leaves))
    expect(found(await verifyDossier(group, reopened(file), { checkRows: slow }))).toBeNull()
    const lying = await verifyDossier(group, reopened(file), { checkRows: async (_, ballot) => ballot[4] !== 2 })
    expect(found(lying)).toEqual([7, 'ballot', 'wrong-proof'])
  })
})

describe('a bit that turned', () => {
  test('in any leaf is found, and names that leaf or the head that covers it', async () => {
    for (let index = 0; index < leaves.length; index++) {
      for (const at of [0, 1, luck.below(leaves[index]!.length), leaves[index]!.length - 1]) {
        const records = recordsOf(election, leaves).map((record) =>
          record.type === 'leaf' && record.bytes === leaves[index]
            ? { ...record, bytes: record.bytes.with(at, record.bytes[at]! ^ 4) }
            : record,
        )
        const { fault } = await verify(records)
        expect(fault, `leaf ${index}, byte ${at}`).not.toBeNull()
        if (fault!.kind !== 'head') expect(fault!.leaf).toBe(index)
      }
    }
  })

  test('anywhere in the file is found', async () => {
    const file = await fileOf(recordsOf(election, leaves))
    for (let run = 0; run < 60; run++) {
      const at = luck.below(file.length)
      const { fault } = await verifyDossier(group, reopened(file.with(at, file[at]! ^ (1 << luck.below(8)))))
      expect(fault, `byte ${at}`).not.toBeNull()
    }
  })
})

describe('a board that was rewritten, its heads signed again', () => {
  test('without a ballot: the sum does not agree', async () => {
    expect(await faultOf([opened, ...ballots.slice(1), ...leaves.slice(9)])).toEqual([9, 'aggregate', 'wrong-sum'])
  })
  test('without a ballot and with another sum: two boards differ, which signed heads show; alone it holds', async () => {
    expect(
      await faultOf([
        opened,
        ...ballots.slice(1),
        ...ending(
          ballots
            .slice(1, 6)
            .concat(ballots[7]!)
            .filter((b) => b !== ballots[1]),
        ),
      ]),
    ).toBeNull()
  })
  test('without the first of three ballots of a voter: a counter is missing', async () => {
    expect(await faultOf([opened, ...ballots.filter((_, at) => at !== 1), ...leaves.slice(9)])).toEqual([6, 'ballot', 'wrong-counter'])
  })
  test('in another order: an earlier counter cannot come after a later one', async () => {
    expect(await faultOf([opened, ...ballots.slice(0, 6), ballots[7]!, ballots[6]!, ...leaves.slice(9)])).toEqual([
      7,
      'ballot',
      'wrong-counter',
    ])
  })
  test('in another order that changes nothing: it holds, the sum does not depend on it', async () => {
    expect(await faultOf([opened, ballots[5]!, ...ballots.slice(0, 5), ...ballots.slice(6), ...leaves.slice(9)])).toBeNull()
  })
  test('with a ballot twice', async () => {
    expect(await faultOf([opened, ballots[0]!, ballots[0]!])).toEqual([2, 'ballot', 'wrong-counter'])
  })
  test('with a ballot of someone who is not on the roll', async () => {
    const ballot = sealBallot(poll, {
      credential: credentialOf(group, poll.id, 'STRANGER'),
      counter: 1,
      grades: [2],
      random: luck.bytes(64),
    }).bytes
    expect(await faultOf([opened, ballots[0]!, writeLeaf({ kind: 'ballot', weight: 1, ballot })])).toEqual([2, 'ballot', 'not-on-the-roll'])
  })
  test('with a ballot heavier than the roll says', async () => {
    expect(await faultOf([opened, concat(Uint8Array.of(2), u32(2), ballots[0]!.subarray(5))])).toEqual([1, 'ballot', 'wrong-weight'])
  })
  test('with a ballot that counts twice, signed by its voter', async () => {
    const ballot = cheat(luck, poll, voters[6]!.credential, [[0n, 2n]])
    expect(await faultOf([opened, ...ballots, writeLeaf({ kind: 'ballot', weight: 1, ballot }), ...leaves.slice(9)])).toEqual([
      9,
      'ballot',
      'wrong-proof',
    ])
  })
  test('with two faults: the first is named, even when its proof is slower to check', async () => {
    const ballot = cheat(luck, poll, voters[6]!.credential, [[0n, 2n]])
    expect(await faultOf([opened, writeLeaf({ kind: 'ballot', weight: 1, ballot }), ballots[0]!, ballots[0]!])).toEqual([
      1,
      'ballot',
      'wrong-proof',
    ])
  })
  test('with an earlier ballot of a voter in the sum instead of the last', async () => {
    const earlier = [...ballots.slice(0, 6)]
    expect(await faultOf([opened, ...ballots, ...ending(earlier)])).toEqual([10, 'aggregate', 'wrong-sum'])
  })
  test('with leaves of the end in another order, twice, or before their time', async () => {
    expect(await faultOf([ballots[0]!])).toEqual([0, 'ballot', 'out-of-order'])
    expect(await faultOf([opened, opened])).toEqual([1, 'open', 'out-of-order'])
    expect(await faultOf([opened, ...ballots, aggregate!])).toEqual([9, 'aggregate', 'out-of-order'])
    expect(await faultOf([opened, ...ballots, close, ballotLeaf({ voter: 6, counter: 1, grades: [1] })])).toEqual([
      10,
      'ballot',
      'out-of-order',
    ])
    expect(await faultOf([opened, ...ballots, close, aggregate!, aggregate!])).toEqual([11, 'aggregate', 'out-of-order'])
    expect(await faultOf([...leaves.slice(0, 12), after[0]!])).toEqual([12, 'partial', 'partial-twice'])
    expect(await faultOf([...leaves.slice(0, 13), after[3]!])).toEqual([13, 'result', 'too-few-partials'])
    expect(await faultOf([...leaves, after[3]!])).toEqual([15, 'result', 'out-of-order'])
  })
  test('closed before its time, or by another key', async () => {
    expect(await faultOf([opened, ...ballots, signLeaf(boardSeed, ctx, { kind: 'close', at: 1_999 })])).toEqual([
      9,
      'close',
      'closed-too-early',
    ])
    expect(await faultOf([opened, ...ballots, signLeaf(registrarSeed, ctx, { kind: 'close', at: 2_000 })])).toEqual([
      9,
      'close',
      'not-signed',
    ])
  })
  test('with a wrong partial decryption or a wrong result', async () => {
    const partial = readLeaf(poll, after[0]!) as Leaf & { kind: 'partial' }
    expect(await faultOf([...leaves.slice(0, 11), writeLeaf({ ...partial, holder: 1 })])).toEqual([11, 'partial', 'wrong-partial'])
    expect(await faultOf([...leaves.slice(0, 11), writeLeaf({ ...partial, holder: 4 })])).toEqual([11, 'partial', 'unknown-holder'])
    const result = readLeaf(poll, after[3]!) as Leaf & { kind: 'result' }
    expect(await faultOf([...leaves.slice(0, 14), writeLeaf({ ...result, counts: [[1, 2, 3]] })])).toEqual([14, 'result', 'wrong-result']) // prettier-ignore
  })
  test('opened with four ballots', async () => {
    const four = [opened, ...ballots.slice(0, 4)]
    expect(await faultOf([...four, ...ending(ballots.slice(0, 4))])).toEqual([6, 'aggregate', 'too-few-ballots'])
  })
  test('of another poll', async () => {
    expect(await faultOf([writeLeaf({ kind: 'open', ctx: luck.bytes(64), at: 1_000 })])).toEqual([0, 'open', 'another-manifest'])
  })
})

describe('the roll', () => {
  const records = recordsOf(election, leaves)
  const lines = records.filter((record) => record.type === 'roll')
  const others = records.filter((record) => record.type !== 'roll')
  const withRoll = (roll: readonly DossierRecord[]) => verify([others[0]!, ...roll, ...others.slice(1)])
  test('is the one that was frozen: no voter less, more, twice, heavier or out of order', async () => {
    expect(found(await withRoll(lines.slice(1)))).toEqual([null, 'roll', 'another-roll'])
    expect(found(await withRoll(lines.toReversed()))).toEqual([null, 'roll', 'not-sorted'])
    expect(found(await withRoll([lines[0]!, ...lines]))).toEqual([null, 'roll', 'not-sorted'])
    const heavier = lines.with(0, { type: 'roll', entry: { ...(lines[0] as { entry: { credential: Uint8Array } }).entry, weight: 2 } })
    expect(found(await withRoll(heavier))).toEqual([null, 'roll', 'another-roll'])
    expect(found(await verify([...records, lines[0]!]))).toEqual([null, 'roll', 'out-of-order'])
    expect(found(await withRoll([{ type: 'roll', entry: { credential: new Uint8Array(32), weight: 1 } }, ...lines]))).toEqual([
      null,
      'file',
      'malformed',
    ])
  })

  test('heads are signed, say the root, cover what came before, and never go back in time', async () => {
    const at = records.findIndex((record) => record.type === 'head')
    const { head } = records[at] as { head: Parameters<typeof signHead>[2] }
    const withHead = (changed: DossierRecord) => verify(records.with(at, changed))
    const signed = (said: typeof head, seed = boardSeed) => ({ type: 'head', head: signHead(seed, ctx, said) }) as const
    expect(found(await withHead(signed({ ...head, root: luck.bytes(32) })))).toEqual([null, 'head', 'another-root'])
    expect(found(await withHead(signed({ ...head, size: 2 })))).toEqual([null, 'head', 'out-of-order'])
    expect(found(await withHead(signed(head, registrarSeed)))).toEqual([null, 'head', 'not-signed'])
    expect(found(await withHead(signed({ ...head, at: 10 ** 9 })))).toEqual([null, 'head', 'not-later'])
  })
})
