// Someone in a text: speaks y-websocket's protocol, or hocuspocus's, which begins each message with the document's name. Those who type have
// a real Y.Doc; those who read decode what arrives and count every character once.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { Tally } from './tally-of-characters.ts'
import { type Address, Wire } from './wire.ts'

/**
 * A place in a room. `echoes`: as y-websocket 3.1 does, every change of presence that is heard is sent back (hocuspocus's provider and our own
 * client do not). `user` is said at once on joining, as every editor does.
 */
export type Seat = Address & { room: string; hocuspocus: boolean; echoes: boolean; types: boolean; user: string }

export class Person {
  readonly seat: Seat
  readonly wire: Wire
  readonly characters = new Tally()
  readonly doc: Y.Doc | null
  /** Resolves at the first step 2 with how many clocks had come by then. */
  readonly synced: Promise<number>
  over: { code: number; at: number } | null = null
  /** When each sync frame was sent, and how many of them were told as stored (by hocuspocus: as applied). */
  sentAt: number[] = []
  sentClock: number[] = []
  acknowledged = 0
  onAcknowledged = (_delay: number) => {}
  readonly #clocks = new Map<number, number>()
  #clock = 0

  constructor(seat: Seat) {
    this.seat = seat
    this.doc = seat.types ? new Y.Doc() : null
    let done!: (clocks: number) => void
    let fail!: (error: Error) => void
    this.synced = new Promise((resolve, reject) => ([done, fail] = [resolve, reject]))
    this.wire = new Wire(
      seat,
      (payload) => this.#hear(payload, done),
      (code, trouble) => {
        this.over = { code, at: performance.now() }
        fail(new Error(`${seat.room}: closed with ${code} ${trouble}`))
      },
    )
    if (seat.hocuspocus)
      this.#send(2, (to) => [encoding.writeVarUint(to, 0), encoding.writeVarString(to, 'bench'), encoding.writeVarString(to, '4.7.0')])
    this.#sync(0, Y.encodeStateVector(this.doc ?? emptyDoc))
    this.present({ user: { name: seat.user, color: '#5b2a9d' } })
    this.doc?.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) return
      this.#promise(Y.getState(this.doc!.store, this.doc!.clientID))
      this.#sync(2, update)
    })
  }

  /** Sends one's own state of presence, a cursor for instance. */
  present(state: object) {
    const id = this.doc?.clientID ?? 1 + Number.parseInt(this.seat.user.replace(/\D/g, ''), 10)
    const clock = ++this.#clock
    this.#clocks.set(id, clock)
    const bytes = encoding.encode((to) => {
      encoding.writeVarUint(to, 1)
      encoding.writeVarUint(to, id)
      encoding.writeVarUint(to, clock)
      encoding.writeVarString(to, JSON.stringify(state))
    })
    this.#send(1, (to) => encoding.writeVarUint8Array(to, bytes))
  }

  #hear(payload: Buffer, done: (clocks: number) => void) {
    const from = decoding.createDecoder(payload)
    if (this.seat.hocuspocus) decoding.readVarString(from)
    const type = decoding.readVarUint(from)
    if (type === 0 || type === 4) this.#hearSync(from, done)
    else if (type === 1 && this.seat.echoes) this.#echo(payload, decoding.readVarUint8Array(from))
    else if (type === 100) this.#stored(decoding.readVarUint(from))
    else if (type === 8) this.#stored(this.acknowledged + 1)
  }

  #hearSync(from: decoding.Decoder, done: (clocks: number) => void) {
    const step = decoding.readVarUint(from)
    const bytes = decoding.readVarUint8Array(from)
    if (step === 0) {
      this.#promise(0)
      return this.#sync(1, this.doc ? Y.encodeStateAsUpdate(this.doc, bytes) : nothing)
    }
    if (this.doc) Y.applyUpdate(this.doc, bytes, this)
    this.characters.take(bytes)
    if (step === 1) done(this.characters.clocks())
  }

  #promise(clock: number) {
    this.sentAt.push(performance.now())
    this.sentClock.push(clock)
  }

  #stored(frames: number) {
    const now = performance.now()
    for (; this.acknowledged < frames; this.acknowledged++)
      if (this.sentClock[this.acknowledged]! > 0) this.onAcknowledged(now - this.sentAt[this.acknowledged]!)
  }

  /** What y-protocols' `applyAwarenessUpdate` takes for new, y-websocket sends back, in one frame for each that came. */
  #echo(payload: Buffer, bytes: Uint8Array) {
    const from = decoding.createDecoder(bytes)
    let fresh = 0
    const count = decoding.readVarUint(from)
    for (let i = 0; i < count; i++) {
      const client = decoding.readVarUint(from)
      const clock = decoding.readVarUint(from)
      decoding.readVarUint8Array(from)
      if (clock <= (this.#clocks.get(client) ?? -1)) continue
      this.#clocks.set(client, clock)
      fresh++
    }
    if (fresh > 0) this.wire.send(payload)
  }

  #sync(step: number, bytes: Uint8Array) {
    this.#send(0, (to) => [encoding.writeVarUint(to, step), encoding.writeVarUint8Array(to, bytes)])
  }

  #send(type: number, write: (to: encoding.Encoder) => unknown) {
    const to = encoding.createEncoder()
    if (this.seat.hocuspocus) encoding.writeVarString(to, this.seat.room)
    encoding.writeVarUint(to, type)
    write(to)
    this.wire.send(encoding.toUint8Array(to))
  }
}

const emptyDoc = new Y.Doc()
const nothing = new Uint8Array([0, 0])
