import { error, redirect } from '@sveltejs/kit'
import { call, read, stop } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { fromLocalText } from '#lib/time.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const text = await read(event, 'GET', '/api/documents/:id', { params: event.params })
  if (!text.mayManage) error(404, 'not-found')
  return { text, here: text.body }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const until = values.until ? fromLocalText(values.until) : null
    if (values.until && !until) return mend([{ field: 'until', message: t.ratification.freeze.badDate }], values)
    const body = {
      amendableUntil: until?.toISOString() ?? null,
      grades: Number(values.grades ?? 5),
      threshold: Number(values.threshold ?? 3),
    }
    const answer = await call(event.fetch, 'POST', '/api/documents/:id/frozen', { params: event.params, body })
    if (answer.ok) redirect(303, `/arretes/${answer.value.id}`)
    const places = { 'window-in-the-past': 'until', 'window-too-long': 'until', 'threshold-out-of-scale': 'threshold' }
    return tell(event, answer, values, t, { reasons: t.ratification.freeze.reasons, places })
  },
}
