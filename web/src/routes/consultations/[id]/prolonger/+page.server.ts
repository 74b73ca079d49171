import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { fromLocalText, localText } from '#lib/time.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const asked = await read(event, 'GET', '/api/consultations/:id', { params: event.params })
  if (!asked.me?.may.extend) error(404, 'not-found')
  return { asked, here: asked.body, closesAt: localText(asked.closesAt) }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const { reasons } = t.consultations.extend
    const closesAt = fromLocalText(values.closesAt ?? '')
    if (!closesAt) return mend([{ field: 'closesAt', message: t.polls.create.badDate }], values)
    const body = { closesAt: closesAt.toISOString(), reason: values.reason ?? '' }
    const answer = await call(event.fetch, 'POST', '/api/consultations/:id/extension', { params: event.params, body })
    if (answer.ok) redirect(303, `/consultations/${event.params.id}`)
    const places = { 'no-reason': 'reason', 'not-later': 'closesAt', 'lasts-too-long': 'closesAt' }
    return tell(event, answer, values, t, { reasons, fields: { reason: reasons['no-reason'] }, places })
  },
}
