import { isSecret } from '#domain/poll.ts'
import { call, read, stop } from '#lib/api.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { inWords } from '#lib/polls/in-words.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params } = event
  const t = messagesFor(event.locals.language)
  const poll = inWords(await read(event, 'GET', '/api/polls/:id', { params }), t)
  const trusted = poll.level === 'sealed' ? await call(event.fetch, 'GET', '/api/polls/:id/trust', { params }) : null
  const trust = trusted?.ok ? trusted.value : null
  const base = { poll, trust, result: null, assurance: null, ratified: null, unopened: false, here: poll.body }
  if (poll.phase !== 'closed' || poll.counting) return base
  const assurance = isSecret(poll.level) ? await read(event, 'GET', '/api/polls/:id/assurance', { params }) : null
  const answer = await call(event.fetch, 'GET', '/api/polls/:id/result', { params })
  if (answer.ok) {
    const ratified = poll.ratifies ? await read(event, 'GET', '/api/frozen-texts/:id', { params: { id: poll.ratifies } }) : null
    return { ...base, assurance, ratified, result: inWords(answer.value, t) }
  }
  // Fewer than five secret ballots are never opened: said in the place of a result.
  const { failure } = answer
  if (failure.error !== 'refused') stop(failure, event.url)
  return { ...base, assurance, unopened: 'reason' in failure && failure.reason === 'too-few-ballots' }
}
