import { error } from '@sveltejs/kit'
import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params } = event
  const trust = await read(event, 'GET', '/api/polls/:id/trust', { params })
  if (!trust.iAmRegistrar) error(404, 'not-found')
  const poll = await read(event, 'GET', '/api/polls/:id', { params })
  return { poll, trust, here: poll.body, address: event.url.host }
}
