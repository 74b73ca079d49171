import { error } from '@sveltejs/kit'
import { call, read, stop } from '#lib/api.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { inWords } from '#lib/polls/in-words.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const page = Math.max(1, Number(event.url.searchParams.get('page')) || 1)
  const poll = inWords(await read(event, 'GET', '/api/polls/:id', { params: event.params }), messagesFor(event.locals.language))
  const answer = await call(event.fetch, 'GET', '/api/polls/:id/ballots', { params: event.params, query: { page } })
  if (answer.ok) return { poll, here: poll.body, named: answer.value }
  // Before the closing, or above the limit, there is nothing of this kind to see.
  if (answer.failure.status === 409) error(404, 'not-found')
  stop(answer.failure, event.url)
}
