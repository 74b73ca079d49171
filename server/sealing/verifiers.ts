import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

export type Verify = (manifest: Uint8Array, ballot: Uint8Array) => Promise<boolean>
/** The leaves of ballots added up, as they would be alone on a board. */
export type AddUp = (manifest: Uint8Array, leaves: readonly Uint8Array[]) => Promise<Added>
export type Added = { sums: Uint8Array; ballots: number; weight: number; byWeight: ReadonlyMap<number, number> }
export type Task = { manifest: Uint8Array; ballot: Uint8Array } | { manifest: Uint8Array; leaves: readonly Uint8Array[] }
type Asked = { resolve: (answer: never) => void; reject: (error: Error) => void }
type Said = { id: number; answer?: unknown; error?: string }

/**
 * Threads that check ballots and add them up, started at the first one: about 8 ms of processor each and 1 more, which the process that talks to
 * people cannot spare. A thread that dies fails what it was given and is started again. They keep the process alive while something is
 * asked of them, no longer.
 */
export function startVerifiers(threads = Math.min(2, availableParallelism())): { verify: Verify; addUp: AddUp; waiting: () => number } {
  const workers: (Worker | null)[] = Array.from({ length: threads }, () => null)
  const asked = workers.map(() => new Map<number, Asked>())
  let last = 0

  function start(at: number): Worker {
    const worker = new Worker(new URL('./verify-worker.ts', import.meta.url))
    worker.on('message', ({ id, answer, error }: Said) => {
      const one = asked[at]!.get(id)
      asked[at]!.delete(id)
      if (asked[at]!.size === 0) worker.unref()
      if (error === undefined) one?.resolve(answer as never)
      else one?.reject(new Error(error))
    })
    const fail = (error: Error) => {
      if (workers[at] !== worker) return
      workers[at] = null
      for (const { reject } of asked[at]!.values()) reject(error)
      asked[at]!.clear()
    }
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => fail(new Error('the thread that checks ballots ended')))
    return worker
  }

  /** Given to the thread that has least to do. */
  const ask = <Answer>(task: Task) =>
    new Promise<Answer>((resolve, reject) => {
      const at = asked.reduce((least, mine, index) => (mine.size < asked[least]!.size ? index : least), 0)
      const id = ++last
      asked[at]!.set(id, { resolve, reject })
      const worker = (workers[at] ??= start(at))
      worker.ref()
      worker.postMessage({ id, ...task })
    })

  return {
    verify: (manifest, ballot) => ask({ manifest, ballot }),
    addUp: (manifest, leaves) => ask({ manifest, leaves }),
    waiting: () => asked.reduce((sum, mine) => sum + mine.size, 0),
  }
}
