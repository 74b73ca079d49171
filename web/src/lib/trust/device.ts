import type { Progress, Tasks } from './tasks.ts'

type Said = { id: number; answer?: unknown; error?: string; done?: number; all?: number }
type Waiting = { resolve: (answer: unknown) => void; reject: (error: Error) => void; progress: Progress | undefined }
export type Device = ReturnType<typeof startDevice>

/** Starts the worker. Ask it with `device.ask('shares', …)`; `stop` ends it, and whatever secret it holds. */
export function startDevice() {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, Waiting>()
  let last = 0
  worker.addEventListener('message', ({ data: { id, answer, error, done, all } }: MessageEvent<Said>) => {
    const one = waiting.get(id)
    if (done !== undefined) return one?.progress?.(done, all!)
    waiting.delete(id)
    if (error === undefined) one?.resolve(answer)
    else one?.reject(new Error(error))
  })
  worker.addEventListener('error', () => {
    for (const { reject } of waiting.values()) reject(new Error('the worker failed'))
    waiting.clear()
  })

  return {
    ask<T extends keyof Tasks>(task: T, argument: Parameters<Tasks[T]>[0], progress?: Progress): Promise<Awaited<ReturnType<Tasks[T]>>> {
      return new Promise((resolve, reject) => {
        const id = ++last
        waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject, progress })
        worker.postMessage({ id, task, argument })
      })
    },
    stop: () => worker.terminate(),
  }
}

export const toBase64 = (bytes: Uint8Array) => btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''))
export const fromBase64 = (text: string) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))
