import { redirect } from '@sveltejs/kit'
import { call, read, stop } from '#lib/api.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { inWords } from '#lib/polls/in-words.ts'
import type { PageServerLoad } from './$types'

/** The published result; the counts themselves are fetched and counted by the reader's browser. A poll without one says why on its own page. */
export const load: PageServerLoad = async (event) => {
  const { params } = event
  const t = messagesFor(event.locals.language)
  const poll = inWords(await read(event, 'GET', '/api/polls/:id', { params }), t)
  const answer = await call(event.fetch, 'GET', '/api/polls/:id/result', { params })
  if (!answer.ok && answer.failure.error === 'refused') redirect(303, `/scrutins/${poll.id}`)
  if (!answer.ok) stop(answer.failure, event.url)
  return { poll, result: inWords(answer.value, t), here: poll.body }
}
