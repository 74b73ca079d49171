import type { Reasons, Reply } from '#lib/api.ts'
import { fromBase64 } from '#lib/receipts/base64.ts'

// What the booth asks of the server, and how it bears a bad network.

export type Poll = Reply<'GET', '/api/polls/:id'>
/** Why a rule says no, 'too-large' and 'other' being what no rule of the poll says. */
export type Reason =
  keyof Reasons<'POST', '/api/polls/:id/sealed-ballots'> | keyof Reasons<'GET', '/api/polls/:id/credential'> | 'too-large' | 'other'
/** Why there is no answer for now, which is nobody's doing here: no network, too many people, a database in doubt, a full disk, a bug. */
export type Later = 'unreachable' | 'crowded' | 'unconfirmed' | 'full' | 'broken'
export type Refusal = { refused: Reason } | { signedOut: true } | { later: Later }
export type Answer<T> = { value: T } | Refusal

const patience = 20_000

async function ask<T>(path: string, read: (answer: Response) => Promise<T>, init?: RequestInit): Promise<Answer<T>> {
  try {
    const answer = await fetch(path, { ...init, signal: AbortSignal.timeout(patience) })
    if (answer.ok) return { value: await read(answer) }
    if (answer.status === 401) return { signedOut: true }
    if (answer.status === 409) return { refused: ((await answer.json()) as { reason: Reason }).reason }
    if (answer.status === 413) return { refused: 'too-large' }
    return answer.status === 429 || answer.status >= 500 ? { later: await laterOf(answer) } : { refused: 'other' }
  } catch {
    return { later: 'unreachable' }
  }
}

/** A 503 is of the database when it says so, else of a waiting room or of what stands before the server. */
async function laterOf(answer: Response): Promise<Later> {
  switch (answer.status) {
    case 429:
      return 'crowded'
    case 503:
      return (await answer.text()).includes('unconfirmed') ? 'unconfirmed' : 'crowded'
    case 507:
      return 'full'
    default:
      return answer.status === 500 ? 'broken' : 'unreachable'
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

/** A ballot that did not get through: `unsure` when one of its tries may have arrived all the same. */
export type Undelivered = { later: Later; unsure: boolean }
/** Why it is tried again by itself. */
export type Waited = Exclude<Later, 'full'>

/**
 * Tries after 1, 2, 4, 8 and 16 seconds, then leaves it to the person; at once when the disk is full, which it is for longer. The bytes are the
 * same: however often they arrive, they count once.
 */
export async function deliver(
  pollId: string,
  ballot: Uint8Array,
  waiting: (why: Waited) => void,
): Promise<Exclude<Answer<Uint8Array>, { later: Later }> | Undelivered> {
  const headers = { 'content-type': 'application/octet-stream' }
  let later: Later = 'unreachable'
  let unsure = false
  for (const seconds of [0, 1, 2, 4, 8, 16]) {
    if (seconds > 0) waiting(later)
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    const answer = await ask(at(pollId, '/sealed-ballots'), receipt, { method: 'POST', headers, body: ballot.slice() })
    if (!('later' in answer)) return answer
    later = answer.later
    unsure ||= later !== 'crowded' && later !== 'full'
    if (later === 'full') break
  }
  return { later, unsure }
}
