import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { places, pollOf } from '#lib/polls/new-poll.ts'
import { membersOf } from '#lib/trust/entrust.ts'
import { reshaping } from '#lib/polls/question-form.server.ts'
import { localText } from '#lib/time.ts'
import type { Actions, PageServerLoad } from './$types'

const fiveDays = 5 * 24 * 3_600_000

export const load: PageServerLoad = async (event) => {
  const body = await read(event, 'GET', '/api/bodies/:slug', { params: event.params })
  if (!body.me?.may.openPolls) error(404, 'not-found')
  const rolls = await read(event, 'GET', '/api/bodies/:slug/electorates', { params: event.params })
  const frozen = rolls.filter(({ frozenAt }) => frozenAt !== null)
  const evening = `${localText(new Date(Date.now() + fiveDays)).slice(0, 10)}T20:00`
  const people = await membersOf(event.fetch, event.params.slug)
  return { body, here: body, closesAt: evening, people, rolls: frozen, roll: event.url.searchParams.get('liste') ?? '' }
}

export const actions: Actions = {
  ...reshaping,

  ouvrir: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const { body, problems } = pollOf(values, t.polls.create)
    if (!body) return mend(problems, values)
    const answer = await call(event.fetch, 'POST', '/api/bodies/:slug/polls', { params: event.params, body })
    if (answer.ok) redirect(303, `/scrutins/${answer.value.id}`)
    return tell(event, answer, values, t, { reasons: t.polls.create.reasons, places })
  },
}
