import type { Reply } from '#lib/api.ts'
import { fromBase64 } from '#lib/receipts/base64.ts'

// What the booth asks of the server, and how it bears a bad network.

export type Poll = Reply<'GET', '/api/polls/:id'>
export type Refusal = { refused: string } | { signedOut: true } | { unreachable: true }
export type Answer<T> = { value: T } | Refusal

const patience = 20_000

async function ask<T>(path: string, read: (answer: Response) => Promise<T>, init?: RequestInit): Promise<Answer<T>> {
  try {
    const answer = await fetch(path, { ...init, signal: AbortSignal.timeout(patience) })
    if (answer.ok) return { value: await read(answer) }
    if (answer.status === 401) return { signedOut: true }
    if (answer.status === 409) return { refused: ((await answer.json()) as { reason: string }).reason }
    return answer.status === 429 || answer.status >= 500 ? { unreachable: true } : { refused: 'other' }
  } catch {
    return { unreachable: true }
  }
}

const json = async <T>(answer: Response) => (await answer.json()) as T
const bytes = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())
/** No bytes at all when what came holds none: it is then no receipt, and told as such. */
const receipt = async (answer: Response) => {
  const text = await answer.text()
  try {
    return fromBase64((JSON.parse(text) as { receipt: string }).receipt) ?? new Uint8Array()
  } catch {
    return new Uint8Array()
  }
}

const at = (pollId: string, what = '') => `/api/polls/${pollId}${what}`

export const askPoll = (pollId: string) => ask(at(pollId), json<Poll>)
export const askManifest = (pollId: string) => ask(at(pollId, '/manifest'), bytes)
export const askCredential = (pollId: string) => ask(at(pollId, '/credential'), json<{ code: string; counter: number }>)
export const askCounter = (pollId: string, credential: string) => ask(at(pollId, `/credentials/${credential}`), json<{ counter: number }>)
export const askReceipt = (pollId: string) => ask(at(pollId, '/receipt'), receipt)

/** Tries after 1, 2, 4, 8 and 16 seconds, then leaves it to the person. The bytes are the same: however often they arrive, they count once. */
export async function deliver(pollId: string, ballot: Uint8Array, waiting: () => void): Promise<Answer<Uint8Array>> {
  const headers = { 'content-type': 'application/octet-stream' }
  for (const seconds of [0, 1, 2, 4, 8, 16]) {
    if (seconds > 0) waiting()
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    const answer = await ask(at(pollId, '/sealed-ballots'), receipt, { method: 'POST', headers, body: ballot.slice() })
    if (!('unreachable' in answer)) return answer
  }
  return { unreachable: true }
}
