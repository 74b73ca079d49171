import { describe, expect, test } from 'vitest'
import { addBallot, aggregateLeaf, emptyAggregate } from '#domain/sealing/aggregate.ts'
import { concat, u32 } from '#domain/sealing/bytes.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import type { DossierRecord } from '#domain/sealing/dossier.ts'
import { signHead } from '#domain/sealing/head.ts'
import { type Leaf, readLeaf, writeLeaf } from '#domain/sealing/leaf.ts'
import { openAggregate } from '#domain/sealing/open-aggregate.ts'
import { decryptPartially } from '#domain/sealing/partial.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { signLeaf } from '#domain/sealing/sign-leaf.ts'
import { rowsHold } from '#domain/sealing/verify-ballot.ts'
import { type Verdict, verifyDossier } from '#domain/sealing/verify-dossier.ts'
import { groups, sodiumGroup as group } from './backends.ts'
import { chance, seedOf } from './chance.ts'
import { cheat } from './cheat.ts'
import { anElection, type Cast, castBallot, fileOf, leavesOf, recordsOf, reopened } from './election.ts'

const luck = chance(seedOf('sealing/dossier'))
const election = anElection(luck, { choices: 1, grades: 3, voters: 7, needed: 2, trustees: 3 })
const { poll, boardSeed, registrarSeed, secrets, voters } = election
const { ctx } = poll
const casts: Cast[] = [
  ...voters.slice(0, 6).map((_, voter) => ({ voter, counter: 1, grades: [voter % 3] })),
  { voter: 1, counter: 2, grades: [0] },
  { voter: 1, counter: 3, grades: [2] },
]
/** open 0, ballots 1–8, close 9, aggregate 10, partials 11–13, result 14. */
const leaves = leavesOf(luck, election, casts, [3, 1])

const verify = async (records: readonly DossierRecord[]) => verifyDossier(group, reopened(await fileOf(records)))
const verdictOf = (given: readonly Uint8Array[]) => verify(recordsOf(election, given))
const found = ({ fault }: Verdict) => fault && [fault.leaf, fault.kind, fault.reason]
const faultOf = async (given: readonly Uint8Array[]) => found(await verdictOf(given))

const ballotLeaf = (cast: Cast) => writeLeaf({ kind: 'ballot', weight: 1, ballot: castBallot(luck, election, cast) })
const opened = leaves[0]!
const ballots = leaves.slice(1, 9)
const [close, aggregate, ...after] = leaves.slice(9)
/** The end of a poll whose ballots are these, honestly summed and opened: what the operator of a forged board would write. */
function ending(given: readonly Uint8Array[], seconds = [3, 1]): Uint8Array[] {
  const sum = aggregateLeaf(
    poll,
    given.reduce((total, bytes) => addBallot(poll, total, bytes.subarray(5), 1), emptyAggregate(poll)),
  )
  const partials = [0, ...seconds].map((number) => decryptPartially(poll, poll.holders[number]!, secrets[number]!, sum, luck.bytes(32)))
  const result = openAggregate(poll, sum, partials)
  return [close!, writeLeaf(sum), ...partials.map(writeLeaf), ...(result ? [writeLeaf(result)] : [])]
}

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
    expect(await faultOf([opened, ...ballots, close!, ballotLeaf({ voter: 6, counter: 1, grades: [1] })])).toEqual([
      10,
      'ballot',
      'out-of-order',
    ])
    expect(await faultOf([opened, ...ballots, close!, aggregate!, aggregate!])).toEqual([11, 'aggregate', 'out-of-order'])
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

describe('what happens to a roll and to ballots while a poll is open', () => {
  const newcomer = credentialOf(group, poll.id, 'NEWCOMER')
  const lost = voters[2]!.credential.publicBytes
  const add = (seed: Uint8Array, credential = newcomer.publicBytes) =>
    signLeaf(seed, ctx, { kind: 'roll-add', credential, weight: 1, at: 1_200, reason: 'code perdu, réémis' })
  const revoke = (seed: Uint8Array, credential = lost) =>
    signLeaf(seed, ctx, { kind: 'cancel', rule: 'lost-code', target: { credential }, at: 1_100, signer: 'Awa', reason: 'code perdu' })
  const newBallot = writeLeaf({
    kind: 'ballot',
    weight: 1,
    ballot: sealBallot(poll, { credential: newcomer, counter: 1, grades: [2], random: luck.bytes(64) }).bytes,
  })

  test('a lost code is revoked and issued again: what was cast with it no longer counts', async () => {
    const counted = [ballots[0]!, ...ballots.slice(3, 6), ballots[7]!, newBallot]
    const verdict = await verdictOf([opened, ...ballots, revoke(registrarSeed), add(registrarSeed), newBallot, ...ending(counted)])
    expect(found(verdict)).toBeNull()
    if (verdict.fault === null) expect(verdict.board.result?.ballots).toBe(6)
    expect(await faultOf([opened, ...ballots, revoke(registrarSeed), ballotLeaf({ voter: 2, counter: 2, grades: [1] })])).toEqual([
      10,
      'ballot',
      'not-on-the-roll',
    ])
    expect(
      await faultOf([opened, ...ballots, revoke(registrarSeed), add(registrarSeed), newBallot, ...ending(ballots.slice(0, 6))]),
    ).toEqual([13, 'aggregate', 'wrong-sum'])
  })

  test('only the registrar adds to the roll or revokes a code, and each once', async () => {
    expect(await faultOf([opened, add(boardSeed)])).toEqual([1, 'roll-add', 'not-signed'])
    expect(await faultOf([opened, revoke(boardSeed)])).toEqual([1, 'cancel', 'not-signed'])
    expect(await faultOf([opened, add(registrarSeed), add(registrarSeed)])).toEqual([2, 'roll-add', 'already-on-the-roll'])
    expect(await faultOf([opened, revoke(registrarSeed), revoke(registrarSeed)])).toEqual([2, 'cancel', 'nothing-to-cancel'])
    expect(await faultOf([opened, revoke(registrarSeed, newcomer.publicBytes)])).toEqual([1, 'cancel', 'nothing-to-cancel'])
    expect(await faultOf([opened, add(registrarSeed, new Uint8Array(32))])).toEqual([1, 'roll-add', 'malformed'])
    expect(await faultOf([opened, ...ballots, close!, revoke(registrarSeed)])).toEqual([10, 'cancel', 'out-of-order'])
  })

  const cancel = (ballot: number) =>
    signLeaf(boardSeed, ctx, { kind: 'cancel', rule: 'invalid-proof', target: { ballot }, at: 1_100, signer: 'serveur', reason: '' })
  const bad = writeLeaf({ kind: 'ballot', weight: 1, ballot: cheat(luck, poll, voters[0]!.credential, [[1n, 1n]]) })

  test('a ballot whose proof is wrong is cancelled on the board, and its voter casts again', async () => {
    const again = ballotLeaf({ voter: 0, counter: 2, grades: [1] })
    const given = [opened, bad, cancel(1), again, ...ballots.slice(1)]
    expect(await faultOf([...given, ...ending([again, ...ballots.slice(2, 6), ballots[7]!])])).toBeNull()
  })

  test('a good ballot cannot be cancelled so, nor one that does not exist, nor twice', async () => {
    expect(await faultOf([opened, ballots[0]!, cancel(1)])).toEqual([2, 'cancel', 'nothing-to-cancel'])
    expect(await faultOf([opened, ballots[0]!, cancel(5)])).toEqual([2, 'cancel', 'nothing-to-cancel'])
    expect(await faultOf([opened, bad, cancel(1), cancel(1)])).toEqual([3, 'cancel', 'nothing-to-cancel'])
  })

  test('the closing moves later, in time, by the board; never earlier', async () => {
    const extend = (closesAt: number, at: number, seed = boardSeed) =>
      signLeaf(seed, ctx, { kind: 'extend', closesAt, at, reason: 'panne' })
    expect(await faultOf([opened, extend(3_000, 1_900), close!])).toEqual([2, 'close', 'closed-too-early'])
    expect(await faultOf([opened, extend(3_000, 1_900), signLeaf(boardSeed, ctx, { kind: 'close', at: 3_000 })])).toBeNull()
    expect(await faultOf([opened, extend(1_500, 1_200)])).toEqual([1, 'extend', 'not-later'])
    expect(await faultOf([opened, extend(3_000, 2_000)])).toEqual([1, 'extend', 'not-later'])
    expect(await faultOf([opened, extend(3_000, 1_900, registrarSeed)])).toEqual([1, 'extend', 'not-signed'])
  })
})

test('where the rule forbids it, nobody votes twice; but who cast a ballot with a wrong proof may cast a good one', async () => {
  const strict = anElection(luck, { choices: 1, grades: 3, voters: 5 }, { revotes: 'never' })
  const open = writeLeaf({ kind: 'open', ctx: strict.poll.ctx, at: 1_000 })
  const leaf = (counter: number) =>
    writeLeaf({ kind: 'ballot', weight: 1, ballot: castBallot(luck, strict, { voter: 0, counter, grades: [1] }) })
  const at = async (given: Uint8Array[]) => found(await verifyDossier(group, reopened(await fileOf(recordsOf(strict, given)))))
  expect(await at([open, leaf(1), leaf(2)])).toEqual([2, 'ballot', 'revote-forbidden'])
  const bad = writeLeaf({ kind: 'ballot', weight: 1, ballot: cheat(luck, strict.poll, strict.voters[0]!.credential, [[1n, 1n]]) })
  const cancel = signLeaf(strict.boardSeed, strict.poll.ctx, {
    kind: 'cancel',
    rule: 'invalid-proof',
    target: { ballot: 1 },
    at: 1,
    signer: 's',
    reason: '',
  })
  expect(await at([open, bad, cancel, leaf(2)])).toBeNull()
})
