import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { consultationOf, places } from '#lib/consultations/new-consultation.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { reshaping } from '#lib/polls/question-form.server.ts'
import { localText } from '#lib/time.ts'
import type { Actions, PageServerLoad } from './$types'

const evening = (days: number) => `${localText(new Date(Date.now() + days * 24 * 3_600_000)).slice(0, 10)}T20:00`

export const load: PageServerLoad = async (event) => {
  const body = await read(event, 'GET', '/api/bodies/:slug', { params: event.params })
  if (!body.me?.may.openPolls || body.children.length === 0) error(404, 'not-found')
  return { body, here: body, proposalsUntil: evening(10), closesAt: evening(30) }
}

export const actions: Actions = {
  ...reshaping,

  envoyer: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const { body, problems } = consultationOf(values, t)
    if (!body) return mend(problems, values)
    const answer = await call(event.fetch, 'POST', '/api/bodies/:slug/consultations', { params: event.params, body })
    if (answer.ok) redirect(303, `/consultations/${answer.value.id}`)
    return tell(event, answer, values, t, { reasons: t.consultations.form.reasons, places })
  },
}
