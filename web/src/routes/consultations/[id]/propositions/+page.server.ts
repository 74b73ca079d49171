import { error, redirect, type RequestEvent } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const asked = await read(event, 'GET', '/api/consultations/:id', { params: event.params })
  if (!asked.me?.may.decide) error(404, 'not-found')
  return { asked, here: asked.body }
}

/** Which proposal is answered is in the form; a refusal opens again with its reason to mend. */
const decide = (accepted: boolean) => async (event: RequestEvent<{ id: string }>) => {
  const values = await readForm(event)
  const choice = values.choice ?? ''
  const reason = `reason-${choice}`
  const body = accepted ? { accepted } : { accepted, reason: values[reason] ?? '' }
  const answer = await call(event.fetch, 'PUT', '/api/consultations/:id/choices/:choice/decision', {
    params: { ...event.params, choice },
    body,
  })
  if (answer.ok) redirect(303, event.url.pathname)
  const t = messagesFor(event.locals.language)
  return tell(event, answer, values, t, { reasons: t.consultations.decide.reasons, places: { 'no-reason': reason } })
}

export const actions: Actions = {
  accepter: decide(true),
  refuser: decide(false),
  arreter: async (event) => {
    const answer = await call(event.fetch, 'POST', '/api/consultations/:id/lock', { params: event.params })
    if (answer.ok) redirect(303, `/consultations/${event.params.id}`)
    const t = messagesFor(event.locals.language)
    return tell(event, answer, {}, t, { reasons: t.consultations.decide.reasons })
  },
}
