import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { fromLocalText } from '#lib/time.ts'
import { managedText } from '#lib/texts/managed.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const managed = await managedText(event)
  const { content } = await read(event, 'GET', '/api/documents/:id/content', { params: event.params })
  return { ...managed, content }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const until = values.until ? fromLocalText(values.until) : null
    if (values.until && !until) return mend([{ field: 'until', message: t.ratification.freeze.badDate }], values)
    const body = {
      amendableUntil: until?.toISOString() ?? null,
      threshold: Number(values.threshold ?? 3),
    }
    const answer = await call(event.fetch, 'POST', '/api/documents/:id/frozen', { params: event.params, body })
    if (answer.ok) redirect(303, `/arretes/${answer.value.id}`)
    const places = { 'window-in-the-past': 'until', 'window-too-long': 'until' }
    return tell(event, answer, values, t, { reasons: t.ratification.freeze.reasons, places })
  },
}
