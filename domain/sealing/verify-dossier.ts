import { addBallot } from './aggregate.ts'
import { accept, type Board, enrol, type LeafRefusal, markWrong, newBoard } from './board.ts'
import { compareBytes, Malformed, same } from './bytes.ts'
import { type CountingPlan, planCounting } from './counting-plan.ts'
import { type DossierRecord, readDossier } from './dossier.ts'
import type { Group } from './group.ts'
import { type Head, isHeadOf } from './head.ts'
import { type LeafKind, leafKinds, nodeOf } from './leaf.ts'
import { append, emptyLog, leafNode, type Peaks, rootOf } from './merkle-log.ts'
import { type OpenPoll, openPoll } from './open-poll.ts'
import { type RollEntry, writeRollEntry } from './roll.ts'
import { rowsHold } from './verify-ballot.ts'

export type FaultReason = LeafRefusal | 'not-sorted' | 'another-roll' | 'another-root' | 'not-covered'

/** The first thing that is wrong. leaf: its index on the board, or null when it is not a leaf; detail: in English, for a log. */
export type Fault = { leaf: number | null; kind: LeafKind | 'file' | 'manifest' | 'roll' | 'head'; reason: FaultReason; detail: string }

export type Verdict = { fault: Fault } | { fault: null; board: Board; root: Uint8Array }

export type VerifyOptions = {
  /** Told after each leaf: how many are done. The total is known to who opened the file, by its bytes. */
  onProgress?: (leaves: number) => void
  /** Checks the rows of a ballot elsewhere: in a worker, on another core. */
  checkRows?: (poll: OpenPoll, ballot: Uint8Array) => boolean | Promise<boolean>
}

/** How many ballots may be checked elsewhere while the reading goes on. */
const window = 64

/**
 * Verifies a dossier from the first byte to the last and names what is wrong first. `open` gives its bytes from the start, twice:
 * a first reading finds which ballots count, a second checks everything. What stays in memory is a line a voter.
 */
export async function verifyDossier(group: Group, open: () => AsyncIterable<Uint8Array>, options: VerifyOptions = {}): Promise<Verdict> {
  const reading = newReading(group)
  try {
    reading.plan = await planCounting(readDossier(open()))
    for await (const record of readDossier(open())) {
      const fault = await next(reading, record, options)
      if (fault) return { fault }
    }
    return (await settle(reading, 0)) ?? conclude(reading)
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    const earlier = await settle(reading, 0)
    return earlier ?? { fault: { leaf: null, kind: reading.board ? 'file' : 'manifest', reason: 'malformed', detail: error.message } }
  }
}

type Pending = { index: number; ballot: Uint8Array; weight: number; holds: boolean | Promise<boolean> }
type Reading = {
  group: Group
  plan: CountingPlan
  board: Board | null
  roll: { log: Peaks; last: RollEntry | null; weight: number; checked: boolean }
  log: Peaks
  lastHead: Head | null
  pending: Pending[]
}

const newReading = (group: Group): Reading => ({
  group,
  plan: { counting: new Set(), invalid: new Set() },
  board: null,
  roll: { log: emptyLog, last: null, weight: 0, checked: false },
  log: emptyLog,
  lastHead: null,
  pending: [],
})

const wrong = (kind: Fault['kind'], reason: FaultReason, detail: string, leaf: number | null = null): Fault => ({
  leaf,
  kind,
  reason,
  detail,
})

async function next(reading: Reading, record: DossierRecord, options: VerifyOptions): Promise<Fault | null> {
  if (record.type === 'manifest') {
    if (reading.board) return wrong('manifest', 'out-of-order', 'a second manifest')
    reading.board = newBoard(openPoll(reading.group, record.bytes))
    return null
  }
  const { board } = reading
  if (!board) return wrong('manifest', 'out-of-order', 'no manifest at the start')
  switch (record.type) {
    case 'roll':
      return nextEntry(reading, board, record.entry)
    case 'head':
      return nextHead(reading, board, record.head)
    case 'leaf':
      return refuseRollOnce(reading, board) ?? nextLeaf(reading, board, record.bytes, options)
  }
}

function nextEntry({ roll }: Reading, board: Board, entry: RollEntry): Fault | null {
  const number = roll.log.size + 1
  if (roll.checked) return wrong('roll', 'out-of-order', 'a line of the roll after the leaves')
  if (roll.last && compareBytes(roll.last.credential, entry.credential) >= 0) return wrong('roll', 'not-sorted', `line ${number}`)
  enrol(board, entry)
  roll.log = append(roll.log, leafNode(writeRollEntry(entry)))
  roll.last = entry
  roll.weight += entry.weight
  return null
}

/** Before the first leaf, the roll must be the one that the manifest froze. */
function refuseRollOnce({ roll }: Reading, { poll }: Board): Fault | null {
  if (roll.checked) return null
  roll.checked = true
  const { size, weight, root } = poll.manifest.roll
  const right = roll.log.size === size && roll.weight === weight && same(rootOf(roll.log), root)
  return right ? null : wrong('roll', 'another-roll', `${roll.log.size} lines, weight ${roll.weight}`)
}

async function nextLeaf(reading: Reading, board: Board, bytes: Uint8Array, options: VerifyOptions): Promise<Fault | null> {
  const index = board.leaves
  const kind = leafKinds[bytes[0]! - 1] ?? 'file'
  if (kind !== 'ballot') {
    const earlier = await settle(reading, 0)
    if (earlier) return earlier.fault
  }
  const refusal = accept(board, bytes)
  if (refusal) return (await settle(reading, 0))?.fault ?? wrong(kind, refusal, `leaf ${index}`, index)
  reading.log = append(reading.log, nodeOf(board.poll, bytes))
  if (kind === 'ballot') {
    const ballot = bytes.subarray(5)
    const weight = new DataView(bytes.buffer, bytes.byteOffset + 1, 4).getUint32(0)
    reading.pending.push({ index, ballot, weight, holds: (options.checkRows ?? rowsHold)(board.poll, ballot) })
  }
  options.onProgress?.(board.leaves)
  // A voter who casts again must find the last ballot judged: where revotes are forbidden the queue is emptied each time.
  const most = board.poll.manifest.revotes === 'never' ? 0 : window
  return (await settle(reading, most))?.fault ?? null
}

/** Waits for the proofs of the earliest ballots until `most` are left, and adds up those that count. */
async function settle({ board, pending, plan }: Reading, most: number): Promise<{ fault: Fault } | null> {
  while (board && pending.length > most) {
    const { index, ballot, weight, holds } = pending.shift()!
    if (!(await holds)) {
      if (!plan.invalid.has(index)) return { fault: wrong('ballot', 'wrong-proof', `leaf ${index}`, index) }
      markWrong(board, index, ballot)
    } else if (plan.counting.has(index)) {
      board.aggregate = addBallot(board.poll, board.aggregate, ballot, weight)
    }
  }
  return null
}

function nextHead(reading: Reading, { poll, leaves }: Board, head: Head): Fault | null {
  const at = `head of ${head.size} leaves`
  if (head.size !== leaves) return wrong('head', 'out-of-order', at)
  if (!isHeadOf(poll.manifest.boardKey, poll.ctx, head)) return wrong('head', 'not-signed', at)
  if (!same(head.root, rootOf(reading.log))) return wrong('head', 'another-root', at)
  if (reading.lastHead && head.at < reading.lastHead.at) return wrong('head', 'not-later', at)
  reading.lastHead = head
  return null
}

function conclude({ board, log, lastHead }: Reading): Verdict {
  if (!board) return { fault: wrong('file', 'malformed', 'no manifest') }
  if (lastHead?.size !== board.leaves) return { fault: wrong('head', 'not-covered', 'no head covers the last leaves') }
  return { fault: null, board, root: rootOf(log) }
}
