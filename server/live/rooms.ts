import { liveLimits as limits } from '#domain/document.ts'
import type { Clock } from '#server/live/clock.ts'
import type { Connection } from '#server/live/connection.ts'
import { Log } from '#server/live/log.ts'
import type { Materialise } from '#server/yjs-thread.ts'
import type { Ownership } from '#server/live/ownership.ts'
import { Room } from '#server/live/room.ts'
import type { Store } from '#server/live/store.ts'
import { Text } from '#server/live/text.ts'

export type RoomsTools = {
  clock: Clock
  store: Store
  ownership: Ownership
  materialise: Materialise
  warn: (error: unknown) => void
  /** A text that another process wants is kept for so long at least: it does not go to and fro. */
  keepForMs: number
}

/**
 * A text is loading, open or draining; otherwise there is nothing of it in memory.
 *
 *   (none) → loading → open → draining → (none)
 *
 * Draining begins a moment after the last person left: what is logged is committed, compacted, and the lock given back. A join
 * during draining waits for its end, and then loads: two rooms of one text never exist at once.
 */
type Place =
  | { state: 'loading'; room: Promise<Room> }
  | { state: 'open'; since: number; room: Room; leaveTimer: (() => void) | null; compacting: Promise<void> | null; compactAt: number }
  | { state: 'draining'; gone: Promise<void> }

type Make = (updates: readonly Uint8Array[]) => Promise<Uint8Array | null>
export type Written = number | 'gone' | 'tooLarge' | 'tryLater'

/** Someone who reloads their page comes back within it. */
const emptyForMs = 2_000
/** After a compaction failed. */
const compactAgainMs = 60_000
/** How long a join waits for a room to drain, and a stopping process for its database. */
const patienceMs = 10_000

export class NotHere extends Error {
  override name = 'NotHere'
  reason: 'gone' | 'tryLater'
  constructor(reason: 'gone' | 'tryLater') {
    super(reason)
    this.reason = reason
  }
}

/** How often what the server writes is made again because people wrote meanwhile, before it is written beside what they wrote. */
const triesAmongWriters = 3

export class Rooms {
  readonly log: Log
  readonly #writing = new Map<string, Promise<unknown>>()
  readonly #tools: RoomsTools
  readonly #places = new Map<string, Place>()
  #stopping = false

  constructor(tools: RoomsTools) {
    this.#tools = tools
    this.log = new Log(tools.store, tools.clock, tools.warn)
  }

  /** Lets a connection into the room of a text, loading it if need be. Until then the connection keeps what it hears. */
  async enter(docId: string, connection: Connection): Promise<void> {
    try {
      const room = await this.#roomOf(docId)
      if (connection.closed) return this.#leftMaybeEmpty(docId)
      if (room.people.size >= limits.connectionsPerDocument) return connection.cut('tryLater')
      this.#occupy(docId)
      room.join(connection)
      connection.attach(room, () => this.#left(docId, room, connection))
    } catch (error) {
      if (!(error instanceof NotHere)) this.#tools.warn(error)
      connection.cut(this.#stopping ? 'restart' : error instanceof NotHere ? error.reason : 'tryLater')
    }
  }

  /**
   * Writes in a text in someone's name, in its room, whoever is there. `make`: from the updates of the text, the update to write, or null for
   * none; it is asked again when people wrote meanwhile. One such writing at a time in a text. Answers the number of its row once it is
   * stored, 0 when there was nothing to write; 'gone': no such text; 'tryLater': it is open in another process, or not stored for now.
   */
  write(docId: string, authorId: string, make: Make): Promise<Written> {
    const before = this.#writing.get(docId) ?? Promise.resolve()
    const written = before.then(() => this.#write(docId, authorId, make))
    const done: Promise<void> = written.then(
      () => this.#wrote(docId, done),
      () => this.#wrote(docId, done),
    )
    this.#writing.set(docId, done)
    return written
  }

  #wrote(docId: string, done: Promise<void>) {
    if (this.#writing.get(docId) === done) this.#writing.delete(docId)
  }

  async #write(docId: string, authorId: string, make: Make): Promise<Written> {
    try {
      for (let tries = 1; ; tries++) {
        const room = await this.#roomOf(docId)
        const seq = room.text.lastSeq
        const update = await make(room.text.updates)
        if (this.#roomAt(docId) !== room || (room.text.lastSeq !== seq && tries < triesAmongWriters)) continue
        const row = update ? room.write(update, authorId) : 0
        if (typeof row !== 'number') return row
        await room.settled(row)
        return row > 0 && room.isLost ? 'tryLater' : row
      }
    } catch (error) {
      if (error instanceof NotHere) return error.reason
      throw error
    }
  }

  /** The rooms that are open now. */
  *open(): Generator<Room> {
    for (const place of this.#places.values()) if (place.state === 'open') yield place.room
  }

  get size(): number {
    return this.#places.size
  }

  /** Once a second. */
  beat() {
    const now = this.#tools.clock.now()
    for (const place of this.#places.values()) {
      if (place.state !== 'open') continue
      place.room.beat(now)
      if (place.room.text.wantsCompaction && !place.compacting && now >= place.compactAt) this.#startCompaction(place, now)
    }
  }

  /**
   * Asks whether the locks are still held. Rooms that may have been someone else's meanwhile are compared with the database; those that
   * another process wants are handed over, since it is there that people are led now.
   */
  async checkOwnership() {
    const { doubtful, lost, wanted } = await this.#tools.ownership.check()
    for (const docId of wanted) this.#handOver(docId)
    for (const docId of lost) this.#roomAt(docId)?.lost()
    for (const docId of doubtful) {
      const position = await this.#tools.store.position(docId)
      const room = this.#roomAt(docId)
      if (!room) continue
      const same =
        position && position.uptoSeq === room.text.uptoSeq && position.lastSeq >= room.committedSeq && position.lastSeq <= room.text.lastSeq
      if (!same) room.lost()
    }
  }

  /** Writes what waits, tells it, closes every connection with 1012, compacts and gives the locks back. */
  async stop() {
    this.#stopping = true
    await Promise.race([this.log.settled(), this.#tools.clock.sleep(patienceMs)])
    for (const room of this.open()) room.cutAll('restart')
    for (const [docId, place] of this.#places) if (place.state === 'open') this.#drain(docId, place)
    const gone = [...this.#places.values()].map((place) => (place.state === 'draining' ? place.gone : null))
    await Promise.race([Promise.all(gone), this.#tools.clock.sleep(patienceMs)])
    this.log.stop()
    await this.#tools.ownership.close()
  }

  #handOver(docId: string) {
    const place = this.#places.get(docId)
    if (place?.state !== 'open' || this.#tools.clock.now() - place.since < this.#tools.keepForMs) return
    place.room.cutAll('restart')
    this.#drain(docId, place)
  }

  async #roomOf(docId: string): Promise<Room> {
    for (let waited = 0; waited < 10; waited++) {
      if (this.#stopping) throw new NotHere('tryLater')
      const place = this.#places.get(docId)
      switch (place?.state) {
        case undefined: {
          const room = this.#load(docId)
          this.#places.set(docId, { state: 'loading', room })
          room.catch(() => this.#places.delete(docId))
          break
        }
        case 'loading': {
          const room = await place.room
          if (this.#roomAt(docId) === room) return room
          break
        }
        case 'open':
          return place.room
        case 'draining': {
          const outcome = await Promise.race([place.gone.then(() => 'gone'), this.#tools.clock.sleep(patienceMs)])
          if (outcome !== 'gone') throw new NotHere('tryLater')
        }
      }
    }
    throw new NotHere('tryLater')
  }

  async #load(docId: string): Promise<Room> {
    if (!(await this.#tools.ownership.take(docId))) throw new NotHere('tryLater')
    try {
      const stored = await this.#tools.store.load(docId)
      if (!stored) throw new NotHere('gone')
      const room = new Room(
        docId,
        new Text(stored, this.#tools.materialise),
        { clock: this.#tools.clock, log: this.log, warn: this.#tools.warn },
        () => this.#lost(docId, room),
      )
      const place: Place = { state: 'open', since: this.#tools.clock.now(), room, leaveTimer: null, compacting: null, compactAt: 0 }
      this.#places.set(docId, place)
      this.#watchEmpty(docId, place)
      return room
    } catch (error) {
      await this.#tools.ownership.release(docId)
      throw error
    }
  }

  #roomAt(docId: string): Room | null {
    const place = this.#places.get(docId)
    return place?.state === 'open' ? place.room : null
  }

  #occupy(docId: string) {
    const place = this.#places.get(docId)
    if (place?.state !== 'open') return
    place.leaveTimer?.()
    place.leaveTimer = null
  }

  #left(docId: string, room: Room, connection: Connection) {
    room.leave(connection)
    this.#leftMaybeEmpty(docId)
  }

  #leftMaybeEmpty(docId: string) {
    const place = this.#places.get(docId)
    if (place?.state === 'open' && place.room.people.size === 0 && !place.leaveTimer) this.#watchEmpty(docId, place)
  }

  #watchEmpty(docId: string, place: Place & { state: 'open' }) {
    place.leaveTimer = this.#tools.clock.after(emptyForMs, () => {
      place.leaveTimer = null
      if (place.room.people.size === 0 && this.#places.get(docId) === place) this.#drain(docId, place)
    })
  }

  #drain(docId: string, place: Place & { state: 'open' }) {
    place.leaveTimer?.()
    const finish = async () => {
      await place.compacting
      await place.room.settled()
      if (place.room.text.tailLength > 0 && !place.room.isLost) await this.#compact(place.room).catch(this.#tools.warn)
      await this.#tools.ownership.release(docId)
    }
    const gone = finish()
      .catch(this.#tools.warn)
      .then(() => {
        if (this.#places.get(docId) === draining) this.#places.delete(docId)
      })
    const draining: Place = { state: 'draining', gone }
    this.#places.set(docId, draining)
  }

  #lost(docId: string, room: Room) {
    const place = this.#places.get(docId)
    if (place?.state !== 'open' || place.room !== room) return
    place.leaveTimer?.()
    this.log.forget(room)
    this.#drain(docId, place)
  }

  #startCompaction(place: Place & { state: 'open' }, now: number) {
    place.compacting = this.#compact(place.room)
      .catch((error: unknown) => {
        place.compactAt = now + compactAgainMs
        this.#tools.warn(error)
      })
      .finally(() => (place.compacting = null))
  }

  async #compact(room: Room) {
    const { text } = room
    const from = text.uptoSeq
    const { state, uptoSeq, settle } = await text.compacted()
    await room.settled(uptoSeq)
    if (room.isLost) return
    if (await this.#tools.store.compact(room.docId, from, { uptoSeq, bytes: state })) settle()
    else room.lost()
  }
}
