/** Time, as an argument: the seeded runs of tests/live turn it by hand. */
export type Clock = {
  now(): number
  /** Calls once, after so many milliseconds; the answer cancels. */
  after(ms: number, then: () => void): () => void
  /** Calls when what the network has brought by now has been read. */
  soon(then: () => void): void
  sleep(ms: number): Promise<void>
}

export const realClock: Clock = {
  now: Date.now,
  after: (ms, then) => {
    const timer = setTimeout(then, ms)
    return () => clearTimeout(timer)
  },
  soon: (then) => void setImmediate(then),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}
