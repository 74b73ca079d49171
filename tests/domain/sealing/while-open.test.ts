import { describe, expect, test } from 'vitest'
import { credentialOf } from '#domain/sealing/credential.ts'
import { writeLeaf } from '#domain/sealing/leaf.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { signLeaf } from '#domain/sealing/sign-leaf.ts'
import { verifyDossier } from '#domain/sealing/verify-dossier.ts'
import { sodiumGroup as group } from './backends.ts'
import { cheat } from './cheat.ts'
import { aCountedPoll, found } from './counted-poll.ts'
import { anElection, castBallot, fileOf, recordsOf, reopened } from './election.ts'

const { luck, election, opened, ballots, close, verdictOf, faultOf, ballotLeaf, ending } = aCountedPoll('sealing/while-open')
const { poll, boardSeed, registrarSeed, voters } = election
const { ctx } = poll

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
    expect(await faultOf([opened, ...ballots, close, revoke(registrarSeed)])).toEqual([10, 'cancel', 'out-of-order'])
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
    expect(await faultOf([opened, extend(3_000, 1_900), close])).toEqual([2, 'close', 'closed-too-early'])
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
