import * as Y from 'yjs'
import { closing, payloadsOf } from '#server/live/messages.ts'
import { Connection, type Mode } from '#server/live/connection.ts'
import type { Rooms } from '#server/live/rooms.ts'
import type { Chance } from './chance.ts'
import { readFrame, syncOf } from './frames.ts'
import type { Timeline } from './timeline.ts'

/** What one writer has of the text, whatever becomes of the connections. */
export type Writer = { name: string; doc: Y.Doc; mode: Mode; acked: Uint8Array[] }

/**
 * One connection between a writer and a process: bytes take their time and keep their order, until the connection breaks, and then what
 * is on its way may still arrive, or not. `over` is called once, on the writer's side, with the close code or null.
 */
export class Link {
  readonly writer: Writer
  readonly connection: Connection
  synced = false
  open = true
  /** Updates behind each sync frame sent, and how many of them were told as stored. */
  readonly sent: (Uint8Array | null)[] = []
  stored = 0
  readonly #timeline: Timeline
  readonly #chance: Chance
  readonly #over: (code: number | null) => void
  readonly #onUpdate: (update: Uint8Array, origin: unknown) => void
  #up = 0
  #down = 0
  #serverOpen = true
  #shuffled = false

  constructor(writer: Writer, rooms: Rooms, tools: { timeline: Timeline; chance: Chance; over: (code: number | null) => void }) {
    this.writer = writer
    this.#timeline = tools.timeline
    this.#chance = tools.chance
    this.#over = tools.over
    const wire = {
      write: (...buffers: Buffer[]) => {
        for (const payload of payloadsOf(Buffer.concat(buffers))) this.#toWriter(() => this.#hear(payload))
      },
      backlog: () => 0,
      ping: () => this.#toServer(() => void (this.connection.heardAt = tools.timeline.now)),
      close: (reason: keyof typeof closing) => {
        this.#toWriter(() => this.#end(closing[reason]))
        this.#serverOpen = false
      },
    }
    const identity = { id: writer.name, name: writer.name, color: '#000', tint: 0 }
    this.connection = new Connection(wire, { identity, sessionId: writer.name, mode: writer.mode, own: true }, tools.timeline.now)
    void rooms.enter('text', this.connection)
    this.#onUpdate = (update, origin) => void (origin !== 'net' && this.send(2, update))
    writer.doc.on('update', this.#onUpdate)
    this.#say(syncOf(0, Y.encodeStateVector(writer.doc)))
  }

  /** Sends an update, now and then twice, now and then before the one sent a moment ago. */
  send(step: 1 | 2, update: Uint8Array) {
    if (!this.open) return
    const times = this.#chance.yes(0.03) ? 2 : 1
    for (let i = 0; i < times; i++) {
      this.sent.push(update)
      this.#say(syncOf(step, update), step === 2 && this.#chance.yes(0.004))
    }
  }

  /** The network is gone; the server notices later. Null of what is under way is sure to arrive. */
  break(noticedWithin = 4000) {
    this.#end(null)
    this.#up = Infinity
    this.#timeline.after(this.#chance.below(noticedWithin), () => this.connection.gone())
  }

  #say(frame: Uint8Array, early = false) {
    if (early) this.#shuffled = true
    this.#toServer(() => this.connection.hear(frame), early)
  }

  /** TCP keeps order; `early` breaks it on purpose, and nothing this connection then says about "stored" counts. */
  #toServer(arrive: () => void, early = false) {
    const at = early ? this.#timeline.now : Math.max(this.#up, this.#timeline.now + 1 + this.#chance.below(25))
    if (!early) this.#up = at
    const lostAfter = () => this.#up === Infinity && this.#chance.yes(0.3)
    this.#timeline.after(at - this.#timeline.now, () => {
      if (this.#serverOpen && !lostAfter()) arrive()
      else this.#serverOpen = false
    })
  }

  #toWriter(arrive: () => void) {
    if (!this.#serverOpen) return
    this.#down = Math.max(this.#down, this.#timeline.now + 1 + this.#chance.below(25))
    this.#timeline.after(this.#down - this.#timeline.now, () => void (this.open && arrive()))
  }

  #hear(data: Uint8Array) {
    const message = readFrame(data)
    if (message.kind === 'step1') this.send(1, Y.encodeStateAsUpdate(this.writer.doc, message.bytes))
    else if (message.kind === 'step2' || message.kind === 'update') {
      Y.applyUpdate(this.writer.doc, message.bytes, 'net')
      if (message.kind === 'step2') this.synced = true
    } else if (message.kind === 'stored' && !this.#shuffled) {
      if (message.value > this.sent.length || message.value < this.stored) throw new Error('stored more than was sent, or less than before')
      for (; this.stored < message.value; this.stored++) this.writer.acked.push(this.sent[this.stored]!)
    }
  }

  /** Has everything that was typed been told as stored? */
  get settled(): boolean {
    return this.synced && (this.#shuffled || this.stored >= this.sent.length)
  }

  get shuffled(): boolean {
    return this.#shuffled
  }

  #end(code: number | null) {
    if (!this.open) return
    this.open = false
    this.writer.doc.off('update', this.#onUpdate)
    if (code !== null) this.connection.gone()
    this.#over(code)
  }
}
