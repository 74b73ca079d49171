import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { fromLocalText, localText } from '#lib/time.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const poll = await read(event, 'GET', '/api/polls/:id', { params: event.params })
  if (!poll.me?.may.extend) error(404, 'not-found')
  return { poll, here: poll.body, closesAt: localText(poll.closesAt) }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const closesAt = fromLocalText(values.closesAt ?? '')
    if (!closesAt) return mend([{ field: 'closesAt', message: t.polls.create.badDate }], values)
    const body = { closesAt: closesAt.toISOString(), reason: values.reason ?? '' }
    const answer = await call(event.fetch, 'POST', '/api/polls/:id/extension', { params: event.params, body })
    if (answer.ok) redirect(303, `/scrutins/${event.params.id}`)
    const places = { 'no-reason': 'reason', 'not-later': 'closesAt', 'lasts-too-long': 'closesAt', 'after-deadline': 'closesAt' }
    return tell(event, answer, values, t, { reasons: t.polls.extend.reasons, places })
  },
}
