import { liveLimits as limits } from '#domain/document.ts'
import { awarenessFrame, encodeState, readOneState } from '#server/live/messages.ts'

/** Who a connection is, as the others see it: from the session, never from what the client says. */
export type Identity = { id: string; name: string; color: string; tint: number }

/** What presence needs to know of a connection. Two connections of one member are two peers. */
export type Peer = { readonly identity: Identity }

type Someone<P> = {
  client: number
  peer: P
  heard: number
  said: Buffer
  state: Uint8Array
  clock: number
  encoded: Uint8Array
  /** Relayed to the others, who hence must be told when it goes. */
  shown: boolean
  renewed: boolean
  relayedAt: number
  wroteAt: number
}

/** One state on its way out; its own connection must not receive it. */
export type Relayed<P> = { state: Uint8Array; of: P | null }

const absent = new TextEncoder().encode('null')

/**
 * The awareness of one room. Costs nothing for an echo: a message of several states is dropped at its first byte, one whose
 * id is someone else's after two numbers. Times are milliseconds; nothing here reads a clock.
 */
export class Presence<P extends Peer> {
  readonly #people = new Map<number, Someone<P>>()
  readonly #byPeer = new Map<P, Someone<P>>()
  /** Ids of those who left within a minute: an echo of theirs must not be taken for a newcomer. */
  readonly #gone = new Map<number, { id: string; clock: number; at: number }>()
  readonly #due = new Set<Someone<P>>()
  #leaving: Relayed<P>[] = []
  #crowded = false
  #welcome: Buffer | null = null

  /** Is there something to relay? */
  get waiting(): boolean {
    return this.#due.size > 0 || this.#leaving.length > 0
  }

  /** Takes an awareness message. What is not the connection's own, newer state is dropped without a word. */
  hear(peer: P, bytes: Uint8Array, now: number) {
    const said = readOneState(bytes)
    if (!said) return
    const someone = this.#byPeer.get(peer) ?? this.#bind(peer, said.client, now)
    if (!someone || someone.client !== said.client || said.clock <= someone.heard) return
    someone.heard = said.clock
    if (said.state.length > limits.awarenessBytes) return
    if (someone.said.equals(said.state)) {
      someone.renewed = true
      return
    }
    const state = imposeIdentity(said.state, peer.identity)
    if (state === null) return this.#hide(someone, now)
    if (state === 'malformed') return
    someone.said = Buffer.from(said.state)
    someone.state = state
    this.#due.add(someone)
  }

  /** This connection has just written in the text: in a crowd, only those who write have a cursor. */
  wrote(peer: P, now: number) {
    const someone = this.#byPeer.get(peer)
    if (!someone) return
    someone.wroteAt = now
    if (!someone.shown && someone.said.length > 0) this.#due.add(someone)
  }

  leave(peer: P, now: number) {
    const someone = this.#byPeer.get(peer)
    if (!someone) return
    this.#hide(someone, now)
    this.#byPeer.delete(peer)
    this.#people.delete(someone.client)
    this.#gone.set(someone.client, { id: peer.identity.id, clock: someone.clock, at: now })
  }

  /** Once a second: renewals go out together (the others forget a state of 30 s), and a crowd hides those who only read. */
  beat(people: number, now: number) {
    this.#crowded = people > limits.crowd || (this.#crowded && people > limits.crowd * 0.9)
    for (const someone of this.#people.values()) {
      if (someone.shown && !this.#visible(someone, now)) this.#unshow(someone, now)
      else if (someone.renewed || (!someone.shown && someone.said.length > 0 && this.#visible(someone, now))) this.#due.add(someone)
      someone.renewed = false
    }
    for (const [client, { at }] of this.#gone) if (now - at > 60_000) this.#gone.delete(client)
  }

  /** Is the room too full to show everyone's cursor? */
  get crowded(): boolean {
    return this.#crowded
  }

  /** Takes out at most `most` states to relay now; the rest, and those relayed less than 100 ms ago, wait for the next tick. */
  take(now: number, most: number): Relayed<P>[] {
    const taken = this.#leaving.splice(0, most)
    for (const someone of this.#due) {
      if (taken.length >= most) break
      if (!this.#visible(someone, now)) {
        this.#due.delete(someone)
        continue
      }
      if (now - someone.relayedAt < 1000 / limits.awarenessPerSecond) continue
      this.#due.delete(someone)
      someone.relayedAt = now
      someone.clock = Math.max(someone.clock + 1, now)
      someone.encoded = encodeState(someone.client, someone.clock, someone.state)
      someone.shown = true
      taken.push({ state: someone.encoded, of: someone.peer })
    }
    if (taken.length > 0) this.#welcome = null
    return taken
  }

  /** Everyone shown, for someone who arrives; made once for all who arrive between two changes. */
  welcome(peer: P): Buffer {
    const own = this.#byPeer.get(peer)
    if (own?.shown)
      return awarenessFrame(
        this.#shown()
          .filter((someone) => someone !== own)
          .map(({ encoded }) => encoded),
      )
    return (this.#welcome ??= awarenessFrame(this.#shown().map(({ encoded }) => encoded)))
  }

  #shown() {
    return [...this.#people.values()].filter(({ shown }) => shown)
  }

  #visible(someone: Someone<P>, now: number): boolean {
    return !this.#crowded || now - someone.wroteAt < limits.recentWriterSeconds * 1000
  }

  /** The first id a connection announces is its own, unless it is, or was a moment ago, another member's. */
  #bind(peer: P, client: number, now: number): Someone<P> | null {
    const holder = this.#people.get(client)
    if (holder && holder.peer.identity.id !== peer.identity.id) return null
    const gone = this.#gone.get(client)
    if (gone && gone.id !== peer.identity.id) return null
    if (holder) this.leave(holder.peer, now)
    const someone: Someone<P> = {
      client,
      peer,
      heard: -1,
      said: Buffer.alloc(0),
      state: absent,
      clock: Math.max(gone?.clock ?? 0, holder?.clock ?? 0),
      encoded: absent,
      shown: false,
      renewed: false,
      relayedAt: 0,
      wroteAt: -Infinity,
    }
    this.#people.set(client, someone)
    this.#byPeer.set(peer, someone)
    this.#gone.delete(client)
    return someone
  }

  #hide(someone: Someone<P>, now: number) {
    someone.said = Buffer.alloc(0)
    this.#unshow(someone, now)
  }

  #unshow(someone: Someone<P>, now: number) {
    this.#due.delete(someone)
    if (!someone.shown) return
    someone.shown = false
    someone.clock = Math.max(someone.clock + 1, now)
    this.#leaving.push({ state: encodeState(someone.client, someone.clock, absent), of: someone.peer })
    this.#welcome = null
  }
}

/** The state with the server's `user` in it; null when the client takes its state back. */
function imposeIdentity(bytes: Uint8Array, user: Identity): Uint8Array | null | 'malformed' {
  try {
    const state: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (state === null) return null
    if (typeof state !== 'object' || Array.isArray(state)) return 'malformed'
    return new TextEncoder().encode(JSON.stringify({ ...state, user }))
  } catch {
    return 'malformed'
  }
}

/** A colour for each member, always the same: dark enough for white letters (4.5:1), apart from each other. */
const colors = ['#b3261e', '#8a4b00', '#3f6212', '#00695c', '#0b5cad', '#5b3fc4', '#9c2780', '#54606b'] as const

export function identityOf(member: { memberId: string; firstName: string }): Identity {
  let sum = 7
  for (const letter of member.memberId) sum = (sum * 31 + letter.charCodeAt(0)) % 9973
  const tint = sum % colors.length
  return { id: member.memberId, name: member.firstName, color: colors[tint]!, tint }
}
