import { error } from '@sveltejs/kit'
import { read } from '#lib/api.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const asked = await read(event, 'GET', '/api/consultations/:id', { params: event.params })
  const group = asked.groups.find(({ slug }) => slug === event.params.slug)
  if (!group || asked.phase === 'cancelled') error(404, 'not-found')
  return { asked, group, here: asked.body, link: `${event.url.host}/c/${asked.id}/${group.slug}` }
}
