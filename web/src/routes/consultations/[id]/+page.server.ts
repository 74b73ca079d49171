import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const asked = await read(event, 'GET', '/api/consultations/:id', { params: event.params })
  return { asked, here: asked.body }
}
