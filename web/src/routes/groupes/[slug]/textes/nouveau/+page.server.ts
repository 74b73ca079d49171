import { error, redirect } from '@sveltejs/kit'
import { call, read, stop } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const { params } = event
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  if (!body.me?.may.writeTexts) error(404, 'not-found')
  const texts = await read(event, 'GET', '/api/bodies/:slug/documents', { params })
  return { body, here: body, charter: texts.find(({ kind }) => kind === 'charter') ?? null }
}

export const actions: Actions = {
  default: async (event) => {
    const { params } = event
    const values = await readForm(event)
    const { kind, title = '', audience, writers } = values
    // The door says what is wrong with a value that no choice of the form has.
    const body = { kind: kind as 'note', title, audience: audience as 'body', writers: writers as 'members' }
    const answer = await call(event.fetch, 'POST', '/api/bodies/:slug/documents', { params, body })
    const t = messagesFor(event.locals.language)
    const { reasons, fields } = t.documents
    if (!answer.ok) return tell(event, answer, values, t, { reasons, fields, places: { 'charter-exists': 'kind' } })
    redirect(303, `/textes/${answer.value.id}/ecrire`)
  },
}
