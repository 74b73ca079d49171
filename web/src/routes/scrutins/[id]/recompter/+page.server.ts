import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

/** The published result; the counts themselves are fetched and counted by the reader's browser. */
export const load: PageServerLoad = async (event) => {
  const { params } = event
  const poll = await read(event, 'GET', '/api/polls/:id', { params })
  const result = await read(event, 'GET', '/api/polls/:id/result', { params })
  return { poll, result, here: poll.body }
}
