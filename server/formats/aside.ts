import { Worker } from 'node:worker_threads'
import { fileLimits, type FileRefusal, type BroughtIn } from '#domain/document.ts'
import type { Written } from './formats.ts'
import type { Format } from './kinds.ts'

export type Job =
  | { kind: 'write'; format: Format; text: Written }
  /** `title`: the one that was asked for; null for the file's own. `articles`: its headings may become articles. */
  | { kind: 'read'; name: string; bytes: Uint8Array; title: string | null; articles: boolean }

/** `state`: a first state of Yjs that holds what was read. */
export type Done = { file: Uint8Array } | { title: string; state: Uint8Array; left: BroughtIn } | { refused: FileRefusal }

/** More than this many waiting is a flood: they are asked to come back later. */
const mostWaiting = 60

/**
 * A thread that reads and writes files, one after the other, so that a file made to be slow holds up neither pages nor ballots. A job has
 * `fileLimits.seconds` and 256 MB; then the thread is ended and another one begins with the next job. Whoever's file did that is
 * answered 'file-unreadable'; a text that cannot be written is a bug.
 */
export function aside(seconds: number = fileLimits.seconds) {
  let worker: Worker | null = null
  let asked: { resolve: (done: Done) => void; fail: (error: Error) => void } | null = null
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  function end(ended: Worker, error: Error) {
    if (worker !== ended) return
    worker = null
    void ended.terminate()
    asked?.fail(error)
  }

  function start() {
    const started = new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 256 } })
    started.unref()
    started.on('message', (done: Done) => asked?.resolve(done))
    started.on('error', (error) => end(started, error instanceof Error ? error : new Error(String(error))))
    started.on('exit', () => end(started, new Error('the thread of files ended')))
    return started
  }

  async function run(job: Job): Promise<Done> {
    const { promise, resolve, reject } = Promise.withResolvers<Done>()
    const fail = (error: Error) => (job.kind === 'read' ? resolve({ refused: 'file-unreadable' }) : reject(error))
    const busy = (worker ??= start())
    asked = { resolve, fail }
    const timer = setTimeout(() => end(busy, new Error('a file took too long')), seconds * 1000)
    busy.postMessage(job)
    return promise.finally(() => clearTimeout(timer))
  }

  return async (job: Job): Promise<Done> => {
    if (waiting >= mostWaiting) throw Object.assign(new Error('too many files at once'), { statusCode: 429 })
    waiting++
    const done = last.then(() => run(job)).finally(() => void waiting--)
    last = done.catch(() => {})
    return done
  }
}

/** The thread of this process. */
export const formatsAside = aside()
