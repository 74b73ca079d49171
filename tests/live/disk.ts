import * as Y from 'yjs'
import { schemaVersion } from '#domain/charter.ts'
import type { Row } from '#server/live/log.ts'
import type { Ownership } from '#server/live/ownership.ts'
import type { Store } from '#server/live/store.ts'
import type { Chance } from './chance.ts'
import type { Timeline } from './timeline.ts'

/** A process as the database sees it: its session breaks when the process dies, or when the database starts again. */
export type Session = { alive: boolean; broken: boolean }

class Cut extends Error {}
const duplicate = Object.assign(new Error('duplicate key'), { code: '23505' })

/**
 * A database with one text in it, which takes its time, goes away, loses answers after the commit, and forgets its locks
 * when it starts again. What is committed stays.
 */
export class Disk {
  readonly docId = 'text'
  away = false
  state: Uint8Array = Y.encodeStateAsUpdate(new Y.Doc())
  uptoSeq = 0
  readonly rows = new Map<number, Uint8Array>()
  readonly history = new Map<number, Uint8Array>()
  #holder: Session | null = null
  #wantedBy: Session | null = null
  readonly #timeline: Timeline
  readonly #chance: Chance

  constructor(timeline: Timeline, chance: Chance) {
    this.#timeline = timeline
    this.#chance = chance
  }

  /** The text that anyone who opens it now would read. */
  read(): Y.Doc {
    const doc = new Y.Doc()
    for (const update of [this.state, ...this.rows.values()]) Y.applyUpdate(doc, update)
    return doc
  }

  /** Starts again: what was under way is cut, and all locks are free. */
  restart(sessions: Iterable<Session>) {
    this.#holder = null
    for (const session of sessions) session.broken = true
  }

  /** The connection of a dead process is seen to end. */
  forget(session: Session) {
    if (this.#holder === session) this.#holder = null
  }

  /** Something done at once in the middle of a wait. A dead process gets no answer; a lost answer comes as an error. */
  async #ask<A>(session: Session, act: () => A): Promise<A> {
    await this.#timeline.sleep(this.#chance.below(12))
    if (!session.alive && this.#chance.yes(0.5)) return new Promise(() => {})
    if (this.away) throw new Cut('away')
    const answer = act()
    await this.#timeline.sleep(this.#chance.below(12))
    if (!session.alive) return new Promise(() => {})
    if (this.away || this.#chance.yes(0.02)) throw new Cut('no answer')
    return answer
  }

  storeFor(session: Session): Store {
    return {
      append: (rows) => this.#ask(session, () => this.#append(rows)),
      fates: (rows) => this.#ask(session, () => rows.map((row) => this.#fateOf(row))),
      isFinal: (error) => error === duplicate,
      load: () =>
        this.#ask(session, () => ({
          generation: 1,
          schemaVersion,
          uptoSeq: this.uptoSeq,
          state: this.state,
          rows: [...this.rows].map(([seq, bytes]) => ({ seq, bytes })).sort((a, b) => a.seq - b.seq),
        })),
      position: () => this.#ask(session, () => ({ uptoSeq: this.uptoSeq, lastSeq: Math.max(this.uptoSeq, ...this.rows.keys()) })),
      compact: (_, from, state) => this.#ask(session, () => this.#compact(from, state)),
    }
  }

  #append(rows: readonly Row[]) {
    if (rows.some(({ seq }) => this.rows.has(seq))) throw duplicate
    for (const { seq, bytes } of rows) this.rows.set(seq, Uint8Array.from(bytes))
  }

  #fateOf({ seq, bytes }: Row) {
    const there = [this.rows.get(seq), this.history.get(seq)].filter((found) => found !== undefined)
    if (there.length === 0) return 'absent'
    return there.some((found) => Buffer.from(found).equals(bytes)) ? 'ours' : 'theirs'
  }

  #compact(from: number, { uptoSeq, bytes }: { uptoSeq: number; bytes: Uint8Array }): boolean {
    if (this.uptoSeq !== from) return false
    this.uptoSeq = uptoSeq
    this.state = Uint8Array.from(bytes)
    for (const [seq, row] of this.rows) {
      if (seq <= from || seq > uptoSeq) continue
      this.rows.delete(seq)
      if (!this.history.has(seq)) this.history.set(seq, row)
    }
    return true
  }

  ownershipFor(session: Session): Ownership {
    let held = false
    const lock = () => {
      if (this.#holder !== null && this.#holder !== session) {
        this.#wantedBy = session
        return false
      }
      this.#holder = session
      if (this.#wantedBy === session) this.#wantedBy = null
      return true
    }
    /** A question was not answered: what the session holds is not known, until it is begun anew and all that should be held taken again. */
    let doubt = false
    let begun = 0
    const ask = async <A>(question: () => A): Promise<A> => {
      try {
        return await this.#ask(session, question)
      } catch (error) {
        doubt = true
        throw error
      }
    }
    return {
      take: async (docId) => {
        const { taken, at } = await ask(() => ({ taken: lock(), at: begun }))
        if (at !== begun) {
          doubt = true
          throw new Cut('begun anew')
        }
        return (held = taken && docId === this.docId)
      },
      release: async () => {
        held = false
        await ask(() => this.forget(session)).catch(() => {})
      },
      check: async () => {
        const wanted = held && this.#wantedBy?.alive && this.#wantedBy !== session ? [this.docId] : []
        if (!session.broken && !doubt) return { doubtful: [], lost: [], wanted }
        const had = held
        const ours = await this.#ask(session, () => {
          begun++
          return had ? lock() : void this.forget(session)
        })
        session.broken = doubt = false
        if (!had) return { doubtful: [], lost: [], wanted: [] }
        held = ours === true
        return { doubtful: held ? [this.docId] : [], lost: held ? [] : [this.docId], wanted: [] }
      },
      close: async () => {},
    }
  }
}
