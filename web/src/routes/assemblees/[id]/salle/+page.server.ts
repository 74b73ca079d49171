import { error } from '@sveltejs/kit'
import { call, read, stop } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

/** What is projected in the room, for whoever runs the assembly. */
export const load: PageServerLoad = async (event) => {
  const assembly = await read(event, 'GET', '/api/assemblies/:id', { params: event.params })
  const room = await call(event.fetch, 'GET', '/api/assemblies/:id/room', { params: event.params })
  if (!room.ok) return room.failure.error === 'refused' ? error(404, 'not-found') : stop(room.failure, event.url)
  return { assembly, link: room.value.link, here: assembly.body, bare: true }
}
