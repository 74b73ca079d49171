import { error } from '@sveltejs/kit'
import { isSecret } from '#domain/poll.ts'
import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

/** Only which poll: the code that opens a ballot stays after the # of the address, and never comes here. */
export const load: PageServerLoad = async (event) => {
  const poll = await read(event, 'GET', '/api/polls/:id', { params: event.params })
  if (!isSecret(poll.level)) error(404, 'not-found')
  return { poll, here: poll.body }
}
