import { error, redirect } from '@sveltejs/kit'
import { call, read, stop } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const text = await read(event, 'GET', '/api/documents/:id', { params: event.params })
  if (!text.mayManage) error(404, 'not-found')
  return { text, here: text.body }
}

export const actions: Actions = {
  default: async (event) => {
    const { params } = event
    const values = await readForm(event)
    const { title = '', audience, writers } = values
    // The door says what is wrong with a value that no choice of the form has.
    const body = { title, audience: audience as 'body', writers: writers as 'members' }
    const answer = await call(event.fetch, 'PATCH', '/api/documents/:id', { params, body })
    const t = messagesFor(event.locals.language)
    const { reasons, fields } = t.documents
    if (!answer.ok) return tell(event, answer, values, t, { reasons, fields })
    redirect(303, `/textes/${params.id}`)
  },
}
