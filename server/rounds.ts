/**
 * Does the same thing again and again, each time `every` milliseconds after it has ended. What fails is told to `complain`, unless it fails because
 * it is being stopped. `stop` begins no other round, and waits for the one under way.
 */
export function inRounds(round: () => Promise<unknown>, every: number, complain: (error: unknown) => void) {
  let stopped = false
  let underWay: Promise<unknown> = Promise.resolve()
  let timer = setTimeout(tick, every).unref()

  function tick() {
    underWay = round()
      .catch((error: unknown) => void (stopped || complain(error)))
      .finally(() => {
        if (!stopped) timer = setTimeout(tick, every).unref()
      })
  }

  return {
    isStopped: () => stopped,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await underWay
    },
  }
}
