import { Worker } from 'node:worker_threads'
import type { TextNode } from '#domain/charter.ts'
import { compact, contentOf, difference, packed } from '#server/yjs-content.ts'
import { retrace, type Retraced } from '#server/yjs-retrace.ts'
import { rewrite } from '#server/yjs-rewrite.ts'

/** The few things that need the text itself. They take about a millisecond for 10 kB, hence a thread of their own. */
export type Materialise = {
  compact(updates: readonly Uint8Array[]): Promise<Uint8Array>
  difference(state: Uint8Array, vector: Uint8Array): Promise<Uint8Array>
  packed(state: Uint8Array): Promise<Uint8Array>
  content(updates: readonly Uint8Array[]): Promise<TextNode>
  retrace(updates: readonly Uint8Array[], authors: readonly number[]): Promise<Retraced>
  rewrite(updates: readonly Uint8Array[], content: readonly TextNode[]): Promise<Uint8Array | null>
}

export type Job = { updates: Uint8Array[] } & (
  | { kind: 'compact' | 'content' | 'packed' }
  | { kind: 'difference'; vector: Uint8Array }
  | { kind: 'retrace'; authors: readonly number[] }
  | { kind: 'rewrite'; content: readonly TextNode[] }
)

export function work(job: Job): Uint8Array | TextNode | Retraced | null {
  switch (job.kind) {
    case 'compact':
      return compact(job.updates)
    case 'content':
      return contentOf(job.updates)
    case 'difference':
      return difference(job.updates[0]!, job.vector)
    case 'packed':
      return packed(job.updates[0]!)
    case 'retrace':
      return retrace(job.updates, job.authors)
    case 'rewrite':
      return rewrite(job.updates, job.content)
  }
}

/** The same without a thread: for runs that must be the same each time. */
export const materialiseHere: Materialise = {
  compact: async (updates) => compact(updates),
  difference: async (state, vector) => difference(state, vector),
  packed: async (state) => packed(state),
  content: async (updates) => contentOf(updates),
  retrace: async (updates, authors) => retrace(updates, authors),
  rewrite: async (updates, content) => rewrite(updates, content),
}

type Waiting = { resolve: (answer: never) => void; reject: (error: Error) => void }

/** Starts the thread at the first job and again after it died. It does not keep the process alive. */
export function materialiseAside(): Materialise {
  let worker: Worker | null = null
  let last = 0
  const waiting = new Map<number, Waiting>()

  function fail(failed: Worker, error: Error) {
    if (worker !== failed) return
    worker = null
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  function start(): Worker {
    const started = new Worker(new URL('./yjs-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 512 } })
    started.unref()
    started.on('message', ({ id, answer, error }: { id: number; answer?: never; error?: string }) => {
      const asker = waiting.get(id)
      waiting.delete(id)
      if (error === undefined) asker?.resolve(answer as never)
      else asker?.reject(new Error(error))
    })
    started.on('error', (error) => fail(started, error instanceof Error ? error : new Error(String(error))))
    started.on('exit', () => fail(started, new Error('the thread ended')))
    return started
  }

  function ask<A>(job: Job): Promise<A> {
    worker ??= start()
    const id = ++last
    const vector = job.kind === 'difference' ? { vector: job.vector.slice() } : {}
    const copy = { ...job, ...vector, updates: job.updates.map((update) => Uint8Array.from(update)) }
    const { promise, resolve, reject } = Promise.withResolvers<A>()
    waiting.set(id, { resolve, reject })
    worker.postMessage(
      { id, job: copy },
      copy.updates.map((update) => update.buffer),
    )
    return promise
  }

  return {
    compact: (updates) => ask({ kind: 'compact', updates: [...updates] }),
    content: (updates) => ask({ kind: 'content', updates: [...updates] }),
    difference: (state, vector) => ask({ kind: 'difference', updates: [state], vector }),
    packed: (state) => ask({ kind: 'packed', updates: [state] }),
    retrace: (updates, authors) => ask({ kind: 'retrace', updates: [...updates], authors }),
    rewrite: (updates, content) => ask({ kind: 'rewrite', updates: [...updates], content }),
  }
}

/** The thread of this process. */
export const materialise = materialiseAside()
