import { error } from '@sveltejs/kit'
import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params } = event
  const poll = await read(event, 'GET', '/api/polls/:id', { params })
  const { level } = poll
  // What was held elsewhere is guaranteed by nothing here: its page names its source.
  if (level === 'imported') error(404, 'not-found')
  const assurance = await read(event, 'GET', '/api/polls/:id/assurance', { params })
  return { poll, level, assurance, here: poll.body }
}
