import { redirect } from '@sveltejs/kit'
import { type Answer, call, read } from '#lib/api.ts'
import { sheetIsOpen } from '#lib/assemblies/telling.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

/** The whole sheet, which is printed, or its pages where the roll is large; or at the desk only those whose first name begins like this. */
export const load: PageServerLoad = async (event) => {
  const { params, url } = event
  const assembly = await read(event, 'GET', '/api/assemblies/:id', { params })
  if (assembly.stage === 'draft') redirect(303, `/assemblees/${assembly.id}`)
  const find = url.searchParams.get('nom')?.trim().slice(0, 100) ?? ''
  const page = Math.min(10_000, Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1))
  const sheet = await read(event, 'GET', '/api/assemblies/:id/attendance', { params, query: { nom: find, page } })
  return { assembly, isSheetOpen: sheetIsOpen(assembly), find, sheet, people: sheet.people, here: assembly.body }
}

type Knock = (event: RequestEvent, values: Record<string, string>) => Promise<Answer<unknown>>
const act = (knock: Knock) => async (event: RequestEvent) => {
  const values = await readForm(event)
  const answer = await knock(event, values)
  if (answer.ok) redirect(303, `/assemblees/${event.params.id}/emargement${values.member ? `#p-${values.member}` : ''}`)
  const t = messagesFor(event.locals.language)
  return tell(event, answer, values, t, { reasons: { ...t.assemblies.page.reasons, ...t.assemblies.sheet.reasons } })
}

export const actions: Actions = {
  tick: act(({ fetch, params }, { member = '', here }) =>
    call(fetch, 'PUT', '/api/assemblies/:id/attendance/:member', { params: { ...params, member }, body: { here: here as 'room' } }),
  ),
  certify: act(({ fetch, params }) => call(fetch, 'POST', '/api/assemblies/:id/certification', { params })),
}
