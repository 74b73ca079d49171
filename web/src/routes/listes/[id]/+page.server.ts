import { call, read } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { fromLocalText } from '#lib/time.ts'
import { redirect } from '@sveltejs/kit'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const page = Math.min(50_000, Math.max(1, Number(event.url.searchParams.get('page')) || 1))
  const roll = await read(event, 'GET', '/api/electorates/:id', { params: event.params, query: { page } })
  return { roll, here: roll.body, asking: roll.claimsUntil !== null && Date.parse(roll.claimsUntil) > Date.now() }
}

export const actions: Actions = {
  demandes: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const words = t.rolls.page
    const until = values.until ? fromLocalText(values.until) : null
    if (values.until && !until) return mend([{ field: 'until', message: words.badDate }], values)
    const body = { until: until?.toISOString() ?? null, to: values.to ?? '' }
    const answer = await call(event.fetch, 'PUT', '/api/electorates/:id/claims', { params: event.params, body })
    if (answer.ok) redirect(303, `/listes/${event.params.id}`)
    // The door calls it by what it is.
    if ('fields' in answer.failure) return mend([{ field: 'to', message: words.badAddress }], values)
    return tell(event, answer, values, t, { reasons: words.reasons, places: { 'in-the-past': 'until', 'too-far': 'until' } })
  },
}
