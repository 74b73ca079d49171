import { type Aggregate, aggregateLeaf, emptyAggregate, refuseOpening } from './aggregate.ts'
import { isSignedWith } from './board-key.ts'
import { Malformed, same } from './bytes.ts'
import { keyOf } from './counting-plan.ts'
import { readKey } from './group.ts'
import { type Leaf, type LeafKind, leafSigned, readLeaf, writeLeaf } from './leaf.ts'
import { resultHolds } from './open-aggregate.ts'
import type { OpenPoll } from './open-poll.ts'
import { partialHolds } from './partial.ts'
import type { RollEntry } from './roll.ts'
import { type CheapRefusal, refuseCheaply } from './verify-ballot.ts'

type Voter = { weight: number; lastCounter: number; valid: number; revoked: boolean }
type LeafOf<Kind extends LeafKind> = Leaf & { kind: Kind }

/** Everything that the next leaf is judged by. It changes as leaves are accepted. */
export type Board = {
  poll: OpenPoll
  phase: 'announced' | 'open' | 'closed' | 'opening' | 'counted'
  closesAt: number
  leaves: number
  voters: Map<string, Voter>
  /** Ballots whose proof was found wrong, and not yet cancelled. */
  wrong: Set<number>
  aggregate: Aggregate
  published: LeafOf<'aggregate'> | null
  partials: LeafOf<'partial'>[]
  result: LeafOf<'result'> | null
}

export type LeafRefusal =
  | 'malformed'
  | 'out-of-order'
  | 'another-manifest'
  | Exclude<CheapRefusal, 'malformed'>
  | 'wrong-weight'
  | 'revote-forbidden'
  | 'wrong-proof'
  | 'already-on-the-roll'
  | 'nothing-to-cancel'
  | 'not-later'
  | 'closed-too-early'
  | 'wrong-sum'
  | 'too-few-ballots'
  | 'weight-cast-by-too-few'
  | 'unknown-holder'
  | 'partial-twice'
  | 'wrong-partial'
  | 'too-few-partials'
  | 'wrong-result'

export const newBoard = (poll: OpenPoll): Board => ({
  poll,
  phase: 'announced',
  closesAt: poll.manifest.closesAt,
  leaves: 0,
  voters: new Map(),
  wrong: new Set(),
  aggregate: emptyAggregate(poll),
  published: null,
  partials: [],
  result: null,
})

/** Puts a line of the roll on the board. False when the credential is there already. Throws Malformed on what is no credential. */
export function enrol({ poll, voters }: Board, { credential, weight }: RollEntry): boolean {
  readKey(poll.group, credential, 'credential')
  const key = keyOf(credential)
  if (voters.has(key)) return false
  voters.set(key, { weight, lastCounter: 0, valid: 0, revoked: false })
  return true
}

/**
 * Accepts the next leaf, or says why it cannot be there; the board is then of no more use. A ballot is held to everything but
 * the proofs of its rows, which the caller checks, however it likes, and tells by settleRows before the close.
 */
export function accept(board: Board, bytes: Uint8Array): LeafRefusal | null {
  try {
    const leaf = readLeaf(board.poll, bytes)
    const refusal = refuseOrder(board, leaf.kind) ?? refuseLeaf(board, leaf, bytes)
    if (refusal === null) board.leaves++
    return refusal
  } catch (error) {
    if (error instanceof Malformed) return 'malformed'
    throw error
  }
}

const allowed: Record<Board['phase'], readonly Leaf['kind'][]> = {
  announced: ['open'],
  open: ['ballot', 'roll-add', 'cancel', 'extend', 'close'],
  closed: ['cancel', 'aggregate'],
  opening: ['partial', 'result'],
  counted: [],
}
const refuseOrder = ({ phase }: Board, kind: Leaf['kind']) => (allowed[phase].includes(kind) ? null : 'out-of-order')

function refuseLeaf(board: Board, leaf: Leaf, bytes: Uint8Array): LeafRefusal | null {
  switch (leaf.kind) {
    case 'open':
      if (!same(leaf.ctx, board.poll.ctx)) return 'another-manifest'
      board.phase = 'open'
      return null
    case 'ballot':
      return refuseBallotLeaf(board, leaf)
    case 'roll-add':
      if (!signedFor(board, 'roll', leaf, bytes)) return 'not-signed'
      return enrol(board, leaf) ? null : 'already-on-the-roll'
    case 'cancel':
      return refuseCancel(board, leaf, bytes)
    case 'extend':
      if (!signedFor(board, 'board', leaf, bytes)) return 'not-signed'
      if (leaf.closesAt <= board.closesAt || leaf.at >= board.closesAt) return 'not-later'
      board.closesAt = leaf.closesAt
      return null
    case 'close':
      if (!signedFor(board, 'board', leaf, bytes)) return 'not-signed'
      if (leaf.at < board.closesAt) return 'closed-too-early'
      board.phase = 'closed'
      return null
    case 'aggregate':
      return refuseAggregate(board, leaf)
    case 'partial':
      return refusePartial(board, leaf)
    case 'result':
      return refuseResult(board, leaf)
  }
}

/** The registrar, where the poll has one, signs what changes the roll; the board signs the rest. */
function signedFor({ poll }: Board, by: 'board' | 'roll', { signature }: { signature: Uint8Array }, bytes: Uint8Array): boolean {
  const { boardKey, registrarKey } = poll.manifest
  return isSignedWith(by === 'roll' ? (registrarKey ?? boardKey) : boardKey, leafSigned(poll.ctx, bytes), signature)
}

function refuseBallotLeaf({ poll, voters }: Board, { ballot, weight }: LeafOf<'ballot'>): LeafRefusal | null {
  const find = (credential: Uint8Array) => voters.get(keyOf(credential)) ?? null
  const refusal = refuseCheaply(poll, ballot, find)
  if (refusal !== null) return refusal
  const voter = find(ballot.subarray(5, 37))!
  if (voter.revoked) return 'not-on-the-roll'
  if (voter.weight !== weight) return 'wrong-weight'
  if (poll.manifest.revotes === 'never' && voter.valid > 0) return 'revote-forbidden'
  voter.lastCounter++
  voter.valid++
  return null
}

/** Says that the proofs of this ballot are wrong: it must be cancelled, and leaves its voter free to cast again. */
export function markWrong({ voters, wrong }: Board, index: number, ballot: Uint8Array) {
  wrong.add(index)
  voters.get(keyOf(ballot.subarray(5, 37)))!.valid--
}

function refuseCancel(board: Board, leaf: LeafOf<'cancel'>, bytes: Uint8Array): LeafRefusal | null {
  if (!signedFor(board, leaf.rule === 'invalid-proof' ? 'board' : 'roll', leaf, bytes)) return 'not-signed'
  if ('ballot' in leaf.target) return board.wrong.delete(leaf.target.ballot) ? null : 'nothing-to-cancel'
  if (board.phase === 'closed') return 'out-of-order' // who may vote is settled when the votes are in
  const voter = board.voters.get(keyOf(leaf.target.credential))
  if (!voter || voter.revoked) return 'nothing-to-cancel'
  voter.revoked = true
  return null
}

function refuseAggregate(board: Board, leaf: LeafOf<'aggregate'>): LeafRefusal | null {
  const { poll, aggregate } = board
  const refusal = refuseOpening(aggregate, poll.manifest.minimum)
  if (refusal !== null) return refusal
  if (!same(writeLeaf(aggregateLeaf(poll, aggregate)), writeLeaf(leaf))) return 'wrong-sum'
  board.published = leaf
  board.phase = 'opening'
  return null
}

function refusePartial({ poll, partials, published }: Board, leaf: LeafOf<'partial'>): LeafRefusal | null {
  const holder = poll.holders[leaf.holder]
  if (!holder) return 'unknown-holder'
  if (partials.some((given) => given.holder === leaf.holder)) return 'partial-twice'
  if (!partialHolds(poll, holder, published!, leaf)) return 'wrong-partial'
  partials.push(leaf)
  return null
}

function refuseResult(board: Board, leaf: LeafOf<'result'>): LeafRefusal | null {
  const holds = resultHolds(board.poll, board.published!, board.partials, leaf)
  if (holds === null) return 'too-few-partials'
  if (!holds) return 'wrong-result'
  board.result = leaf
  board.phase = 'counted'
  return null
}
