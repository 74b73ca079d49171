import { aggregateLeaf, aggregateWords } from '#domain/sealing/aggregate.ts'
import { ballotHash } from '#domain/sealing/ballot-bytes.ts'
import { publicKeyOf } from '#domain/sealing/board-key.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import { fingerprintWords } from '#domain/sealing/ceremony-result.ts'
import { drawCode, readCode } from '#domain/sealing/code.ts'
import { exportControl } from '#domain/sealing/control.ts'
import { credentialOf } from '#domain/sealing/credential.ts'
import { type Leaf, readLeaf, writeLeaf } from '#domain/sealing/leaf.ts'
import { signReceipt, writeReceipt } from '#domain/sealing/receipt.ts'
import { scalarBytes } from '#domain/sealing/scalar.ts'
import type { SealedPoll } from '#domain/sealing/sealed-poll.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { memberCode, serverSecret } from '#domain/sealing/server-key.ts'
import { signLeaf } from '#domain/sealing/sign-leaf.ts'
import { trackerOf, trackerWords } from '#domain/sealing/tracker.ts'
import { frame, Hs } from '#domain/sealing/transcript.ts'
import { seedWords } from '#domain/sealing/words.ts'
import { sodiumGroup as group } from './backends.ts'
import { chance } from './chance.ts'
import { anElection, type Cast, castBallot, ceremony, fileOf, leavesOf, recordsOf } from './election.ts'

const hex = (bytes: Uint8Array) => toHex(bytes)
const items = [
  { name: 'cred', items: ['a-poll', 'ABCDEFGHJKMNPQRSTVWX'] },
  { name: 'x', items: [] },
  { name: 'rho/12', items: ['', 'é'] },
]

/** Known answers: the same seed, the same bytes, for ever. tests/vectors/sealing.json is what this gives. */
export async function makeVectors() {
  return { note: 'Bytes in hexadecimal. docs/sealed-ballots.md says what they are.', transcript, codes, large: large(), ceremony: aCeremony(), poll: await aPoll() } // prettier-ignore
}

const transcript = items.map(({ name, items }) => ({
  name,
  items,
  frame: hex(frame(name, ...items)),
  Hs: hex(scalarBytes(Hs(name, ...items))),
}))

const codes = [1, 2, 3].map((run) => {
  const random = chance(`code ${run}`).bytes(13)
  const printed = drawCode(random)
  return { random: hex(random), printed, code: readCode(printed) }
})

function sealed(poll: SealedPoll, said: { code: string; counter: number; grades: number[]; random: Uint8Array }) {
  const credential = credentialOf(group, poll.id, said.code)
  const { bytes, encryptionSeed } = sealBallot(poll, { credential, ...said })
  const hash = ballotHash(poll, bytes)
  return {
    ...said,
    random: hex(said.random),
    secret: hex(scalarBytes(credential.secret)),
    credential: hex(credential.publicBytes),
    encryptionSeed: hex(encryptionSeed),
    ballot: hex(bytes),
    leafHash: hex(hash),
    tracker: trackerOf(hash),
    words: trackerWords(hash).join(' '),
    control: hex(exportControl(poll, bytes, encryptionSeed)),
  }
}

/** Seven choices and five grades under a key of its own. */
function large() {
  const luck = chance('large')
  const secret = luck.scalar()
  const poll: SealedPoll = { group, id: 'a-poll', ctx: luck.bytes(64), key: group.multiplyBase(secret), choices: 7, grades: 5 }
  const ballot = sealed(poll, { code: codes[0]!.code!, counter: 3, grades: [0, 1, 2, 3, 4, 0, 4], random: luck.bytes(64) })
  return { pollId: poll.id, ctx: hex(poll.ctx), choices: 7, grades: 5, electionSecret: hex(scalarBytes(secret)), electionKey: hex(group.encode(poll.key)), ballot } // prettier-ignore
}

function aCeremony() {
  const { rules, seeds, rounds, shares, secrets, manifest } = ceremony(chance('ceremony'), 'a-poll', 2, 3)
  return {
    pollId: 'a-poll',
    needed: 2,
    names: rules.names,
    id: hex(rules.id),
    seeds: seeds.map(hex),
    seedWords: seedWords(seeds[0]!).join(' '),
    serverSecret: hex(scalarBytes(secrets[0]!)),
    first: rounds.map(({ first }) => ({ encryptionKey: hex(first.encryptionKey), commitment: hex(first.commitment) })),
    second: rounds.map(({ second }) => ({ commitments: second.commitments.map(hex), possession: hex(second.possession) })),
    shares: shares.map((sent) => sent.map(hex)),
    trusteeShares: secrets.slice(1).map((share) => hex(scalarBytes(share))),
    electionKey: hex(manifest.electionKey),
    transcript: hex(manifest.ceremony),
    fingerprint: fingerprintWords(manifest.ceremony).join(' '),
  }
}

/** A whole sealed poll: seven ballots, a change, a lost code issued again, two trustees of three. */
async function aPoll() {
  const luck = chance('poll')
  const election = anElection(luck, { choices: 2, grades: 3, voters: 7, needed: 2, trustees: 3 })
  const { poll, registrarSeed, boardSeed, manifestBytes, voters } = election
  const casts: Cast[] = [0, 1, 2, 3, 4, 5].map((voter) => ({ voter, counter: 1, grades: [voter % 3, 2 - (voter % 2)] }))
  const again = { voter: 1, counter: 2, grades: [0, 2] }
  const leaves = leavesOf(luck, election, [...casts, again], [3, 1])
  const lost = voters[6]!.credential.publicBytes
  const revoked = signLeaf(registrarSeed, poll.ctx, {
    kind: 'cancel',
    rule: 'lost-code',
    target: { credential: lost },
    at: 1_500,
    signer: 'Awa',
    reason: 'code perdu',
  })
  const issued = credentialOf(group, poll.id, codes[1]!.code!).publicBytes
  const added = signLeaf(registrarSeed, poll.ctx, { kind: 'roll-add', credential: issued, weight: 1, at: 1_501, reason: 'code réémis' })
  const void_ = castBallot(luck, election, { voter: 6, counter: 1, grades: [2, 2] })
  const board = [...leaves.slice(0, 8), writeLeaf({ kind: 'ballot', weight: 1, ballot: void_ }), revoked, added, ...leaves.slice(8)]
  const records = recordsOf(election, board)
  const aggregate = readLeaf(
    poll,
    board.find(([kind]) => kind === 7)!,
  ) as ReturnType<typeof aggregateLeaf>
  const pollKey = luck.bytes(32)
  const receipt = signReceipt(boardSeed, poll.ctx, {
    pollId: poll.id,
    leafHash: ballotHash(poll, board[1]!.subarray(5)),
    counter: 1,
    at: 1_400,
  })
  return {
    manifest: hex(manifestBytes),
    ctx: hex(poll.ctx),
    boardKey: hex(publicKeyOf(boardSeed)),
    holders: poll.holders.map(({ keyBytes }) => hex(keyBytes)),
    pollKey: hex(pollKey),
    serverSecret: hex(scalarBytes(serverSecret(pollKey, poll.id))),
    memberCode: hex(memberCode(pollKey, poll.id, 'awa')),
    receipt: hex(writeReceipt(receipt)),
    aggregateWords: aggregateWords(aggregate).join(' '),
    result: (readLeaf(poll, board.at(-1)!) as Leaf & { kind: 'result' }).counts,
    dossier: hex(await fileOf(records)),
  }
}

export const asText = (vectors: unknown) => `${JSON.stringify(vectors, null, 1)}\n`
