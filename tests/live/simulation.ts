// Real rooms, real documents, and a world that goes wrong on purpose: the same seed makes the same run.
import * as Y from 'yjs'
import { Rooms } from '#server/live/rooms.ts'
import { materialiseHere } from '#server/yjs-thread.ts'
import { awarenessOf, statesUpdate, syncOf } from './frames.ts'
import { chanceOf, type Chance } from './chance.ts'
import { Disk, type Session } from './disk.ts'
import { Link, type Writer } from './link.ts'
import { clockOf, Timeline } from './timeline.ts'

export type Ran = {
  edits: number
  acked: number
  kills: number
  restarts: number
  breaks: number
  rooms: number
  compactions: number
  handovers: number
}
type Process = { session: Session; rooms: Rooms }
type Place = { writer: Writer; link: Link | null; away: boolean; typed: number }

/** Throws, with the seed, when writers end with different texts, something told as stored is not, or a word is there twice. */
export async function simulate(seed: number): Promise<Ran> {
  const run = new Run(seed)
  try {
    return await run.go()
  } catch (error) {
    throw new Error(`seed ${seed}, at ${run.timeline.now - 1_000_000} ms`, { cause: error })
  }
}

class Run {
  readonly timeline = new Timeline()
  readonly #chance: Chance
  readonly #disk: Disk
  readonly #processes: Process[] = []
  readonly #places: Place[]
  readonly #ran: Ran = { edits: 0, acked: 0, kills: 0, restarts: 0, breaks: 0, rooms: 0, compactions: 0, handovers: 0 }
  #healing = false
  /** Two processes share the text in some runs; most have one. */
  readonly #wanted: number

  constructor(seed: number) {
    this.#chance = chanceOf(seed)
    this.#disk = new Disk(this.timeline, this.#chance)
    this.#wanted = this.#chance.yes(0.25) ? 2 : 1
    this.#places = Array.from({ length: 2 + this.#chance.below(3) }, (_, i) => {
      const doc = Object.assign(new Y.Doc(), { clientID: i + 1 })
      return { writer: { name: `w${i}`, doc, mode: 'write', acked: [] }, link: null, away: false, typed: 0 }
    })
  }

  async go(): Promise<Ran> {
    for (let i = 0; i < this.#wanted; i++) this.#boot()
    for (const place of this.#places) this.#later(500, () => this.#connect(place))
    for (const place of this.#places) this.#editSoon(place)
    this.#trouble()
    await this.timeline.run(this.timeline.now + 4000 + this.#chance.below(8000))
    await this.#heal()
    this.#check()
    return this.#ran
  }

  #later(most: number, act: () => void) {
    this.timeline.after(this.#chance.below(most), act)
  }

  #boot() {
    const session: Session = { alive: true, broken: false }
    const clock = clockOf(this.timeline, () => session.alive)
    const store = this.#disk.storeFor(session)
    const ownership = this.#disk.ownershipFor(session)
    const rooms = new Rooms({
      clock,
      store: {
        ...store,
        compact: (...of) => (this.#ran.compactions++, store.compact(...of)),
        load: (id) => (this.#ran.rooms++, store.load(id)),
      },
      ownership: { ...ownership, check: async () => this.#countWanted(await ownership.check()) },
      materialise: materialiseHere,
      warn: () => {},
      keepForMs: 1500,
    })
    this.#processes.push({ session, rooms })
    const beat = () => {
      rooms.beat()
      clock.after(1000, beat)
    }
    const watch = () =>
      void rooms
        .checkOwnership()
        .catch(() => {})
        .then(() => clock.after(600, watch))
    beat()
    watch()
  }

  #countWanted<A extends { wanted: string[] }>(answer: A): A {
    this.#ran.handovers += answer.wanted.length
    return answer
  }

  #kill() {
    const process = this.#processes.shift()!
    process.session.alive = false
    this.#ran.kills++
    for (const place of this.#places) if (place.link && this.#processOf(place.link) === process.rooms) place.link.break()
    this.#checkAcked()
    this.#later(1500, () => this.#disk.forget(process.session))
    this.#later(1500, () => this.#boot())
  }

  readonly #rooms = new WeakMap<Link, Rooms>()
  #processOf = (link: Link) => this.#rooms.get(link)

  #connect(place: Place) {
    if (place.link || (place.away && !this.#healing)) return
    if (this.#processes.length === 0) return this.#later(500, () => this.#connect(place))
    // Before the trouble ends, whoever balances the load leads people anywhere; then to one process, which has to be given the text.
    const { rooms } = this.#healing ? this.#processes[0]! : this.#chance.of(this.#processes)
    const link = new Link(place.writer, rooms, {
      timeline: this.timeline,
      chance: this.#chance,
      over: () => {
        place.link = null
        this.#later(1200, () => this.#connect(place))
      },
    })
    this.#rooms.set(link, rooms)
    place.link = link
  }

  #editSoon(place: Place) {
    this.#later(120, () => {
      if (this.#healing) return
      this.#edit(place)
      this.#editSoon(place)
    })
  }

  /** Words that occur once each, so that a text filled twice shows. */
  #edit({ writer, typed }: Place) {
    const place = this.#places.find((one) => one.writer === writer)!
    const text = writer.doc.getText('text')
    const what = this.#chance.below(12)
    this.#ran.edits++
    if (what === 0 && text.length > 10) text.delete(this.#chance.below(text.length - 8), 1 + this.#chance.below(7))
    else if (what === 1) writer.doc.getMap('map').set(`k${this.#chance.below(3)}`, typed)
    else if (what === 2 && text.length > 0)
      text.format(0, 1 + this.#chance.below(text.length), { strong: this.#chance.yes(0.5) ? true : null })
    else text.insert(this.#chance.below(text.length + 1), `<${writer.name}.${place.typed++}.${this.#chance.below(1e9)}>`)
    if (what === 3) {
      const state = statesUpdate([{ client: writer.doc.clientID, clock: typed, state: { cursor: typed } }])
      place.link?.connection.hear(awarenessOf(state))
    }
  }

  /** One mishap after the other. */
  #trouble() {
    this.#later(1000, () => {
      if (this.#healing) return
      const place = this.#chance.of(this.#places)
      const what = this.#chance.below(11)
      if (what < 3 && place.link) {
        this.#ran.breaks++
        place.link.break()
      } else if (what === 3) this.#stayAway(place)
      else if (what === 4 || what === 9) this.#everybodyLeaves()
      else if (what === 5 && this.#processes.length > 0) this.#kill()
      else if (what === 6) this.#restartDatabase()
      else if (what === 7) this.#turn(place)
      else if (what === 8) place.link?.connection.hear(syncOf(0, Y.encodeStateVector(place.writer.doc)))
      else this.#processes[0]?.rooms.beat()
      this.#trouble()
    })
  }

  #stayAway(place: Place) {
    place.away = true
    place.link?.break()
    this.#later(3000, () => {
      place.away = false
      this.#connect(place)
    })
  }

  /** For longer than an empty room waits, or just as long, or less. */
  #everybodyLeaves() {
    for (const place of this.#places) place.away = true
    for (const { link } of this.#places) link?.break(60)
    const back = this.timeline.now + this.#chance.of([100, 1950, 2030, 2060, 2090, 2120, 2300, 3000])
    for (const place of this.#places)
      this.timeline.after(back - this.timeline.now + this.#chance.below(50), () => {
        place.away = false
        this.#connect(place)
      })
  }

  #restartDatabase() {
    this.#ran.restarts++
    this.#disk.away = true
    this.#disk.restart(this.#processes.map(({ session }) => session))
    this.#checkAcked()
    this.#later(2500, () => (this.#disk.away = false))
  }

  #turn({ writer, link }: Place, mode = writer.mode === 'write' ? ('read' as const) : ('write' as const)) {
    writer.mode = mode
    if (!link) return
    for (const room of this.#processOf(link)!.open()) if (room.people.has(link.connection)) room.turn(link.connection, mode)
    if (link.connection.mode !== mode) link.break()
  }

  /** Everything works again; nobody types. The texts must become one. */
  async #heal() {
    this.#healing = true
    this.#disk.away = false
    for (const place of this.#places) this.#turn(place, 'write')
    for (const place of this.#places) if (place.link?.shuffled) place.link.break()
    for (const place of this.#places) this.#connect(place)
    const settled = () => this.#places.every(({ link }) => link?.settled && link.connection.mode === 'write') && this.#same()
    if (!(await this.timeline.run(this.timeline.now + 90_000, settled))) throw new Error(`never at rest: ${this.#describe()}`)
    await this.timeline.run(this.timeline.now + 500)
  }

  #same(): boolean {
    const [first, ...others] = this.#places.map(({ writer }) => Buffer.from(Y.encodeStateVector(writer.doc)))
    const said = this.#places.map(({ writer }) => saidIn(writer.doc))
    return others.every((other) => other.length === first!.length) && new Set(said).size === 1
  }

  #describe() {
    return this.#places
      .map(({ link }) => (link ? `${link.synced} ${link.stored}/${link.sent.length} ${link.connection.mode}` : 'none'))
      .join(', ')
  }

  #check() {
    this.#checkAcked()
    const stored = this.#disk.read()
    const [first] = this.#places
    const said = saidIn(first!.writer.doc)
    if (saidIn(stored) !== said) throw new Error('the database has another text')
    for (const { writer } of this.#places)
      if (writer.doc.store.pendingStructs || writer.doc.store.pendingDs) throw new Error('something waits')
    const words = said.match(/<w\d\.\d+\.\d+>/g) ?? []
    if (new Set(words).size !== words.length) throw new Error('a word is there twice')
    this.#ran.acked = this.#places.reduce((sum, { writer }) => sum + writer.acked.length, 0)
  }

  /** All that was told as stored so far is in the database: giving it all again changes nothing. */
  #checkAcked() {
    const stored = this.#disk.read()
    const before = Buffer.from(Y.encodeStateAsUpdate(stored))
    for (const { writer } of this.#places) for (const update of writer.acked) Y.applyUpdate(stored, update)
    if (stored.store.pendingStructs || stored.store.pendingDs) throw new Error('told as stored, but what it leans on is not')
    if (!before.equals(Buffer.from(Y.encodeStateAsUpdate(stored)))) throw new Error('told as stored, and not there')
  }
}

const saidIn = (doc: Y.Doc) => JSON.stringify([doc.getText('text').toDelta(), Object.entries(doc.getMap('map').toJSON()).sort()])
