import { newSealer } from './sealer.ts'

type Sealer = ReturnType<typeof newSealer>
type Name = keyof Sealer
type Asked = { number: number; name: Name; given: unknown[] }
type Told = { number: number; value?: unknown; error?: string }
type Port = { postMessage: (told: unknown) => void; onmessage: ((event: MessageEvent) => void) | null }

/** In the worker: answers each question in its turn. */
export function serveSealer() {
  const sealer = newSealer()
  const port = self as unknown as Port
  port.onmessage = ({ data }: MessageEvent<Asked>) => {
    const { number, name, given } = data
    try {
      const value = (sealer[name] as (...given: unknown[]) => unknown)(...given)
      port.postMessage({ number, value } satisfies Told)
    } catch (error) {
      port.postMessage({ number, error: String(error) } satisfies Told)
    }
  }
}

export type Ask = <N extends Name>(name: N, ...given: Parameters<Sealer[N]>) => Promise<ReturnType<Sealer[N]>>

/** In the page: asks the worker. Rejects with what it threw, or when it could not start. */
export function askSealer(worker: Worker): Ask {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let asked = 0
  worker.onmessage = ({ data: { number, value, error } }: MessageEvent<Told>) => {
    const { resolve, reject } = waiting.get(number)!
    waiting.delete(number)
    if (error === undefined) resolve(value as never)
    else reject(new Error(error))
  }
  worker.onerror = ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(message))
    waiting.clear()
  }
  return (name, ...given) =>
    new Promise((resolve, reject) => {
      const number = asked++
      waiting.set(number, { resolve: resolve as (value: never) => void, reject })
      worker.postMessage({ number, name, given } satisfies Asked)
    })
}
