import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params, url } = event
  const page = Math.max(1, Number(url.searchParams.get('page')) || 1)
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  const { polls, total } = await read(event, 'GET', '/api/bodies/:slug/polls', { params, query: { page } })
  return { body, here: body, polls, total, page }
}
