import { redirect } from '@sveltejs/kit'
import { type Answer, call, read } from '#lib/api.ts'
import { toldApart } from '#lib/assemblies/telling.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async (event) => {
  const { language } = event.locals
  const t = messagesFor(language)
  const assembly = await read(event, 'GET', '/api/assemblies/:id', { params: event.params })
  if (assembly.stage === 'draft') redirect(303, `/assemblees/${assembly.id}`)
  const { people, whole } = await read(event, 'GET', '/api/assemblies/:id/attendance', { params: event.params })
  const me = event.locals.me?.member.id
  const others = people
    .filter(({ id }) => id !== me)
    .map(({ id, firstName, apart }) => ({ value: id, label: toldApart(t, language, firstName, apart) }))
  return { assembly, others, whole, here: assembly.body }
}

type Knock = (event: RequestEvent, values: Record<string, string>) => Promise<Answer<unknown>>
const act = (knock: Knock) => async (event: RequestEvent) => {
  const values = await readForm(event)
  const answer = await knock(event, values)
  if (answer.ok) redirect(303, `/assemblees/${event.params.id}/pouvoir`)
  const t = messagesFor(event.locals.language)
  const places = { 'holder-is-full': 'holder', 'holder-gave-theirs': 'holder', 'holder-not-on-the-roll': 'holder' }
  return tell(event, answer, values, t, { reasons: t.assemblies.proxy.reasons, places })
}

export const actions: Actions = {
  give: act(({ fetch, params }, { holder }) =>
    call(fetch, 'POST', '/api/assemblies/:id/proxies', { params, body: { holder: holder || null } }),
  ),
  revoke: act(({ fetch }, { proxy = '' }) => call(fetch, 'DELETE', '/api/proxies/:id', { params: { id: proxy } })),
  answer: act(({ fetch }, { proxy = '', accepts }) =>
    call(fetch, 'PUT', '/api/proxies/:id/answer', { params: { id: proxy }, body: { accepts: accepts === 'yes' } }),
  ),
}
