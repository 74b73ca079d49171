import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async (event) => {
  const frozen = await read(event, 'GET', '/api/frozen-texts/:id', { params: event.params })
  const { slug, name } = frozen.document
  return { frozen, here: { slug, name } }
}

/** Back where one was: the amendment that was just supported, or the top of the page. */
async function act(event: RequestEvent, knock: (values: Record<string, string>) => ReturnType<typeof call>) {
  const values = await readForm(event)
  const answer = await knock(values)
  const t = messagesFor(event.locals.language)
  if (!answer.ok) return tell(event, answer, values, t, { reasons: t.ratification.frozen.reasons, places: { 'no-reason': 'reason' } })
  redirect(303, `/arretes/${event.params.id}${values.number ? `#amendement-${values.number}` : ''}`)
}

export const actions: Actions = {
  support: (event) =>
    act(event, ({ amendment = '', supports }) =>
      call(event.fetch, 'PUT', '/api/amendments/:id/support', { params: { id: amendment }, body: { supports: supports === 'yes' } }),
    ),
  withdraw: (event) =>
    act(event, ({ amendment = '' }) => call(event.fetch, 'DELETE', '/api/amendments/:id', { params: { id: amendment } })),
  abandon: (event) =>
    act(event, ({ reason = '' }) =>
      call(event.fetch, 'POST', '/api/frozen-texts/:id/abandonment', { params: event.params, body: { reason } }),
    ),
}
