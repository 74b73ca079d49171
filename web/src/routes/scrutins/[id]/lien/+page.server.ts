import { error } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const poll = await read(event, 'GET', '/api/polls/:id', { params: event.params })
  if (!poll.roll) error(404, 'not-found')
  return { poll, here: poll.body }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const { email = '' } = values
    const answer = await call(event.fetch, 'POST', '/api/polls/:id/lost-links', { params: event.params, body: { email } })
    const t = messagesFor(event.locals.language)
    if (!answer.ok) return tell(event, answer, values, t, { fields: { email: t.members.signIn.emailProblem } })
    return { sent: true, problems: [], values: {} }
  },
}
