import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { managedRoll } from '#lib/rolls/managed.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const page = Math.max(1, Number(event.url.searchParams.get('page')) || 1)
  const start = (event.url.searchParams.get('debut') ?? '').trim().slice(0, 254)
  const params = { id: event.params.id }
  const query = { page: Math.min(page, 50_000), ...(start && { start }) }
  const managed = await managedRoll(event)
  const found = await read(event, 'GET', '/api/electorates/:id/electors', { params, query })
  return { ...managed, ...found, start, done: event.url.searchParams.has('fait') }
}

export const actions: Actions = {
  ajouter: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const { email = '', name = '', reason = '' } = values
    const weight = Number(values.weight || 1)
    const body = { email, name, reason, weight }
    if (email.length < 3) return mend([{ field: 'email', message: t.rolls.persons.badAddress }], values)
    const answer = await call(event.fetch, 'POST', '/api/electorates/:id/electors', { params: { id: event.params.id }, body })
    if (answer.ok) redirect(303, `/listes/${event.params.id}/personnes?debut=${encodeURIComponent(email)}&fait`)
    const { persons, file } = t.rolls
    const fields = { email: persons.badAddress, weight: file.reasons['bad-weight'] }
    const places = { 'already-there': 'email', 'no-reason': 'reason', 'weights-in-secret': 'weight' }
    return tell(event, answer, values, t, { reasons: persons.reasons, fields, places })
  },
  retirer: async (event) => {
    const values = await readForm(event)
    const params = { id: event.params.id, memberId: values.memberId ?? '' }
    const answer = await call(event.fetch, 'DELETE', '/api/electorates/:id/electors/:memberId', { params })
    const t = messagesFor(event.locals.language)
    if (!answer.ok) return tell(event, answer, {}, t, { reasons: t.rolls.persons.reasons })
    redirect(303, `/listes/${event.params.id}/personnes?fait`)
  },
}
