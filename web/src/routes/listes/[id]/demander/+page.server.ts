import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const roll = await read(event, 'GET', '/api/electorates/:id', { params: event.params })
  const asking = roll.claimsUntil !== null && Date.parse(roll.claimsUntil) > Date.now()
  return { roll, here: roll.body, asking, sent: event.url.searchParams.has('envoye') }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const { badAddress, closed } = t.rolls.ask
    const { email = '' } = values
    if (email.length < 3) return mend([{ field: 'email', message: badAddress }], values)
    const body = { email, language: event.locals.language }
    const answer = await call(event.fetch, 'POST', '/api/electorates/:id/claims', { params: event.params, body })
    if (!answer.ok) return tell(event, answer, values, t, { reasons: { closed }, fields: { email: badAddress } })
    redirect(303, `/listes/${event.params.id}/demander?envoye`)
  },
}
