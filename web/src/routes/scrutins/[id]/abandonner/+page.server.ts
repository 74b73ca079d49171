import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const poll = await read(event, 'GET', '/api/polls/:id', { params: event.params })
  if (!poll.me?.may.giveUp) error(404, 'not-found')
  return { poll, here: poll.body }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const body = { reason: values.reason ?? '' }
    const answer = await call(event.fetch, 'POST', '/api/polls/:id/giving-up', { params: event.params, body })
    if (answer.ok) redirect(303, `/scrutins/${event.params.id}`)
    const t = messagesFor(event.locals.language)
    return tell(event, answer, values, t, { reasons: t.entrusted.giveUp.reasons, places: { 'no-reason': 'reason' } })
  },
}
