import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { homeOf } from '#lib/shell/places.ts'
import type { Actions, PageServerLoad } from './$types'

/** The link consumes nothing when it is read: only the form does. Once there is a movement, there is nothing here. */
export const load: PageServerLoad = async (event) => {
  const { movement } = await read(event, 'GET', '/api/installation')
  // A form that was just posted answers for itself: the second of two people learns why nothing happened.
  if (movement && event.request.method === 'GET') redirect(303, '/')
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const { movementName = '', firstName = '', email = '' } = values
    const body = { token: event.params.token, movementName, firstName, email }
    const answer = await call(event.fetch, 'POST', '/api/installation', { body })
    if (answer.ok) redirect(303, homeOf(answer.value.slug))
    const t = messagesFor(event.locals.language)
    const { movement } = await read(event, 'GET', '/api/installation')
    return tell(event, answer, values, t, {
      fields: { email: t.members.signIn.emailProblem },
      notFound: movement ? t.members.setup.taken : t.members.setup.wrongLink,
    })
  },
}
