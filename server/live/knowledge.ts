import { encode, writeUint8Array, writeVarUint } from 'lib0/encoding'
import { writeStateVector } from '#server/live/messages.ts'
import type { Block, Deletes, Scan } from '#server/live/scan.ts'

/**
 * What a room's text holds, without holding the text: for each client the first clock that is missing (the state vector of
 * Yjs), and the deleted ranges. Everything below the vector is present without a gap, because only whole news is learnt.
 */
export class Knowledge {
  readonly vector = new Map<number, number>()
  readonly deleted = new Map<number, number[]>()
  #encoded: Uint8Array | null = null

  /** The state vector as Yjs writes it. */
  get encodedVector(): Uint8Array {
    return (this.#encoded ??= writeStateVector(this.vector))
  }

  /**
   * What an update would bring: nothing new, something, or something that leans on what is not here. Structs may lean
   * on each other across clients; they are walked in the order in which Yjs would place them, so that a knot is seen as missing.
   */
  weigh(update: Scan): 'known' | 'news' | 'missing' {
    const walk = new Walk(this.vector, update.blocks)
    for (const block of update.blocks) if (!walk.finish(block.client)) return 'missing'
    let news = update.blocks.some((block) => block.to > this.#known(block.client))
    for (const { client, ranges } of update.deletes) {
      for (let i = 0; i < ranges.length; i += 2) {
        if (ranges[i + 1]! > walk.reach(client)) return 'missing'
        news ||= !covers(this.deleted.get(client), ranges[i]!, ranges[i + 1]!)
      }
    }
    return news ? 'news' : 'known'
  }

  /** Takes in an update that was weighed as news. */
  learn(update: Scan) {
    for (const { client, to } of update.blocks) {
      if (to <= this.#known(client)) continue
      this.vector.set(client, to)
      this.#encoded = null
    }
    for (const { client, ranges } of update.deletes) {
      let known = this.deleted.get(client)
      if (!known) this.deleted.set(client, (known = []))
      for (let i = 0; i < ranges.length; i += 2) add(known, ranges[i]!, ranges[i + 1]!)
    }
  }

  /**
   * The same update without the deletions that are known already. The step 2 of a returning client repeats every deletion
   * ever made in the text (Yjs keeps no vector for them): neither the log nor the others need them again.
   */
  trim(update: Uint8Array, scanned: Scan): Uint8Array {
    const fresh: Deletes[] = []
    let dropped = 0
    for (const { client, ranges } of scanned.deletes) {
      const known = this.deleted.get(client)
      const kept: number[] = []
      for (let i = 0; i < ranges.length; i += 2) {
        if (covers(known, ranges[i]!, ranges[i + 1]!)) dropped++
        else kept.push(ranges[i]!, ranges[i + 1]!)
      }
      if (kept.length > 0) fresh.push({ client, ranges: kept })
    }
    if (dropped === 0) return update
    const newStructs = scanned.blocks.some((block) => block.to > this.#known(block.client))
    const structs = newStructs ? update.subarray(0, scanned.deletesAt) : new Uint8Array([0])
    return withDeletes(structs, fresh)
  }

  /** Every deletion, as an update without structs: for a client that has all the structs of the text. */
  deletionsAsUpdate(): Uint8Array {
    return withDeletes(
      new Uint8Array([0]),
      [...this.deleted].map(([client, ranges]) => ({ client, ranges })),
    )
  }

  /** Does someone with this vector hold every struct that is known here? */
  isWithin(vector: ReadonlyMap<number, number>): boolean {
    for (const [client, clock] of this.vector) if ((vector.get(client) ?? 0) < clock) return false
    return true
  }

  #known(client: number): number {
    return this.vector.get(client) ?? 0
  }
}

/** Places the structs of an update one client after the other, going aside to another client when one leans on it. */
class Walk {
  readonly #known: ReadonlyMap<number, number>
  readonly #places = new Map<number, { block: Block; next: number; reach: number }>()

  constructor(known: ReadonlyMap<number, number>, blocks: readonly Block[]) {
    this.#known = known
    for (const block of blocks) {
      const reach = known.get(block.client) ?? 0
      this.#places.set(block.client, {
        block,
        next: 0,
        reach: block.needs.length === 0 && block.from <= reach ? Math.max(reach, block.to) : reach,
      })
    }
  }

  /** The first clock of this client that is neither known nor placed. */
  reach(client: number): number {
    return this.#places.get(client)?.reach ?? this.#known.get(client) ?? 0
  }

  /** Places everything of one client; false when that cannot be done. */
  finish(client: number): boolean {
    const stack = [{ client, until: this.#places.get(client)!.block.to }]
    const waiting = new Set([client])
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const missing = this.#advance(top.client, top.until)
      if (missing === null) {
        stack.pop()
        waiting.delete(top.client)
      } else if (waiting.has(missing.client) || !this.#places.has(missing.client)) {
        return false
      } else {
        stack.push({ client: missing.client, until: missing.clock + 1 })
        waiting.add(missing.client)
      }
    }
    return true
  }

  /**
   * Goes on until `until` is reached (null), or until another client, or a gap, stands in the way. What known structs lean on is looked
   * at too: Yjs does so before it sees that it has them, and would keep a forged one waiting.
   */
  #advance(client: number, until: number): { client: number; clock: number } | null {
    const place = this.#places.get(client)!
    const { block } = place
    if (place.reach >= until && place.next === block.needs.length) return null
    if (block.from > place.reach || until > block.to) return { client, clock: until }
    for (let need = block.needs[place.next]; need && need.at < until; need = block.needs[++place.next]) {
      if (need.client !== client) place.reach = Math.max(place.reach, need.at)
      if (this.reach(need.client) <= need.clock) return need
    }
    place.reach = Math.max(place.reach, until)
    return null
  }
}

function withDeletes(structs: Uint8Array, deletes: readonly Deletes[]): Uint8Array {
  return encode((encoder) => {
    writeUint8Array(encoder, structs)
    writeVarUint(encoder, deletes.length)
    for (const { client, ranges } of deletes) {
      writeVarUint(encoder, client)
      writeVarUint(encoder, ranges.length / 2)
      for (let i = 0; i < ranges.length; i += 2) {
        writeVarUint(encoder, ranges[i]!)
        writeVarUint(encoder, ranges[i + 1]! - ranges[i]!)
      }
    }
  })
}

/** The index of the first pair that ends at or after `clock`. Pairs are sorted and do not touch. */
function pairAt(ranges: readonly number[], clock: number): number {
  let low = 0
  let high = ranges.length / 2
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ranges[middle * 2 + 1]! < clock) low = middle + 1
    else high = middle
  }
  return low * 2
}

function covers(ranges: readonly number[] | undefined, from: number, to: number): boolean {
  if (!ranges) return false
  const at = pairAt(ranges, to)
  return at < ranges.length && ranges[at]! <= from
}

function add(ranges: number[], from: number, to: number) {
  const first = pairAt(ranges, from)
  let last = first
  while (last < ranges.length && ranges[last]! <= to) {
    from = Math.min(from, ranges[last]!)
    to = Math.max(to, ranges[last + 1]!)
    last += 2
  }
  ranges.splice(first, last - first, from, to)
}
