import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { draftOf, places, rollsFromFiles } from '#lib/assemblies/telling.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const assembly = await read(event, 'GET', '/api/assemblies/:id', { params: event.params })
  if (assembly.stage !== 'draft') redirect(303, `/assemblees/${assembly.id}`)
  const rolls = rollsFromFiles(await read(event, 'GET', '/api/bodies/:slug/electorates', { params: { slug: assembly.body.slug } }))
  return { assembly, rolls: assembly.after ? [] : rolls, here: assembly.body }
}

export const actions: Actions = {
  more: async (event) => ({ values: await readForm(event), more: true }),
  save: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const body = draftOf(values)
    if (!body) return mend([{ field: 'startsAt', message: t.assemblies.form.badDate }], values)
    const answer = await call(event.fetch, 'PUT', '/api/assemblies/:id', { params: event.params, body })
    if (answer.ok) redirect(303, `/assemblees/${event.params.id}`)
    return tell(event, answer, values, t, { reasons: t.assemblies.form.reasons, places })
  },
}
