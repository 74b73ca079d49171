import { redirect } from '@sveltejs/kit'
import { type Answer, call, read } from '#lib/api.ts'
import { sheetIsOpen } from '#lib/assemblies/telling.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase('fr')

/** The whole sheet, which is printed; or at the desk only those whose first name begins like this. */
export const load: PageServerLoad = async (event) => {
  const { params, url } = event
  const assembly = await read(event, 'GET', '/api/assemblies/:id', { params })
  if (assembly.stage === 'draft') redirect(303, `/assemblees/${assembly.id}`)
  const { people } = await read(event, 'GET', '/api/assemblies/:id/attendance', { params })
  const find = url.searchParams.get('nom')?.trim() ?? ''
  const isSheetOpen = sheetIsOpen(assembly)
  return {
    assembly,
    isSheetOpen,
    find,
    people: people.filter(({ firstName }) => plain(firstName).startsWith(plain(find))),
    here: assembly.body,
  }
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
