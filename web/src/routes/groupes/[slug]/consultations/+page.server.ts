import { pageSize } from '#domain/limits.ts'
import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const page = Math.max(1, Number(event.url.searchParams.get('page')) || 1)
  const body = await read(event, 'GET', '/api/bodies/:slug', { params: event.params })
  const list = await read(event, 'GET', '/api/bodies/:slug/consultations', { params: event.params, query: { page } })
  return { body, here: body, ...list, page, pages: Math.ceil(list.total / pageSize) }
}
