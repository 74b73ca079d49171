import { addBallot, type Aggregate, aggregateLeaf, emptyAggregate } from '#domain/sealing/aggregate.ts'
import { publicKeyOf } from '#domain/sealing/board-key.ts'
import { concat } from '#domain/sealing/bytes.ts'
import { ceremonyOf, serverRounds, trusteeRounds } from '#domain/sealing/ceremony.ts'
import { electionKeyOf, transcriptHash, trusteesOf } from '#domain/sealing/ceremony-result.ts'
import { type Credential, credentialOf } from '#domain/sealing/credential.ts'
import { type DossierRecord, writeDossier } from '#domain/sealing/dossier.ts'
import { signHead } from '#domain/sealing/head.ts'
import { nodeOf, writeLeaf } from '#domain/sealing/leaf.ts'
import { type Manifest, writeManifest } from '#domain/sealing/manifest.ts'
import { append, emptyLog, rootOf } from '#domain/sealing/merkle-log.ts'
import { openAggregate } from '#domain/sealing/open-aggregate.ts'
import { type OpenPoll, openPoll } from '#domain/sealing/open-poll.ts'
import { decryptPartially } from '#domain/sealing/partial.ts'
import { rollRoot, sortRoll, totalWeight } from '#domain/sealing/roll.ts'
import { sealBallot } from '#domain/sealing/seal.ts'
import { signLeaf } from '#domain/sealing/sign-leaf.ts'
import { serverSecret } from '#domain/sealing/server-key.ts'
import { encryptShares, receiveShares } from '#domain/sealing/shares.ts'
import { sodiumGroup as group } from './backends.ts'
import type { Chance } from './chance.ts'

export type Shape = { choices: number; grades: number; voters: number; needed?: number; trustees?: number; weights?: number[] }
export type Voter = { credential: Credential; weight: number }
/** `secrets[number]` is the share of the holder of that number: 0 is the server. */
export type Election = {
  poll: OpenPoll
  manifestBytes: Uint8Array
  voters: Voter[]
  secrets: bigint[]
  boardSeed: Uint8Array
  registrarSeed: Uint8Array
}

/** A poll made as it is made in life: codes, roll, key ceremony when it has trustees, manifest. */
export function anElection(luck: Chance, shape: Shape, changes: Partial<Manifest> = {}): Election {
  const { choices, grades, needed = 0, trustees = 0, weights } = shape
  const pollId = 'b4c7d1de-poll'
  const voters = Array.from({ length: shape.voters }, (_, at) => ({
    credential: credentialOf(group, pollId, luck.bytes(32)),
    weight: weights?.[at] ?? 1,
  }))
  const roll = sortRoll(voters.map(({ credential, weight }) => ({ credential: credential.publicBytes, weight })))
  const keys = trustees > 0 ? ceremony(luck, pollId, needed, trustees) : serverOnly(luck, pollId)
  const boardSeed = luck.bytes(32)
  const registrarSeed = luck.bytes(32)
  const manifestBytes = writeManifest({
    pollId,
    level: trustees > 0 ? 'sealed' : 'secret',
    question: 'Qui coordonne ?',
    opensAt: 1_000,
    closesAt: 2_000,
    choices: Array.from({ length: choices }, (_, at) => ({ id: `choice-${at}`, label: `Choix ${at + 1}` })),
    grades: Array.from({ length: grades }, (_, at) => `Mention ${at}`),
    revotes: 'until-closing',
    missingGrades: 'required',
    threshold: null,
    ties: 'shared-rank',
    minimum: 5,
    roll: { size: roll.length, weight: totalWeight(roll), root: rollRoot(roll) },
    boardKey: publicKeyOf(boardSeed),
    registrarKey: publicKeyOf(registrarSeed),
    booth: new Uint8Array(32),
    ...keys.manifest,
    ...changes,
  })
  return { poll: openPoll(group, manifestBytes), manifestBytes, voters, secrets: keys.secrets, boardSeed, registrarSeed }
}

function serverOnly(luck: Chance, pollId: string) {
  const secret = serverSecret(luck.bytes(32), pollId)
  const serverKey = group.encode(group.multiplyBase(secret))
  return { secrets: [secret], manifest: { needed: 0, trustees: [], ceremony: new Uint8Array(32), serverKey, electionKey: serverKey } }
}

export function ceremony(luck: Chance, pollId: string, needed: number, count: number) {
  const names = Array.from({ length: count }, (_, at) => `Scrutatrice ${at + 1}`)
  const rules = ceremonyOf(pollId, needed, names)
  const seeds = names.map(() => luck.bytes(32))
  const secret = serverSecret(luck.bytes(32), pollId)
  const rounds = [serverRounds(group, rules, secret), ...seeds.map((seed, at) => trusteeRounds(group, rules, seed, at + 1))]
  const first = rounds.map((round) => round.first)
  const second = rounds.map((round) => round.second)
  const keys = first.slice(1).map(({ encryptionKey }) => encryptionKey)
  const shares = seeds.map((seed, at) => encryptShares(group, rules, seed, at + 1, keys))
  const commitments = second.slice(1).map((opening) => opening.commitments)
  const received = seeds.map((seed, at) =>
    receiveShares(group, rules, seed, at + 1, { shares: shares.map((sent) => sent[at]!), commitments }),
  )
  const electionKey = electionKeyOf(group, { second })
  const manifest = {
    needed,
    trustees: trusteesOf(rules, { first, second }),
    ceremony: transcriptHash(rules, { first, second, shares }, electionKey),
    serverKey: second[0]!.commitments[0]!,
    electionKey,
  }
  const secrets = [secret, ...received.map((result) => ('share' in result ? result.share : -1n))]
  return { rules, seeds, rounds, shares, commitments, manifest, secrets }
}

export type Cast = { voter: number; counter: number; grades: number[] }

export const castBallot = (luck: Chance, { poll, voters }: Election, { voter, counter, grades }: Cast) =>
  sealBallot(poll, { credential: voters[voter]!.credential, counter, grades, random: luck.bytes(64) }).bytes

/** The sum of what counts: of each voter the last ballot. */
export function sumOf(election: Election, casts: readonly { cast: Cast; bytes: Uint8Array }[]): Aggregate {
  const last = new Map(casts.map((each) => [each.cast.voter, each]))
  return [...last.values()].reduce(
    (sum, { cast, bytes }) => addBallot(election.poll, sum, bytes, election.voters[cast.voter]!.weight),
    emptyAggregate(election.poll),
  )
}

/** All leaves of an honest poll, from the opening to the result opened by these holders (the server is always one). */
export function leavesOf(luck: Chance, election: Election, casts: readonly Cast[], trustees: readonly number[] = []): Uint8Array[] {
  const { poll, boardSeed, secrets, voters } = election
  const made = casts.map((cast) => ({ cast, bytes: castBallot(luck, election, cast) }))
  const aggregate = aggregateLeaf(poll, sumOf(election, made))
  const partials = [0, ...trustees].map((number) =>
    decryptPartially(poll, poll.holders[number]!, secrets[number]!, aggregate, luck.bytes(32)),
  )
  const result = openAggregate(poll, aggregate, partials)
  return [
    writeLeaf({ kind: 'open', ctx: poll.ctx, at: 1_000 }),
    ...made.map(({ cast, bytes }) => writeLeaf({ kind: 'ballot', weight: voters[cast.voter]!.weight, ballot: bytes })),
    signLeaf(boardSeed, poll.ctx, { kind: 'close', at: 2_000 }),
    writeLeaf(aggregate),
    ...partials.map(writeLeaf),
    ...(result ? [writeLeaf(result)] : []),
  ]
}

/** The records of a dossier: a head after the opening, one in the middle, one that covers all. */
export function recordsOf(
  election: Election,
  leaves: readonly Uint8Array[],
  heads = [1, Math.ceil(leaves.length / 2), leaves.length],
): DossierRecord[] {
  const { poll, manifestBytes, voters, boardSeed } = election
  const roll = sortRoll(voters.map(({ credential, weight }) => ({ credential: credential.publicBytes, weight })))
  let log = emptyLog
  return [
    { type: 'manifest', bytes: manifestBytes },
    ...roll.map((entry) => ({ type: 'roll', entry }) as const),
    ...leaves.flatMap((bytes): DossierRecord[] => {
      log = append(log, nodeOf(poll, bytes))
      const head = { size: log.size, root: rootOf(log), at: 1_000 + log.size }
      return [
        { type: 'leaf', bytes },
        ...(heads.includes(log.size) ? [{ type: 'head', head: signHead(boardSeed, poll.ctx, head) } as const] : []),
      ]
    }),
  ]
}

export async function fileOf(records: readonly DossierRecord[]): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of writeDossier(records)) parts.push(part)
  return concat(...parts)
}

/** The bytes of a file, in pieces of any size. */
export const reopened = (bytes: Uint8Array, size = 10_000) =>
  async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
