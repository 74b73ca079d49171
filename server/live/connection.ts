import { liveLimits as limits } from '#domain/document.ts'
import { messageStored, ownFrame, type ClosingReason } from '#server/live/messages.ts'
import type { Wire } from '#server/live/outgoing.ts'
import type { Identity } from '#server/live/presence.ts'
import type { Room } from '#server/live/room.ts'

export type Mode = 'read' | 'write'

/** So many a second on average, so many at once. */
class Bucket {
  readonly #rate: number
  readonly #burst: number
  #level: number
  #at = 0

  constructor(rate: number, burst: number) {
    this.#rate = rate
    this.#burst = burst
    this.#level = burst
  }

  /** Takes `amount` out if it is there. */
  take(amount: number, now: number): boolean {
    this.#level = Math.min(this.#burst, this.#level + ((now - this.#at) / 1000) * this.#rate)
    this.#at = now
    if (this.#level < amount) return false
    this.#level -= amount
    return true
  }
}

/** One client's way into one room, with what is counted for it. */
export class Connection {
  readonly wire: Wire
  readonly identity: Identity
  readonly sessionId: string
  /** Does the client understand the messages from 100 on? */
  readonly own: boolean
  /** Does it unpack a long text? */
  readonly unpacks: boolean
  mode: Mode
  heardAt: number
  /** It has been told the whole text: broadcasts follow. */
  synced = false
  /** Its step 2 has come: from here on, nothing it sends can honestly lean on what the room does not have. */
  answered = false
  /** A frame was dropped; until the next step 2, no later one may be told as stored. */
  hole = false
  /** Sync frames (steps 2 and updates) received. */
  frames = 0
  closed = false
  readonly #updates = new Bucket(limits.updatesPerSecond, limits.updatesBurst)
  readonly #bytes = new Bucket(limits.bytesPerSecond, limits.bytesBurst)
  readonly #syncs = new Bucket(limits.syncsPerSecond, limits.syncsBurst)
  readonly #awareness = new Bucket(limits.awarenessMessagesPerSecond, limits.awarenessMessagesBurst)
  #room: Room | null = null
  #early: Uint8Array[] = []
  #earlyBytes = 0
  #left: (() => void)[] = []

  constructor(wire: Wire, who: { identity: Identity; sessionId: string; mode: Mode; own: boolean; unpacks?: boolean }, now: number) {
    this.wire = wire
    this.identity = who.identity
    this.sessionId = who.sessionId
    this.mode = who.mode
    this.own = who.own
    this.unpacks = who.unpacks ?? false
    this.heardAt = now
  }

  /** One frame. While the room is being loaded it is kept, within a bound: the first frames must not be lost. */
  hear(frame: Uint8Array) {
    if (this.closed) return
    if (this.#room) return this.#room.hear(this, frame)
    this.#early.push(frame)
    this.#earlyBytes += frame.length
    if (this.#early.length > limits.earlyFrames || this.#earlyBytes > limits.earlyBytes) this.cut('tooMany')
  }

  /** In the room at last: what was kept is heard now. `left` is called once, when the connection is over. */
  attach(room: Room, left: () => void) {
    this.#room = room
    this.#left.push(left)
    const early = this.#early
    this.#early = []
    for (const frame of early) room.hear(this, frame)
  }

  /** Is called once, when the connection is over. */
  whenOver(then: () => void) {
    this.#left.push(then)
  }

  /** May one more message of this kind and size be listened to? */
  allows(kind: 'step1' | 'step2' | 'update' | 'awareness' | 'query-awareness', size: number, now: number): boolean {
    switch (kind) {
      case 'step1':
      case 'query-awareness':
        return this.#syncs.take(1, now)
      case 'step2':
      case 'update':
        return this.#updates.take(1, now) && this.#bytes.take(size, now)
      case 'awareness':
        return this.#awareness.take(1, now)
    }
  }

  /** Tells the client that its first `frames` sync frames are durable. */
  stored(frames: number) {
    if (this.own && !this.closed) this.wire.write(ownFrame(messageStored, frames))
  }

  /** Closes from this side. */
  cut(reason: ClosingReason) {
    if (this.closed) return
    this.wire.close(reason)
    this.gone()
  }

  /** The other side has gone. */
  gone() {
    if (this.closed) return
    this.closed = true
    this.#early = []
    for (const then of this.#left) then()
  }
}
