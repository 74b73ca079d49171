import { read } from '#lib/api.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { inWords } from '#lib/polls/in-words.ts'
import type { PageServerLoad } from './$types'

/** The published result; the counts themselves are fetched and counted by the reader's browser. */
export const load: PageServerLoad = async (event) => {
  const { params } = event
  const t = messagesFor(event.locals.language)
  const poll = inWords(await read(event, 'GET', '/api/polls/:id', { params }), t)
  const result = inWords(await read(event, 'GET', '/api/polls/:id/result', { params }), t)
  return { poll, result, here: poll.body }
}
