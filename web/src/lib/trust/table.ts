import { call, type Failure, type Reply } from '#lib/api.ts'
import type { CeremonySpeech } from '#domain/trustees.ts'
import type { CeremonyAt } from '#domain/sealing/trustee.ts'
import { fromBase64, toBase64 } from './device.ts'

export type Trust = Reply<'GET', '/api/polls/:id/trust'>

/** Where a ceremony is held: at the API, or in this browser alone for a rehearsal. */
export type Table = {
  read: () => Promise<Trust | Failure>
  say: (attempt: number, step: CeremonySpeech, bytes: Uint8Array) => Promise<Failure | null>
  beginAgain: (attempt: number) => Promise<Failure | null>
}

export const isFailure = (told: Trust | Failure): told is Failure => 'status' in told

/** The real one. */
export function tableOf(id: string): Table {
  const params = { id }
  return {
    async read() {
      const answer = await call(fetch, 'GET', '/api/polls/:id/trust', { params })
      return answer.ok ? answer.value : answer.failure
    },
    async say(attempt, step, bytes) {
      const answer = await call(fetch, 'POST', '/api/polls/:id/ceremony', { params, body: { attempt, step, bytes: toBase64(bytes) } })
      return answer.ok ? null : answer.failure
    },
    async beginAgain(attempt) {
      const answer = await call(fetch, 'POST', '/api/polls/:id/ceremony/attempts', { params, body: { attempt } })
      return answer.ok ? null : answer.failure
    },
  }
}

/** What is told, as the worker takes it. */
export const ceremonyAt = (pollId: string, trust: Trust): CeremonyAt => ({
  pollId,
  needed: trust.needed,
  names: trust.trustees.map(({ name }) => name),
  said: trust.said.map(({ number, step, bytes }) => ({ number, step, bytes: fromBase64(bytes) })),
})
