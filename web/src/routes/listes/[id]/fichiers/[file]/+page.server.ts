import { redirect } from '@sveltejs/kit'
import { columnKinds } from '#domain/roll-file/way.ts'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { managedRoll } from '#lib/rolls/managed.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const file = await read(event, 'GET', '/api/electorate-files/:id', { params: { id: event.params.file } })
  return { ...(await managedRoll(event)), file }
}

const separators = [';', ',', '\t'] as const

export const actions: Actions = {
  relire: async (event) => {
    const values = await readForm(event)
    const columns = Object.fromEntries(columnKinds.map((kind) => [kind, values[kind] ? Number(values[kind]) : null]))
    const body = {
      separator: separators[Number(values.separator)] ?? ';',
      header: values.header === 'names',
      columns: columns as Record<(typeof columnKinds)[number], number | null>,
    }
    const answer = await call(event.fetch, 'PUT', '/api/electorate-files/:id/way', { params: { id: event.params.file }, body })
    return answer.ok ? again(event.params) : refused(event, answer, values)
  },
  ajouter: async (event) => {
    const answer = await call(event.fetch, 'POST', '/api/electorate-files/:id/admission', { params: { id: event.params.file } })
    return answer.ok ? again(event.params) : refused(event, answer, {})
  },
  abandonner: async (event) => {
    const answer = await call(event.fetch, 'DELETE', '/api/electorate-files/:id', { params: { id: event.params.file } })
    if (answer.ok) redirect(303, `/listes/${event.params.id}`)
    return refused(event, answer, {})
  },
}

const again = ({ id, file }: { id: string; file: string }) => redirect(303, `/listes/${id}/fichiers/${file}`)

function refused(event: Parameters<typeof tell>[0], answer: Parameters<typeof tell>[1], values: Record<string, string>) {
  const t = messagesFor(event.locals.language)
  return tell(event, answer, values, t, { reasons: t.rolls.upload.reasons, places: { 'no-address-column': 'email' } })
}
