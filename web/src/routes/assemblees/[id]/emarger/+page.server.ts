import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { reasonsIn } from '#lib/assemblies/telling.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** What the code of the room leads to. Opening it does nothing: one presses. */
export const load: PageServerLoad = async (event) => {
  const assembly = await read(event, 'GET', '/api/assemblies/:id', { params: event.params })
  return { assembly, room: event.url.searchParams.get('salle') ?? '', here: assembly.body }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const body = { here: 'room' as const, room: (values.room ?? '').slice(0, 64) }
    const answer = await call(event.fetch, 'POST', '/api/assemblies/:id/presence', { params: event.params, body })
    if (answer.ok) redirect(303, `/assemblees/${event.params.id}`)
    const t = messagesFor(event.locals.language)
    return tell(event, answer, values, t, { reasons: reasonsIn(t, event.locals.language) })
  },
}
