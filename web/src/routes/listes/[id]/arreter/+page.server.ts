import { redirect } from '@sveltejs/kit'
import { call } from '#lib/api.ts'
import { tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { managedRoll } from '#lib/rolls/managed.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = managedRoll

export const actions: Actions = {
  default: async (event) => {
    const answer = await call(event.fetch, 'POST', '/api/electorates/:id/freezing', { params: event.params })
    if (answer.ok) redirect(303, `/listes/${event.params.id}`)
    const t = messagesFor(event.locals.language)
    return tell(event, answer, {}, t, { reasons: t.rolls.freeze.reasons })
  },
}
