import { read } from '#lib/api.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params, locals } = event
  const trust = await read(event, 'GET', '/api/polls/:id/trust', { params })
  const poll = await read(event, 'GET', '/api/polls/:id', { params })
  // What a fault would be called: with the page, since nothing says that the network answers when one is found.
  const words = messagesFor(locals.language).verifier
  return { poll, trust, here: poll.body, named: { kinds: words.kinds, reasons: words.reasons } }
}
