import { addBallot, emptyAggregate } from '../../domain/sealing/aggregate.ts'
import { ballotHash } from '../../domain/sealing/ballot-bytes.ts'
import { accept, type Board, enrol, markWrong, newBoard } from '../../domain/sealing/board.ts'
import { compareBytes, same, toHex } from '../../domain/sealing/bytes.ts'
import { keyOf } from '../../domain/sealing/counting-plan.ts'
import type { Group } from '../../domain/sealing/group.ts'
import { isHeadOf } from '../../domain/sealing/head.ts'
import { leafKinds, nodeOf } from '../../domain/sealing/leaf.ts'
import { append, emptyLog, rootOf } from '../../domain/sealing/merkle-log.ts'
import { openPoll } from '../../domain/sealing/open-poll.ts'
import { type RollEntry, rollRoot, totalWeight } from '../../domain/sealing/roll.ts'
import { sha256 } from '../../domain/sealing/transcript.ts'
import { type Client, decoded, Inconsistent, type Seen, type SeenLeaf } from './client.ts'
import { fingerprint, type State } from './state.ts'

export type Told = { size: number; ballots: number; voters: number; heads: number; root: Uint8Array; over: boolean }

const page = 200

/**
 * Follows a board from outside: each round looks at the signed heads, takes the leaves up to the latest, holds each to the rules of
 * domain/sealing/board.ts, and computes every root anew. It trusts nothing that it did not hash. `checkRows` checks the proofs of a
 * ballot; those below `before.size` were checked by the run that left this state, and its head binds them.
 */
export function following(client: Client, group: Group, checkRows: (manifest: Uint8Array, ballot: Uint8Array) => Promise<boolean>) {
  let board: Board | null = null
  let manifest: Uint8Array = new Uint8Array()
  let log = emptyLog
  let before: State | null = null
  const hashes: string[] = []
  /** The ballot of each voter that counts so far. */
  const counting = new Map<string, number>()
  const heads = new Map<number, Buffer>()

  async function begin(state: State | null) {
    manifest = await client.manifest()
    if (state && state.poll === client.id && fingerprint(manifest) !== state.manifest)
      throw new Inconsistent('another manifest than the last time')
    if (state && state.poll !== client.id) throw new Error('this state is that of another poll')
    const begun = newBoard(decoded(() => openPoll(group, manifest)))
    if (begun.poll.id !== client.id) throw new Inconsistent('the manifest is that of another poll')
    enrolAll(begun, await client.roll())
    if (state) heads.set(state.size, Buffer.from(state.head, 'base64'))
    before = state
    board = begun
  }

  function enrolAll(to: Board, roll: readonly RollEntry[]) {
    const { size, weight, root } = to.poll.manifest.roll
    const sorted = roll.every(({ credential }, at) => at === 0 || compareBytes(roll[at - 1]!.credential, credential) < 0)
    if (!sorted || roll.length !== size || totalWeight(roll) !== weight || !same(rollRoot(roll), root))
      throw new Inconsistent('the roll is not the one that the manifest froze')
    for (const entry of roll) decoded(() => enrol(to, entry))
  }

  /** One look. Resolves with what was found; rejects with Inconsistent, Unreachable, or a bug. */
  async function round(): Promise<Told> {
    const seen = await client.board()
    const latest = judgeHeads(seen)
    while (log.size < latest) await take(await client.leaves(log.size, Math.min(page, latest - log.size)))
    await lookAgain()
    const voters = [...board!.voters.values()].filter(({ lastCounter }) => lastCounter > 0)
    return {
      size: log.size,
      ballots: voters.reduce((sum, { lastCounter }) => sum + lastCounter, 0),
      voters: voters.length,
      heads: heads.size,
      root: rootOf(log),
      over: board!.phase === 'counted',
    }
  }

  /** Every head must be signed, and be the one that was seen for its size; the latest may only go forward. Gives its size. */
  function judgeHeads({ size, heads: shown }: Seen): number {
    const { poll } = board!
    const known = Math.max(0, ...heads.keys())
    let at = 0
    for (const { head, bytes } of shown) {
      if (!isHeadOf(poll.manifest.boardKey, poll.ctx, head))
        throw new Inconsistent(`the head of ${head.size} leaves is not signed by the board`)
      if (head.at < at) throw new Inconsistent(`the head of ${head.size} leaves is older than the one before it`)
      at = head.at
      const other = heads.get(head.size)
      if (other && !same(other.subarray(8, 40), bytes.subarray(8, 40)))
        throw new Inconsistent(`two boards were signed at ${head.size} leaves`)
      if (!other && head.size < log.size) throw new Inconsistent(`a head of ${head.size} leaves appears behind those already seen`)
      if (!other) heads.set(head.size, bytes)
    }
    const latest = shown.at(-1)?.head.size ?? 0
    if (latest < known) throw new Inconsistent(`the board goes back: ${latest} leaves are signed, ${known} were`)
    if (size < latest) throw new Inconsistent(`the board has ${size} leaves and signed ${latest}`)
    return latest
  }

  async function take(leaves: SeenLeaf[]) {
    if (leaves.length === 0) throw new Inconsistent(`leaf ${log.size} was signed and is not there`)
    const proofs: { index: number; ballot: Uint8Array; holds: Promise<boolean> }[] = []
    for (const leaf of leaves) {
      const index = log.size
      if (leaf.position !== index) throw new Inconsistent(`leaf ${index} is not there: ${leaf.position} is in its place`)
      const kind = leafKinds[leaf.bytes[0]! - 1]
      if (kind === 'aggregate') board!.aggregate = await addedUp()
      const refusal = accept(board!, leaf.bytes)
      if (refusal) throw new Inconsistent(`leaf ${index} (${kind}): ${refusal}`)
      log = append(log, nodeOf(board!.poll, leaf.bytes))
      hashes.push(hashOf(leaf))
      if (hashes[index] !== leaf.hash) throw new Inconsistent(`leaf ${index} does not have the hash that is told`)
      if (kind === 'ballot') {
        const ballot = leaf.bytes.subarray(5)
        counting.set(keyOf(ballot.subarray(5, 37)), index)
        if (index >= (before?.size ?? 0)) proofs.push({ index, ballot, holds: checkRows(manifest, ballot) })
      }
      // A voter who may cast once must find the last ballot judged.
      if (board!.poll.manifest.revotes === 'never' || kind !== 'ballot') await judge(proofs)
      compareWithHead()
    }
    await judge(proofs)
  }

  async function judge(proofs: { index: number; ballot: Uint8Array; holds: Promise<boolean> }[]) {
    for (const { index, ballot, holds } of proofs.splice(0)) if (!(await holds)) markWrong(board!, index, ballot)
  }

  function compareWithHead() {
    const signed = heads.get(log.size)
    if (signed && !same(signed.subarray(8, 40), rootOf(log)))
      throw new Inconsistent(`the head of ${log.size} leaves is not the hash of these leaves`)
  }

  function hashOf({ bytes }: SeenLeaf): string {
    const isBallot = bytes[0] === 1 + leafKinds.indexOf('ballot')
    return toHex(isBallot ? ballotHash(board!.poll, bytes.subarray(5)) : sha256(bytes))
  }

  /** Reads a page again, drawn at random: a leaf that changed behind its head is noticed sooner or later, and at the count. */
  async function lookAgain() {
    if (log.size === 0) return
    const from = Math.floor(Math.random() * log.size)
    await reread(from, Math.min(page, log.size - from), () => {})
  }

  async function reread(from: number, count: number, use: (leaf: SeenLeaf) => void) {
    const leaves = await client.leaves(from, count)
    for (let at = 0; at < count; at++) {
      const leaf = leaves[at]
      if (leaf?.position !== from + at || hashOf(leaf) !== hashes[from + at]) throw new Inconsistent(`leaf ${from + at} is not what it was`)
      use(leaf)
    }
  }

  /** The sum, from the leaves read once more from the first: those of which nothing was cancelled, the last of each voter. */
  async function addedUp() {
    if (board!.wrong.size > 0) throw new Inconsistent(`leaf ${[...board!.wrong][0]} (ballot): wrong-proof, and it was not cancelled`)
    const { poll, voters } = board!
    let sum = emptyAggregate(poll)
    for (let from = 0; from < log.size; from += page)
      await reread(from, Math.min(page, log.size - from), ({ position, bytes }) => {
        if (leafKinds[bytes[0]! - 1] !== 'ballot') return
        const voter = keyOf(bytes.subarray(10, 42))
        if (counting.get(voter) === position && !voters.get(voter)!.revoked)
          sum = addBallot(poll, sum, bytes.subarray(5), bytes.readUInt32BE(1))
      })
    return sum
  }

  const state = (): State => {
    const size = Math.max(0, ...[...heads.keys()].filter((signed) => signed <= log.size))
    return { poll: client.id, manifest: fingerprint(manifest), size, head: (heads.get(size) ?? Buffer.alloc(0)).toString('base64') }
  }
  return { begin, round, state, begun: () => board !== null }
}
