import type { Clock } from '#server/live/clock.ts'

/** One update of one text. `bytes` is a view of the frame that was broadcast. */
export type Row = { docId: string; seq: number; authorId: string | null; at: Date; bytes: Uint8Array }

/** What became of rows after an answer was lost: written by us, not there, or their place taken by another process. */
export type Fate = 'ours' | 'absent' | 'theirs'

/** The table behind the log. `append` writes all rows or none; a failure may still have written them. */
export type LogStore = {
  append(rows: readonly Row[]): Promise<void>
  fates(rows: readonly Row[]): Promise<Fate[]>
  /** Will the same rows fail again whatever one waits (a key, a foreign key)? */
  isFinal(error: unknown): boolean
}

/** Whose rows they are. `committed` means this row and all before it are durable. */
export type LogOwner = { committed(seq: number): void; lost(): void }

type Entry = { row: Row; owner: LogOwner; since: number }

/**
 * The log of all texts of this process. One insert is under way at a time and the next takes everything that came meanwhile: at one
 * edit a second it is a plain insert without delay, at thousands it is thousands in one commit. The database being away
 * only makes the queue longer: order is kept, nothing is told committed, and the same rows are tried again until they are in.
 */
export class Log {
  readonly #store: LogStore
  readonly #clock: Clock
  readonly #warn: (error: unknown) => void
  #queue: Entry[] = []
  #flying: Entry[] = []
  #flight: Promise<void> | null = null
  #bytes = 0
  #stopped = false

  constructor(store: LogStore, clock: Clock, warn: (error: unknown) => void) {
    this.#store = store
    this.#clock = clock
    this.#warn = warn
  }

  /** Bytes that wait for the database. */
  get backlog(): number {
    return this.#bytes
  }

  /** For how many milliseconds the oldest row has waited; 0 when nothing waits. */
  lateness(): number {
    const oldest = this.#flying[0] ?? this.#queue[0]
    return oldest ? this.#clock.now() - oldest.since : 0
  }

  append(row: Row, owner: LogOwner) {
    if (this.#stopped) return
    this.#queue.push({ row, owner, since: this.#clock.now() })
    this.#bytes += row.bytes.length
    this.#flight ??= this.#fly()
  }

  /** Forgets the rows of an owner that no longer has the right to write them. */
  forget(owner: LogOwner) {
    this.#queue = this.#queue.filter((entry) => entry.owner !== owner || this.#release(entry))
    this.#flying = this.#flying.filter((entry) => entry.owner !== owner || this.#release(entry))
  }

  /** Resolves when nothing waits any more. */
  async settled() {
    while (this.#flight) await this.#flight
  }

  /** Stops trying: what waits is given up. Only for a process that ends without a database. */
  stop() {
    this.#stopped = true
  }

  async #fly() {
    while (this.#queue.length > 0 && !this.#stopped) {
      this.#flying = this.#takeBatch()
      await this.#land()
    }
    this.#flight = null
  }

  #takeBatch(): Entry[] {
    let bytes = 0
    let rows = 0
    while (rows < this.#queue.length && rows < 2000 && bytes < 8 * 1024 * 1024) bytes += this.#queue[rows++]!.row.bytes.length
    return this.#queue.splice(0, rows)
  }

  /** Tries until every row of the batch is in, or has turned out not to be ours to write. */
  async #land() {
    for (let wait = 50; this.#flying.length > 0 && !this.#stopped; wait = Math.min(1000, wait * 2)) {
      const batch = this.#flying
      try {
        await this.#store.append(batch.map(({ row }) => row))
        return this.#settle(batch)
      } catch (error) {
        this.#warn(error)
        if (!this.#store.isFinal(error)) await this.#clock.sleep(wait)
        await this.#sortOut(this.#store.isFinal(error)).catch(this.#warn)
      }
    }
  }

  /** After a failure: which rows are in all the same, and which texts must be given up. */
  async #sortOut(final: boolean) {
    const batch = this.#flying
    const fates = await this.#store.fates(batch.map(({ row }) => row))
    const of = (fate: Fate) => batch.filter((_, i) => fates[i] === fate)
    for (const owner of new Set(of('theirs').map((entry) => entry.owner))) this.#giveUp(owner)
    this.#settle(of('ours'))
    if (!final || fates.includes('theirs')) return
    for (const owner of new Set(this.#flying.map((entry) => entry.owner))) {
      const rows = this.#flying.filter((entry) => entry.owner === owner)
      try {
        await this.#store.append(rows.map(({ row }) => row))
        this.#settle(rows)
      } catch (error) {
        if (this.#store.isFinal(error)) this.#giveUp(owner)
        else throw error
      }
    }
  }

  #giveUp(owner: LogOwner) {
    this.forget(owner)
    owner.lost()
  }

  /** These rows are durable. Forgotten ones are passed over. */
  #settle(entries: Entry[]) {
    const settled = new Set(entries)
    const last = new Map<LogOwner, number>()
    for (const entry of this.#flying) {
      if (!settled.has(entry)) continue
      this.#release(entry)
      last.set(entry.owner, entry.row.seq)
    }
    this.#flying = this.#flying.filter((entry) => !settled.has(entry))
    for (const [owner, seq] of last) owner.committed(seq)
  }

  #release(entry: Entry): false {
    this.#bytes -= entry.row.bytes.length
    return false
  }
}
