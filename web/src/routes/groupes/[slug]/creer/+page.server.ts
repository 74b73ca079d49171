import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { homeOf } from '#lib/shell/places.ts'
import type { Actions, PageServerLoad } from './$types'

const inside = { movement: 'group', group: 'subgroup', subgroup: 'circle', circle: 'circle' } as const

export const load: PageServerLoad = async (event) => {
  const body = await read(event, 'GET', '/api/bodies/:slug', { params: event.params })
  if (!body.me?.may.createIn) error(404, 'not-found')
  return { body, here: body, kind: inside[body.kind] }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const parent = event.params.slug
    const { kind } = await read(event, 'GET', '/api/bodies/:slug', { params: event.params })
    const answer = await call(event.fetch, 'POST', '/api/bodies', { body: { parent, kind: inside[kind], name: values.name ?? '' } })
    const t = messagesFor(event.locals.language)
    if (!answer.ok) return tell(event, answer, values, t, { reasons: t.bodies.create.reasons, places: { 'name-taken': 'name' } })
    redirect(303, homeOf(answer.value.slug))
  },
}
