import { error, redirect } from '@sveltejs/kit'
import { call, read, stop } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const body = await read(event, 'GET', '/api/bodies/:slug', { params: event.params })
  if (!body.me?.may.openPolls) error(404, 'not-found')
  return { body, here: body }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const body = { title: values.title ?? '', source: values.source === 'members' ? ('members' as const) : ('file' as const) }
    const answer = await call(event.fetch, 'POST', '/api/bodies/:slug/electorates', { params: event.params, body })
    if (!answer.ok) return tell(event, answer, values, t, { reasons: t.rolls.create.reasons })
    redirect(303, `/listes/${answer.value.id}${body.source === 'file' ? '/fichier' : ''}`)
  },
}
