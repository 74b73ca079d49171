import { error } from '@sveltejs/kit'
import { doorsOf, type OpenApi } from '#lib/shell/open-api.ts'
import type { PageServerLoad } from './$types'

/** Written from the very description that machines read, so that it cannot tell another story. */
export const load: PageServerLoad = async ({ fetch }) => {
  const response = await fetch('/api/openapi.json')
  if (!response.ok) error(503, 'unreachable')
  return { rooms: doorsOf((await response.json()) as OpenApi) }
}
