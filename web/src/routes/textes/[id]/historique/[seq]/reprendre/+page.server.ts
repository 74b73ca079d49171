import { error, redirect } from '@sveltejs/kit'
import { call, read, stop } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** What taking up a version would change, before it does. */
export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const { id, seq } = event.params
  const [text, version, { content: now }] = await Promise.all([
    read(event, 'GET', '/api/documents/:id', { params: { id } }),
    read(event, 'GET', '/api/documents/:id/history/:seq', { params: { id, seq: Number(seq) } }),
    read(event, 'GET', '/api/documents/:id/content', { params: { id } }),
  ])
  if (!version.may.write) error(404, 'not-found')
  return { text, version, now, here: text.body }
}

export const actions: Actions = {
  default: async (event) => {
    const { id, seq } = event.params
    const values = await readForm(event)
    const answer = await call(event.fetch, 'POST', '/api/documents/:id/history/:seq/taking-up', { params: { id, seq: Number(seq) } })
    const t = messagesFor(event.locals.language)
    if (!answer.ok) return tell(event, answer, values, t, { reasons: t.history.takeUp.reasons })
    redirect(303, `/textes/${id}/historique/${answer.value.seq}?fait=reprise`)
  },
}
