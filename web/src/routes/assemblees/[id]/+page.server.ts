import { redirect } from '@sveltejs/kit'
import { type Answer, call, read } from '#lib/api.ts'
import { reasonsIn, sheetIsOpen, toldApart } from '#lib/assemblies/telling.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { assembliesOf } from '#lib/shell/places.ts'
import { fromLocalText } from '#lib/time.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async (event) => {
  const { language } = event.locals
  const t = messagesFor(language)
  const assembly = await read(event, 'GET', '/api/assemblies/:id', { params: event.params })
  const isRun = assembly.me.may.run && (assembly.stage === 'convened' || assembly.stage === 'open')
  // Who holds the assembly is chosen among the people of its roll.
  const people = isRun ? (await read(event, 'GET', '/api/assemblies/:id/attendance', { params: event.params })).people : []
  // Until the sheet opens there is nobody to count.
  return {
    assembly,
    isSheetOpen: sheetIsOpen(assembly),
    people: people.map(({ id, firstName, apart }) => ({ id, firstName: toldApart(t, language, firstName, apart) })),
    here: assembly.body,
  }
}

type Knock = (event: RequestEvent, values: Record<string, string>) => Promise<Answer<unknown>>

/** Does one thing and comes back to the assembly, or says why not. */
const act = (knock: Knock) => async (event: RequestEvent) => {
  const values = await readForm(event)
  const answer = await knock(event, values)
  const t = messagesFor(event.locals.language)
  if (answer.ok) redirect(303, `/assemblees/${event.params.id}`)
  const placed = { 'same-person': 'chair' }
  return tell(event, answer, values, t, { reasons: reasonsIn(t, event.locals.language), places: placed })
}

export const actions: Actions = {
  convene: act(({ fetch, params }) => call(fetch, 'POST', '/api/assemblies/:id/convening', { params })),
  notices: act(({ fetch, params }) => call(fetch, 'POST', '/api/assemblies/:id/notices', { params })),
  officers: act(({ fetch, params }, { chair = '', secretary = '' }) =>
    call(fetch, 'PUT', '/api/assemblies/:id/officers', { params, body: { chair, secretary } }),
  ),
  here: act(({ fetch, params }, { here }) =>
    call(fetch, 'POST', '/api/assemblies/:id/presence', { params, body: { here: here as 'remote' } }),
  ),
  open: act(({ fetch, params }) => call(fetch, 'POST', '/api/assemblies/:id/opening', { params })),
  put: act(({ fetch, params }, { item = '' }) =>
    call(fetch, 'POST', '/api/assemblies/:id/items/:item/poll', { params: { ...params, item } }),
  ),
  closeVote: act(({ fetch, params }, { item = '' }) =>
    call(fetch, 'POST', '/api/assemblies/:id/items/:item/closing', { params: { ...params, item } }),
  ),
  adjourn: act(({ fetch, params }) => call(fetch, 'POST', '/api/assemblies/:id/adjournment', { params })),
  end: act(({ fetch, params }) => call(fetch, 'POST', '/api/assemblies/:id/closing', { params })),
  discard: async (event) => {
    const { body } = await read(event, 'GET', '/api/assemblies/:id', { params: event.params })
    const answer = await call(event.fetch, 'DELETE', '/api/assemblies/:id', { params: event.params })
    if (answer.ok) redirect(303, assembliesOf(body.slug))
    const t = messagesFor(event.locals.language)
    return tell(event, answer, {}, t, { reasons: reasonsIn(t, event.locals.language) })
  },
  second: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const startsAt = fromLocalText(values.startsAt ?? '')
    if (!startsAt) return mend([{ field: 'startsAt', message: t.assemblies.form.badDate }], values)
    const body = { startsAt: startsAt.toISOString() }
    const answer = await call(event.fetch, 'POST', '/api/assemblies/:id/second', { params: event.params, body })
    if (answer.ok) redirect(303, `/assemblees/${answer.value.id}`)
    const places = { 'in-the-past': 'startsAt', 'too-far': 'startsAt', 'bad-date': 'startsAt' }
    return tell(event, answer, values, t, { reasons: reasonsIn(t, event.locals.language), places })
  },
}
