import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params } = event
  const trust = await read(event, 'GET', '/api/polls/:id/trust', { params })
  const poll = await read(event, 'GET', '/api/polls/:id', { params })
  return { poll, trust, here: poll.body, rehearsal: event.url.searchParams.has('repetition') }
}
