import { redirect } from '@sveltejs/kit'
import { call } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { managedText } from '#lib/texts/managed.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = managedText

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
