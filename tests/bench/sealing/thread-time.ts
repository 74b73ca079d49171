/** Milliseconds of this thread's processor, which waits for nobody. */
export function msOfThread(work: () => unknown): number {
  const started = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(started)
  return (user + system) / 1000
}

/** The same for one of so many runs after warming up: together, because one alone may be below what the processor's clock tells. */
export function cpuOfRuns(times: number, work: () => unknown): number {
  for (let run = 0; run < 5; run++) work()
  return (
    msOfThread(() => {
      for (let run = 0; run < times; run++) work()
    }) / times
  )
}
