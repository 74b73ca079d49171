import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { consultationOf, places } from '#lib/consultations/new-consultation.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { presetOf } from '#lib/polls/new-poll.ts'
import { localText } from '#lib/time.ts'
import type { Actions, PageServerLoad } from './$types'

const evening = (days: number) => `${localText(new Date(Date.now() + days * 24 * 3_600_000)).slice(0, 10)}T20:00`

export const load: PageServerLoad = async (event) => {
  const body = await read(event, 'GET', '/api/bodies/:slug', { params: event.params })
  if (!body.me?.may.openPolls || body.children.length === 0) error(404, 'not-found')
  return { body, here: body, proposalsUntil: evening(10), closesAt: evening(30) }
}

export const actions: Actions = {
  /** Neither of these two sends anything: the form comes back longer, or with other grades. */
  lignes: async (event) => ({ values: await readForm(event), more: true }),

  mentions: async (event) => {
    const values = await readForm(event)
    const others = Object.fromEntries(Object.entries(values).filter(([name]) => !/^grade\d$/.test(name)))
    const preset = presetOf(Number(values.gradeCount))
    return { values: { ...others, ...Object.fromEntries(preset.map((label, index) => [`grade${index}`, label])) } }
  },

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
