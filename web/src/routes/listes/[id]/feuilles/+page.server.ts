import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { managedRoll } from '#lib/rolls/managed.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const managed = await managedRoll(event)
  return { ...managed, ...(await read(event, 'GET', '/api/electorates/:id/sheets', { params: { id: event.params.id } })) }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const body = { name: values.name ?? '', reason: values.reason ?? '' }
    const answer = await call(event.fetch, 'POST', '/api/electorates/:id/sheets', { params: { id: event.params.id! }, body })
    const { reasons } = t.rolls.persons
    if (!answer.ok)
      return tell(event, answer, values, t, { reasons, fields: { name: t.rolls.sheets.noName }, places: { 'no-reason': 'reason' } })
    redirect(303, event.url.pathname)
  },
}
