import { liveLimits as limits } from '#domain/document.ts'
import type { Clock } from '#server/live/clock.ts'
import type { Connection, Mode } from '#server/live/connection.ts'
import type { Log, LogOwner } from '#server/live/log.ts'
import {
  awarenessFrame,
  emptyUpdate,
  messageGeneration,
  messageMode,
  messagePeople,
  messageStoring,
  ownFrame,
  readMessage,
  readStateVector,
  step1Frame,
  step2Frame,
  type ClosingReason,
} from '#server/live/messages.ts'
import { deliver, statesPerTick, tickOf, type Broadcast } from '#server/live/outgoing.ts'
import { Presence } from '#server/live/presence.ts'
import { scan, scanOf, type Scan } from '#server/live/scan.ts'
import type { Text } from '#server/live/text.ts'

export type RoomTools = { clock: Clock; log: Log; warn: (error: unknown) => void }

/** A frame that waits for the commit of row `seq` to be told as stored. */
type Promised = { seq: number; connection: Connection; frames: number }

const keepAliveMs = 20_000
const silentMs = 75_000

/**
 * The people around one text. Listens, checks, passes the bytes on at once, and tells each writer what is stored once it is.
 * Holds no document: `text` knows what the text contains and its bytes, `log` makes them durable.
 */
export class Room implements LogOwner {
  readonly docId: string
  readonly text: Text
  readonly people = new Set<Connection>()
  readonly presence = new Presence<Connection>()
  readonly #tools: RoomTools
  readonly #lost: (room: Room) => void
  #committed: number
  #isLost = false
  #promised: Promised[] = []
  #batch: Broadcast<Connection>[] = []
  #ticking = false
  #settled: { seq: number; then: () => void }[] = []
  #storing = true
  #toldPeople = 0
  #keptAlive = 0

  constructor(docId: string, text: Text, tools: RoomTools, lost: (room: Room) => void) {
    this.docId = docId
    this.text = text
    this.#tools = tools
    this.#lost = lost
    this.#committed = text.lastSeq
    this.#keptAlive = tools.clock.now()
  }

  join(connection: Connection) {
    this.people.add(connection)
  }

  leave(connection: Connection) {
    this.people.delete(connection)
    this.presence.leave(connection, this.#tools.clock.now())
    this.#tick()
  }

  /** One frame from one client. Whatever it holds, it ends here: in the text, relayed, dropped, or with the connection cut. */
  hear(connection: Connection, frame: Uint8Array) {
    if (connection.closed) return
    const now = this.#tools.clock.now()
    connection.heardAt = now
    const message = readMessage(frame)
    if (!message) return connection.cut('malformed')
    if (!connection.allows(message.kind, frame.length, now)) return connection.cut('tooMany')
    switch (message.kind) {
      case 'step1':
        return this.#answer(connection, message.vector)
      case 'step2':
        return this.#receive(connection, message.update, true, now)
      case 'update':
        return this.#receive(connection, message.update, false, now)
      case 'awareness':
        this.presence.hear(connection, message.bytes, now)
        return this.#tick()
      case 'query-awareness':
        return connection.wire.write(this.presence.welcome(connection))
    }
  }

  #answer(connection: Connection, bytes: Uint8Array) {
    let vector: Map<number, number>
    try {
      vector = readStateVector(bytes, limits.vectorClients)
    } catch {
      return connection.cut('malformed')
    }
    const head = this.#greeting(connection)
    connection.synced = true
    const missed = this.text.missedBy(vector, bytes, connection.unpacks)
    if (missed instanceof Promise) {
      if (head.length > 0) connection.wire.write(Buffer.concat(head))
      void missed.then((frames) => this.#handOver(connection, [], frames), this.#tools.warn)
    } else this.#handOver(connection, head, missed)
  }

  #greeting(connection: Connection): Buffer[] {
    const greeting =
      connection.own && !connection.synced ? [ownFrame(messageGeneration, this.text.generation), this.#modeFrame(connection)] : []
    if (connection.own && !this.#storing) greeting.push(ownFrame(messageStoring, 0))
    if (connection.mode === 'write') greeting.push(step1Frame(this.text.knowledge.encodedVector))
    return greeting
  }

  /** The base goes out as it is kept; only the small frames around it are gathered. */
  #handOver(connection: Connection, head: readonly Buffer[], [base, ...tail]: readonly Buffer[]) {
    if (connection.closed) return
    const end = Buffer.concat([...tail, step2Frame(emptyUpdate), this.presence.welcome(connection)])
    connection.wire.write(...(head.length > 0 ? [Buffer.concat(head)] : []), ...(base ? [base] : []), end)
  }

  #receive(connection: Connection, update: Uint8Array, step2: boolean, now: number) {
    const frames = ++connection.frames
    if (connection.mode === 'read') return void (connection.hole = true)
    if (update.length > (step2 ? limits.documentBytes : limits.updateBytes)) return connection.cut('tooLarge')
    if (this.#tools.log.backlog > limits.logBacklogBytes) return connection.cut('tryLater')
    const scanned = scanOf(update)
    if (!scanned) return connection.cut('malformed')
    const weight = this.text.knowledge.weigh(scanned)
    if (weight === 'missing') {
      if (step2 || connection.answered) return connection.cut('unsound')
      connection.hole = true
      return
    }
    if (weight === 'news') {
      const refusal = this.text.refuse(scanned)
      if (refusal) return connection.cut(refusal)
      this.#append(connection, update, scanned, now)
    }
    if (step2) {
      connection.answered = true
      connection.hole = false
    }
    if (!connection.hole) this.#promise(connection, frames)
  }

  #append(connection: Connection, update: Uint8Array, scanned: Scan, now: number) {
    this.presence.wrote(connection, now)
    this.#take(update, scanned, { from: connection, authorId: connection.identity.id, now })
  }

  #take(update: Uint8Array, scanned: Scan, { from, authorId, now }: { from: Connection | null; authorId: string; now: number }): number {
    const { frame, bytes, seq } = this.text.append(update, scanned)
    this.#batch.push({ frame, from })
    this.#tick()
    this.#tools.log.append({ docId: this.docId, seq, authorId, at: new Date(now), bytes }, this)
    return seq
  }

  /**
   * Takes an update that the server made in someone's name, as if they had sent it. Answers the number of its row, stored once `settled`;
   * 0 when it holds nothing new; or why it is not taken.
   */
  write(update: Uint8Array, authorId: string): number | 'tooLarge' | 'tryLater' {
    if (this.#isLost || this.#tools.log.backlog > limits.logBacklogBytes) return 'tryLater'
    const scanned = scan(update)
    if (this.text.knowledge.weigh(scanned) === 'known') return 0
    if (update.length > limits.documentBytes || this.text.refuse(scanned)) return 'tooLarge'
    return this.#take(update, scanned, { from: null, authorId, now: this.#tools.clock.now() })
  }

  /** What is already durable is said at once; the rest when the row that was last when the frame came is committed. */
  #promise(connection: Connection, frames: number) {
    if (this.#committed >= this.text.lastSeq) connection.stored(frames)
    else this.#promised.push({ seq: this.text.lastSeq, connection, frames })
  }

  committed(seq: number) {
    this.#committed = seq
    const kept = new Map<Connection, number>()
    let done = 0
    for (const promised of this.#promised) {
      if (promised.seq > seq) break
      kept.set(promised.connection, promised.frames)
      done++
    }
    this.#promised.splice(0, done)
    for (const [connection, frames] of kept) connection.stored(frames)
    this.#wake()
  }

  get committedSeq(): number {
    return this.#committed
  }

  get isLost(): boolean {
    return this.#isLost
  }

  /** Resolves when everything up to this row, or all there is, is committed, or never will be by us. */
  settled(seq = this.text.lastSeq): Promise<void> {
    if (this.#isLost || this.#committed >= seq) return Promise.resolve()
    return new Promise((then) => this.#settled.push({ seq, then }))
  }

  /** Another process writes this text, or its row is gone: nothing that waits will be stored by us. */
  lost() {
    if (this.#isLost) return
    this.#isLost = true
    this.#wake()
    this.cutAll('tryLater')
    this.#lost(this)
  }

  #wake() {
    const woken = this.#settled.filter(({ seq }) => this.#isLost || seq <= this.#committed)
    this.#settled = this.#settled.filter((waiting) => !woken.includes(waiting))
    for (const { then } of woken) then()
  }

  /** Applies a right that changed. The step 1 makes a client that may write again hand over what it typed meanwhile. */
  turn(connection: Connection, mode: Mode) {
    if (connection.mode === mode) return
    connection.mode = mode
    if (!connection.own) return connection.cut('rightChanged')
    connection.answered = false
    connection.wire.write(this.#modeFrame(connection))
    if (mode === 'write' && connection.synced) connection.wire.write(step1Frame(this.text.knowledge.encodedVector))
  }

  cutAll(reason: ClosingReason) {
    for (const connection of [...this.people]) connection.cut(reason)
  }

  /** Once a second. */
  beat(now: number) {
    this.presence.beat(this.people.size, now)
    this.#tick()
    this.#tellStoring()
    this.#tellPeople()
    for (const connection of this.people) {
      const silence = now - connection.heardAt
      if (silence > silentMs) connection.cut('tryLater')
      else if (silence > silentMs / 2) connection.wire.ping()
    }
    if (now - this.#keptAlive < keepAliveMs) return
    this.#keptAlive = now
    for (const connection of this.people) if (connection.synced) connection.wire.write(awarenessFrame([]))
  }

  #tellStoring() {
    const late = this.#tools.log.lateness() > limits.storingSeconds * 1000 && this.#committed < this.text.lastSeq
    if (late !== this.#storing) return
    this.#storing = !late
    this.tell(ownFrame(messageStoring, late ? 0 : 1), (connection) => connection.mode === 'write')
  }

  #tellPeople() {
    const people = this.presence.crowded ? this.people.size : 0
    if (people === this.#toldPeople) return
    this.#toldPeople = people
    this.tell(ownFrame(messagePeople, people))
  }

  /** Says one of our own messages to everyone who knows them, or to those who want it. */
  tell(frame: Buffer, wants: (connection: Connection) => boolean = () => true) {
    for (const connection of this.people) if (connection.own && connection.synced && wants(connection)) connection.wire.write(frame)
  }

  #modeFrame(connection: Connection) {
    return ownFrame(messageMode, connection.mode === 'write' ? 1 : 0)
  }

  /** Something waits to go out: at once when the last tick is over, else with the next. */
  #tick() {
    if (this.#ticking || (this.#batch.length === 0 && !this.presence.waiting)) return
    this.#ticking = true
    this.#tools.clock.soon(() => this.#flush())
  }

  #flush() {
    const frames = this.#batch
    this.#batch = []
    const states = this.presence.take(this.#tools.clock.now(), statesPerTick)
    if (frames.length > 0 || states.length > 0)
      deliver(
        [...this.people].filter(({ synced }) => synced),
        frames,
        states,
      )
    this.#tools.clock.after(tickOf(this.people.size), () => {
      this.#ticking = false
      this.#tick()
    })
  }
}
