import { error, fail, redirect } from '@sveltejs/kit'
import { limits } from '#domain/limits.ts'
import { call, type Failure, read } from '#lib/api.ts'
import { mend, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Messages } from '#lib/messages/index.ts'
import { partOf } from '#lib/polls/counts-parts.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const body = await read(event, 'GET', '/api/bodies/:slug', { params: event.params })
  if (!body.me?.may.openPolls) error(404, 'not-found')
  return { body, here: body }
}

export const actions: Actions = {
  default: async (event) => {
    const form = await event.request.formData()
    const typed = (name: string) => String(form.get(name) ?? '').trim()
    const t = messagesFor(event.locals.language)
    const chosen = form.get('file')
    const values = { text: typed('text'), question: typed('question'), heldOn: typed('heldOn') }
    if (chosen instanceof File && chosen.size > limits.counts.bytes)
      return mend([{ field: 'file', message: t.common.errors.tooLarge }], values)
    const file = chosen instanceof File && chosen.size > 0 ? await chosen.text() : values.text
    if (file === '') return mend([{ field: 'file', message: t.polls.bring.nothing }], values)
    const { question, heldOn } = values
    const body = { file, ...(question && { question }), ...(heldOn && { heldOn }) }
    const answer = await call(event.fetch, 'POST', '/api/bodies/:slug/results', { params: event.params, body })
    if (answer.ok) redirect(303, `/scrutins/${answer.value.id}`)
    if (answer.failure.error === 'malformed') return fail(400, { problems: problemsOf(answer.failure, t), values })
    return tell(event, answer, values, t, { reasons: t.polls.bring.reasons })
  },
}

/** The problems of the file, each with the name of what it is about, once each. */
function problemsOf(failure: Failure, t: Messages) {
  const { fields } = failure as Failure & { error: 'malformed' }
  const { bring } = t.polls
  const told = fields.map(({ field, problem }) => {
    if (problem === 'in-the-future') return { field, message: bring.inTheFuture }
    if (field === 'file') return { field, message: bring.problems[problem] ?? t.common.errors.malformed }
    if (!field.startsWith('file.')) return { field, message: t.common.fieldProblems[problem] ?? t.common.errors.malformed }
    const part = field.slice('file.'.length)
    const message = bring.problem(partOf(part, t), bring.problems[problem] ?? problem)
    return { field: part === 'question' ? 'question' : 'file', message }
  })
  return told.filter(({ message }, index) => told.findIndex((other) => other.message === message) === index)
}
