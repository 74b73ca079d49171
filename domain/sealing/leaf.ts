import { ballotHash } from './ballot-bytes.ts'
import { concat, Malformed, sized, u32, u64, u8 } from './bytes.ts'
import { leafNode } from './merkle-log.ts'
import { read, type Reader } from './reader.ts'
import { countersOf, type SealedPoll } from './sealed-poll.ts'
import { frame, sha256 } from './transcript.ts'

/** Why a cancel leaf was written. Anyone checks `invalid-proof`; the others are known to the registrar, who signs. */
export const cancelRules = ['invalid-proof', 'lost-code', 'ineligible'] as const
export type CancelRule = (typeof cancelRules)[number]

/**
 * The entries of the board. Instants in ms since 1970. `signature` is Ed25519 over frame('leaf', ctx, the bytes before it): of
 * the board, or of the registrar for what changes the roll.
 */
export type Leaf =
  | { kind: 'open'; ctx: Uint8Array; at: number }
  | { kind: 'ballot'; weight: number; ballot: Uint8Array }
  | { kind: 'roll-add'; credential: Uint8Array; weight: number; at: number; reason: string; signature: Uint8Array }
  /** A ballot whose proof is wrong, by its index; or a credential, with all its ballots. */
  | { kind: 'cancel'; rule: CancelRule; target: Target; at: number; signer: string; reason: string; signature: Uint8Array }
  | { kind: 'extend'; closesAt: number; at: number; reason: string; signature: Uint8Array }
  | { kind: 'close'; at: number; signature: Uint8Array }
  | { kind: 'aggregate'; ballots: number; weight: number; sums: Uint8Array }
  | { kind: 'partial'; holder: number; decryptions: Uint8Array; proof: Uint8Array }
  | { kind: 'result'; ballots: number; weight: number; counts: readonly (readonly number[])[] }
export type Target = { ballot: number } | { credential: Uint8Array }
export type LeafKind = Leaf['kind']

/** The first byte of a leaf is its kind, from 1 in this order. */
export const leafKinds = ['open', 'ballot', 'roll-add', 'cancel', 'extend', 'close', 'aggregate', 'partial', 'result'] as const

const most = { reason: 2048, signer: 256 }

export const writeLeaf = (leaf: Leaf): Uint8Array => concat(u8(1 + leafKinds.indexOf(leaf.kind)), body(leaf))

function body(leaf: Leaf): Uint8Array {
  switch (leaf.kind) {
    case 'open':
      return concat(leaf.ctx, u64(leaf.at))
    case 'ballot':
      return concat(u32(leaf.weight), leaf.ballot)
    case 'roll-add':
      return concat(leaf.credential, u32(leaf.weight), u64(leaf.at), sized(leaf.reason), leaf.signature)
    case 'cancel': {
      const { rule, target, at, signer, reason, signature } = leaf
      const aimed = 'ballot' in target ? u64(target.ballot) : target.credential
      return concat(u8(cancelRules.indexOf(rule)), aimed, u64(at), sized(signer), sized(reason), signature)
    }
    case 'extend':
      return concat(u64(leaf.closesAt), u64(leaf.at), sized(leaf.reason), leaf.signature)
    case 'close':
      return concat(u64(leaf.at), leaf.signature)
    case 'aggregate':
      return concat(u32(leaf.ballots), u32(leaf.weight), leaf.sums)
    case 'partial':
      return concat(u8(leaf.holder), leaf.decryptions, leaf.proof)
    case 'result':
      return concat(u32(leaf.ballots), u32(leaf.weight), ...leaf.counts.flat().map(u32))
  }
}

/** Strict, within the sizes of this poll. Throws Malformed. */
export function readLeaf(shape: Pick<SealedPoll, 'choices' | 'grades'>, bytes: Uint8Array): Leaf {
  const reader = read(bytes)
  const leaf = readBody(shape, leafKinds[reader.oneOf([1, 2, 3, 4, 5, 6, 7, 8, 9], 'kind') - 1]!, reader)
  reader.end()
  return leaf
}

function readBody(shape: Pick<SealedPoll, 'choices' | 'grades'>, kind: LeafKind, reader: Reader): Leaf {
  const at = () => reader.u64('at')
  const reason = () => reader.text(most.reason, 'reason')
  const signature = () => reader.take(64, 'signature')
  const counters = countersOf(shape)
  switch (kind) {
    case 'open':
      return { kind, ctx: reader.take(64, 'ctx'), at: at() }
    case 'ballot':
      return { kind, weight: positive(reader.u32('weight')), ballot: reader.rest('ballot') }
    case 'roll-add':
      return {
        kind,
        credential: reader.take(32, 'credential'),
        weight: positive(reader.u32('weight')),
        at: at(),
        reason: reason(),
        signature: signature(),
      }
    case 'cancel': {
      const rule = cancelRules[reader.oneOf([0, 1, 2], 'rule')]!
      const target = rule === 'invalid-proof' ? { ballot: reader.u64('ballot') } : { credential: reader.take(32, 'credential') }
      return { kind, rule, target, at: at(), signer: reader.text(most.signer, 'signer'), reason: reason(), signature: signature() }
    }
    case 'extend':
      return { kind, closesAt: reader.u64('closing'), at: at(), reason: reason(), signature: signature() }
    case 'close':
      return { kind, at: at(), signature: signature() }
    case 'aggregate':
      return { kind, ballots: reader.u32('ballots'), weight: reader.u32('weight'), sums: reader.take(64 * counters, 'sums') }
    case 'partial':
      return { kind, holder: reader.u8('holder'), decryptions: reader.take(32 * counters, 'decryptions'), proof: reader.take(64, 'proof') }
    case 'result': {
      const [ballots, weight] = [reader.u32('ballots'), reader.u32('weight')]
      const row = () => Array.from({ length: shape.grades }, () => reader.u32('count'))
      return { kind, ballots, weight, counts: Array.from({ length: shape.choices }, row) }
    }
  }
}

function positive(weight: number): number {
  if (weight === 0) throw new Malformed('weight: at least 1')
  return weight
}

/** What is hashed into the log. A ballot is there by the hash its receipt promises, with its weight; any other by SHA-256. */
export function entryOf(shape: Pick<SealedPoll, 'choices' | 'grades'>, bytes: Uint8Array): Uint8Array {
  const isBallot = bytes[0] === 1 + leafKinds.indexOf('ballot')
  return isBallot ? ballotEntry(bytes.subarray(1, 5), ballotHash(shape, bytes.subarray(5))) : concat(bytes.subarray(0, 1), sha256(bytes))
}

/** kind 1 · weight 4 · leaf hash 32: what a phone computes from its receipt to check that its ballot is on the board. */
export const ballotEntry = (weight: Uint8Array, leafHash: Uint8Array) => concat(u8(1 + leafKinds.indexOf('ballot')), weight, leafHash)

/** The leaf's node in the Merkle log. */
export const nodeOf = (shape: Pick<SealedPoll, 'choices' | 'grades'>, bytes: Uint8Array) => leafNode(entryOf(shape, bytes))

/** What the signature of a leaf signs. */
export const leafSigned = (ctx: Uint8Array, leafBytes: Uint8Array) => frame('leaf', ctx, leafBytes.subarray(0, -64))
