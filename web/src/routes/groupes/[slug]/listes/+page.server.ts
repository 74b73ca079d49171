import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params } = event
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  return { body, here: body, rolls: await read(event, 'GET', '/api/bodies/:slug/electorates', { params }), now: Date.now() }
}
