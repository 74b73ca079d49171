import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** A version of a draft, beside what came before it, or with `avec=maintenant` beside what the draft says now; `vue=cote`: in two columns. */
export const load: PageServerLoad = async (event) => {
  const { params, url } = event
  const asked = { params: { id: params.id, seq: Number(params.seq) } }
  const [text, version] = await Promise.all([
    read(event, 'GET', '/api/documents/:id', { params: { id: params.id } }),
    read(event, 'GET', '/api/documents/:id/history/:seq', asked),
  ])
  const withNow = url.searchParams.get('avec') === 'maintenant' && version.seq !== version.last
  const now = withNow ? (await read(event, 'GET', '/api/documents/:id/content', { params: { id: params.id } })).content : null
  const done = url.searchParams.get('fait')
  return { text, version, now, side: url.searchParams.get('vue') === 'cote', done, here: text.body }
}

export const actions: Actions = {
  name: async (event) => {
    const { id, seq } = event.params
    const values = await readForm(event)
    const body = { name: values.name ?? '' }
    const answer = await call(event.fetch, 'POST', '/api/documents/:id/history/:seq/name', { params: { id, seq: Number(seq) }, body })
    const t = messagesFor(event.locals.language)
    const { reasons, fields } = t.history.name
    if (!answer.ok) return tell(event, answer, values, t, { reasons, fields })
    redirect(303, `/textes/${id}/historique/${seq}?fait=nom`)
  },
}
