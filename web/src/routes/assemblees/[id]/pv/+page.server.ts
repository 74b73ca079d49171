import { redirect } from '@sveltejs/kit'
import type { Minutes } from '#domain/minutes.ts'
import { type Answer, call, read, stop } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

export const load: PageServerLoad = async (event) => {
  const answer = await call(event.fetch, 'GET', '/api/assemblies/:id/minutes', { params: event.params })
  if (!answer.ok)
    return answer.failure.error === 'refused' ? redirect(303, `/assemblees/${event.params.id}`) : stop(answer.failure, event.url)
  const { content, ...facts } = answer.value
  const minutes = JSON.parse(content) as Minutes
  const { certified, rules } = await read(event, 'GET', '/api/assemblies/:id', { params: event.params })
  return { ...facts, minutes, certified, inEnglish: rules.clauses.en, here: minutes.body }
}

type Knock = (event: RequestEvent, values: Record<string, string>) => Promise<Answer<unknown>>
const act = (knock: Knock) => async (event: RequestEvent) => {
  const values = await readForm(event)
  const answer = await knock(event, values)
  if (answer.ok) redirect(303, `/assemblees/${event.params.id}/pv`)
  const t = messagesFor(event.locals.language)
  return tell(event, answer, values, t, { reasons: t.minutes.reasons, places: { 'too-long': 'remarks' } })
}

export const actions: Actions = {
  remark: act(({ fetch, params }, { remarks = '' }) =>
    call(fetch, 'PUT', '/api/assemblies/:id/minutes/remarks', { params, body: { remarks } }),
  ),
  sign: act(({ fetch, params }) => call(fetch, 'POST', '/api/assemblies/:id/minutes/signature', { params })),
}
