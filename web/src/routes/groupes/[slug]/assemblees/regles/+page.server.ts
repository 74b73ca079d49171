import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { assembliesOf } from '#lib/shell/places.ts'
import { placesOf, rulesIn } from '#lib/assemblies/rules-form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params } = event
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  return { body, here: body, inForce: await read(event, 'GET', '/api/bodies/:slug/assembly-rules', { params }) }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const { params } = event
    const t = messagesFor(event.locals.language)
    const rules = rulesIn(values)
    const body = { rules, ownWords: values.ownWords ?? '' }
    const answer = await call(event.fetch, 'POST', '/api/bodies/:slug/assembly-rules', { params, body })
    if (!answer.ok) return tell(event, answer, values, t, { reasons: t.assemblyRules.reasons, places: placesOf(rules) })
    redirect(303, `${assembliesOf(params.slug)}/regles`)
  },
}
