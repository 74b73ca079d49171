// The process of a crowd: does one task after the other, as crowd.ts asks.
import * as Y from 'yjs'
import { writtenContent } from './content.ts'
import { answerAs } from './crowd.ts'
import { percentile, wait } from './measure.ts'
import { Person, type Seat } from './person.ts'
import { keepTyping, type Typing } from './typing.ts'

let people: Person[] = []
let typing: Typing | null = null

export const tasks = {
  /** Some pages of text, as the bytes of a Yjs document. */
  content: async (bytes: number) => writtenContent(bytes),

  /** Everybody comes in as fast as the server lets them. Seconds until the last one has the whole text, and each one's delay. */
  async join(seats: Seat[]) {
    const start = performance.now()
    const delays: number[] = []
    const arriving: Person[] = []
    for (const seat of seats) {
      const came = performance.now()
      const person = new Person(seat)
      person.synced.then(() => delays.push(performance.now() - came)).catch(() => {})
      arriving.push(person)
      if (arriving.length % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    const clocks = await Promise.all(arriving.map(({ synced }) => synced))
    people.push(...arriving)
    return { seconds: (performance.now() - start) / 1000, p50: percentile(delays, 0.5), fewestClocks: Math.min(...clocks) }
  },

  /** All who can type write `perSecond` characters each, a cursor with each; the others of their room count. */
  async type(pace: { perSecond: number; seconds: number }) {
    const cpu = process.cpuUsage()
    typing = keepTyping(people, pace.perSecond)
    await wait(pace.seconds * 1000)
    typing.stop()
    for (let tries = 0; tries < 80 && !typing.allArrived(); tries++) await wait(100)
    const { user, system } = process.cpuUsage(cpu)
    return { ...typing.figures(), crowdCpu: (user + system) / 1e6 }
  },

  startTyping: async (perSecond: number) => void (typing = keepTyping(people, perSecond)),

  /** What was typed, told as stored, and seen by someone else, for each writer: numbers of characters. */
  async lastWords() {
    typing?.stop()
    return people
      .filter(({ doc }) => doc)
      .map((person) => {
        const client = person.doc!.clientID
        const others = people.filter((other) => other !== person && other.seat.room === person.seat.room)
        return {
          client,
          typed: Y.getState(person.doc!.store, client),
          stored: person.acknowledged > 0 ? person.sentClock.slice(0, person.acknowledged).reduce((a, b) => Math.max(a, b), 0) : 0,
          seen: Math.max(0, ...others.map(({ characters }) => characters.known.get(client) ?? 0)),
        }
      })
  },

  /** Joins alone and reads: up to which clock of each writer the text goes. */
  async read(seat: Seat) {
    const person = new Person(seat)
    await person.synced
    await wait(500)
    const known = [...person.characters.known]
    person.wire.socket.destroy()
    return known
  },

  /** The last `count` people stop reading their socket, or read again. */
  async stall(count: number, stalled: boolean) {
    for (const { wire } of people.slice(-count)) wire.socket[stalled ? 'pause' : 'resume']()
  },

  /** Writers paste `bytes` over what they pasted before, `perSecond` times. Then: what arrived at those who read, and who was cut. */
  async paste({ bytes, perSecond, seconds }: { bytes: number; perSecond: number; seconds: number }, stalled: number) {
    const writers = people.filter(({ doc }) => doc)
    const readers = people.filter(({ doc }) => !doc).slice(0, -stalled)
    const before = readers.map(({ characters }) => characters.count)
    for (let n = 0; n < perSecond * seconds; n++) {
      for (const { doc } of writers) {
        const text = doc!.getText(`paste ${doc!.clientID}`)
        doc!.transact(() => (text.delete(0, text.length), text.insert(0, String.fromCharCode(97 + (n % 26)).repeat(bytes))))
      }
      await wait(1000 / perSecond)
    }
    const expected = writers.length * bytes * perSecond * seconds
    const share = () => Math.min(...readers.map(({ characters }, n) => (characters.count - before[n]!) / expected))
    for (let tries = 0; tries < 50 && share() < 1; tries++) await wait(100)
    return { expected, delivered: share() }
  },

  /** How those who are gone were closed; waits up to `ms` for all of the last `count`. */
  async closings(count: number, ms: number) {
    const watched = people.slice(-count)
    const start = performance.now()
    while (watched.some(({ over }) => !over) && performance.now() - start < ms) await wait(5)
    return watched.map(({ over }) => over && { code: over.code, after: over.at - start })
  },

  async leave() {
    typing?.stop()
    for (const { wire } of people) wire.socket.destroy()
    people = []
  },
}

answerAs(tasks)
