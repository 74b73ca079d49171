import { concat, u32 } from '#domain/sealing/bytes.ts'
import { exportControl } from '#domain/sealing/control.ts'
import { signHead, writeHead } from '#domain/sealing/head.ts'
import { writeLeaf } from '#domain/sealing/leaf.ts'
import { signReceipt, writeReceipt } from '#domain/sealing/receipt.ts'
import { signLeaf } from '#domain/sealing/sign-leaf.ts'
import type { Chance } from './chance.ts'
import { anElection, castBallot, fileOf, recordsOf } from './election.ts'
import type { Samples } from './fuzz.ts'

/** One of everything that is read from outside, for fuzz(): good, small, of one poll. */
export async function fuzzSamples(luck: Chance): Promise<Samples> {
  const election = anElection(luck, { choices: 2, grades: 3, voters: 5, needed: 2, trustees: 3 })
  const { poll, manifestBytes, boardSeed, registrarSeed } = election
  const { id: pollId, ctx } = poll
  const ballot = castBallot(luck, election, { voter: 0, counter: 1, grades: [0, 1] })
  const board = [writeLeaf({ kind: 'open', ctx, at: 1_000 }), writeLeaf({ kind: 'ballot', weight: 1, ballot })]
  const credential = luck.bytes(32)
  const leaves = [
    ...board,
    signLeaf(registrarSeed, ctx, { kind: 'roll-add', credential, weight: 1, at: 1_200, reason: 'oubliée' }),
    signLeaf(registrarSeed, ctx, { kind: 'cancel', rule: 'lost-code', target: { credential }, at: 1_300, signer: 'Awa', reason: 'perdu' }),
    signLeaf(boardSeed, ctx, { kind: 'cancel', rule: 'invalid-proof', target: { ballot: 1 }, at: 1_300, signer: 'serveur', reason: '' }),
    signLeaf(boardSeed, ctx, { kind: 'extend', closesAt: 3_000, at: 1_400, reason: 'panne' }),
    signLeaf(boardSeed, ctx, { kind: 'close', at: 3_000 }),
    writeLeaf({ kind: 'aggregate', ballots: 5, weight: 6, sums: luck.bytes(256) }),
    writeLeaf({ kind: 'partial', holder: 2, decryptions: luck.bytes(128), proof: luck.bytes(64) }),
    writeLeaf({ kind: 'result', ballots: 5, weight: 5, counts: [[1, 2, 2], [5, 0, 0]] }), // prettier-ignore
  ]
  return {
    poll,
    ballot,
    control: exportControl(poll, ballot, luck.bytes(32)),
    manifest: manifestBytes,
    receipt: writeReceipt(signReceipt(boardSeed, ctx, { pollId, leafHash: luck.bytes(32), counter: 2, at: 1_500 })),
    head: writeHead(signHead(boardSeed, ctx, { size: 12, root: luck.bytes(32), at: 1_500 })),
    entry: concat(luck.bytes(32), u32(1)),
    leaves,
    dossier: await fileOf(recordsOf(election, board)),
  }
}
