import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const assembly = await read(event, 'GET', '/api/assemblies/:id', { params: event.params })
  if (!assembly.me.may.prepare) error(404, 'not-found')
  if (assembly.stage !== 'convened' && event.request.method === 'GET') redirect(303, `/assemblees/${assembly.id}`)
  return { assembly, here: assembly.body }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const body = { reason: values.reason ?? '' }
    const answer = await call(event.fetch, 'POST', '/api/assemblies/:id/cancellation', { params: event.params, body })
    if (answer.ok) redirect(303, `/assemblees/${event.params.id}`)
    const t = messagesFor(event.locals.language)
    return tell(event, answer, values, t, { reasons: t.assemblies.cancel.reasons, places: { 'no-reason': 'reason' } })
  },
}
