import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { draftOf, places, rollsFromFiles } from '#lib/assemblies/telling.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params } = event
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  const { rules, may } = await read(event, 'GET', '/api/bodies/:slug/assembly-rules', { params })
  if (!may.adopt) error(404, 'not-found')
  const rolls = rollsFromFiles(await read(event, 'GET', '/api/bodies/:slug/electorates', { params }))
  return { body, here: body, rolls, days: rules.ordinary.noticeDays }
}

export const actions: Actions = {
  more: async (event) => ({ values: await readForm(event), more: true }),
  save: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const body = draftOf(values)
    if (!body) return mend([{ field: 'startsAt', message: t.assemblies.form.badDate }], values)
    const answer = await call(event.fetch, 'POST', '/api/bodies/:slug/assemblies', { params: event.params, body })
    if (answer.ok) redirect(303, `/assemblees/${answer.value.id}`)
    return tell(event, answer, values, t, { reasons: t.assemblies.form.reasons, places })
  },
}
