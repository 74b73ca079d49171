import type { Clock } from '#server/live/clock.ts'

type Event = { at: number; place: number; act: () => void }

/** Time that stands still until it is told to go on: what is due happens in order, and each time all promises have had their say. */
export class Timeline {
  now = 1_000_000
  #events: Event[] = []
  #count = 0

  after(ms: number, act: () => void): () => void {
    const event = { at: this.now + Math.max(0, ms), place: this.#count++, act }
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#events[middle]!.at <= event.at) low = middle + 1
      else high = middle
    }
    this.#events.splice(low, 0, event)
    return () => void (event.act = () => {})
  }

  sleep = (ms: number) => new Promise<void>((resolve) => this.after(ms, resolve))

  /** Lets time pass until `until`, or until it is so. False: it never was. */
  async run(until: number, met: () => boolean = () => false): Promise<boolean> {
    while (!met()) {
      const [next] = this.#events
      if (!next || next.at > until) {
        this.now = until
        return met()
      }
      this.#events.shift()
      this.now = next.at
      next.act()
      await new Promise(setImmediate)
    }
    return true
  }
}

/** The clock of one process: it dies with it. */
export function clockOf(timeline: Timeline, lives: () => boolean): Clock {
  const alive = (act: () => void) => () => void (lives() && act())
  return {
    now: () => timeline.now,
    after: (ms, then) => timeline.after(ms, alive(then)),
    soon: (then) => void timeline.after(0, alive(then)),
    sleep: (ms) => new Promise((resolve) => timeline.after(ms, alive(resolve))),
  }
}
