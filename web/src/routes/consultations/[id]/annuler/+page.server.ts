import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const asked = await read(event, 'GET', '/api/consultations/:id', { params: event.params })
  if (!asked.me?.may.cancel) error(404, 'not-found')
  return { asked, here: asked.body }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const body = { reason: values.reason ?? '' }
    const answer = await call(event.fetch, 'POST', '/api/consultations/:id/cancellation', { params: event.params, body })
    if (answer.ok) redirect(303, `/consultations/${event.params.id}`)
    const t = messagesFor(event.locals.language)
    const { reasons } = t.consultations.cancel
    return tell(event, answer, values, t, { reasons, fields: { reason: reasons['no-reason'] }, places: { 'no-reason': 'reason' } })
  },
}
