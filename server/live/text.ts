import * as Y from 'yjs'
import { liveLimits as limits } from '#domain/document.ts'
import { Knowledge } from '#server/live/knowledge.ts'
import type { Materialise } from '#server/yjs-thread.ts'
import { packedFrame, updateFrame, updateWithin, type ClosingReason } from '#server/live/messages.ts'
import { scan, type Scan } from '#server/live/scan.ts'

/** A text as the database holds it: the compacted state, up to which row it goes, and the rows since. */
export type Stored = {
  generation: number
  schemaVersion: number
  uptoSeq: number
  state: Uint8Array
  rows: { seq: number; bytes: Uint8Array }[]
}

/** Below this, the base is sent whole and as it is: neither a difference nor packing is worth the time it takes. */
const smallBase = 32 * 1024
/** So many single updates are sent one by one to someone who joins; beyond, they are merged once for all. */
const mergeAfter = 32

/**
 * The bytes of one text: a compacted base and the updates since (the tail), each kept as the frame that goes on the wire.
 * Those who join receive these frames as they are; nothing is applied and, but for a returning client, nothing computed.
 */
export class Text {
  readonly generation: number
  readonly schemaVersion: number
  readonly knowledge = new Knowledge()
  readonly #materialise: Materialise
  #base: Buffer
  #baseKnowledge: Knowledge | null = null
  /** The base as a frame for those who unpack it; made when the first of them comes. */
  #packed: Promise<Buffer> | null = null
  #tail: Buffer[] = []
  #tailBytes = 0
  /** The first `count` frames of the tail in one. */
  #merged: { frame: Buffer; count: number } | null = null
  #uptoSeq: number
  #lastSeq: number

  constructor(stored: Stored, materialise: Materialise) {
    this.generation = stored.generation
    this.schemaVersion = stored.schemaVersion
    this.#materialise = materialise
    this.#uptoSeq = stored.uptoSeq
    this.#lastSeq = stored.uptoSeq
    this.#base = updateFrame(stored.state)
    this.knowledge.learn(scan(stored.state))
    for (const { seq, bytes } of stored.rows) {
      this.knowledge.learn(scan(bytes))
      this.#tail.push(updateFrame(bytes))
      this.#tailBytes += bytes.length
      this.#lastSeq = Math.max(this.#lastSeq, seq)
    }
  }

  get lastSeq(): number {
    return this.#lastSeq
  }

  get uptoSeq(): number {
    return this.#uptoSeq
  }

  /** Updates since the last compaction. */
  get tailLength(): number {
    return this.#tail.length
  }

  /** Why no more may be written, or null. Deleting is always allowed. */
  refuse(update: Scan): ClosingReason | null {
    if (update.blocks.length === 0) return null
    if (this.#base.length > limits.documentBytes) return 'tooLarge'
    return this.#tailBytes > limits.documentBytes * 2 ? 'tryLater' : null
  }

  get wantsCompaction(): boolean {
    return this.#tail.length >= limits.compactAfter || this.#tailBytes > limits.documentBytes / 2
  }

  /** Takes an update weighed as news; `bytes` are a view of the frame. */
  append(update: Uint8Array, scanned: Scan): { frame: Buffer; bytes: Uint8Array; seq: number } {
    const frame = updateFrame(this.knowledge.trim(update, scanned))
    const bytes = updateWithin(frame)
    this.knowledge.learn(scanned)
    this.#tail.push(frame)
    this.#tailBytes += bytes.length
    return { frame, bytes, seq: ++this.#lastSeq }
  }

  /** The frames that someone with this vector misses, the large one first. A promise when it takes the thread. */
  missedBy(vector: ReadonlyMap<number, number>, encoded: Uint8Array, unpacks = false): Buffer[] | Promise<Buffer[]> {
    const tail = this.#joinTail()
    if (vector.size === 0 && unpacks && this.#base.length >= smallBase) return this.#packedBase().then((packed) => [packed, ...tail])
    if (vector.size === 0) return [this.#base, ...tail]
    const base = (this.#baseKnowledge ??= knowledgeOf(updateWithin(this.#base)))
    if (base.isWithin(vector)) return [updateFrame(base.deletionsAsUpdate()), ...tail]
    if (this.#base.length < smallBase) return [this.#base, ...tail]
    const whole = this.#base
    return this.#materialise.difference(updateWithin(whole), encoded).then(
      (missed) => [updateFrame(missed), ...tail],
      () => [whole, ...tail],
    )
  }

  #packedBase(): Promise<Buffer> {
    const whole = this.#base
    return (this.#packed ??= this.#materialise.packed(updateWithin(whole)).then(packedFrame, () => whole))
  }

  #joinTail(): Buffer[] {
    const merged = this.#merged?.count ?? 0
    if (this.#tail.length - merged > mergeAfter) {
      const parts = [...(this.#merged ? [this.#merged.frame] : []), ...this.#tail.slice(merged)]
      this.#merged = { frame: updateFrame(Y.mergeUpdates(parts.map(updateWithin))), count: this.#tail.length }
    }
    return this.#merged ? [this.#merged.frame, ...this.#tail.slice(this.#merged.count)] : [...this.#tail]
  }

  /** Everything up to now, as updates. */
  get updates(): Uint8Array[] {
    return [this.#base, ...this.#tail].map(updateWithin)
  }

  /** Everything up to now in one state, made aside; `settle` puts it in place once it is stored. */
  async compacted(): Promise<{ state: Uint8Array; uptoSeq: number; settle: () => void }> {
    const uptoSeq = this.#lastSeq
    const count = this.#tail.length
    const state = await this.#materialise.compact(this.updates)
    const settle = () => {
      this.#base = updateFrame(state)
      this.#baseKnowledge = null
      this.#packed = null
      this.#merged = null
      this.#tail = this.#tail.slice(count)
      this.#tailBytes = this.#tail.reduce((sum, frame) => sum + frame.length, 0)
      this.#uptoSeq = uptoSeq
    }
    return { state, uptoSeq, settle }
  }
}

function knowledgeOf(state: Uint8Array): Knowledge {
  const knowledge = new Knowledge()
  knowledge.learn(scan(state))
  return knowledge
}
