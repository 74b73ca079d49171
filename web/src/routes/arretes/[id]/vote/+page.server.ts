import { redirect } from '@sveltejs/kit'
import { call, read, stop } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { fromLocalText, localText } from '#lib/time.ts'
import type { Actions, PageServerLoad } from './$types'

const fiveDays = 5 * 24 * 3_600_000

export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const frozen = await read(event, 'GET', '/api/frozen-texts/:id', { params: event.params })
  if (!frozen.may.manage) redirect(303, `/arretes/${frozen.id}`)
  const { slug, name } = frozen.document
  return { frozen, here: { slug, name }, closesAt: localText(new Date(Date.now() + fiveDays)) }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const closesAt = fromLocalText(values.closesAt ?? '')
    if (!closesAt) return mend([{ field: 'closesAt', message: t.ratification.vote.badDate }], values)
    const level = values.level === 'secret' ? ('secret' as const) : ('open' as const)
    const body = { question: values.question ?? '', level, closesAt: closesAt.toISOString() }
    const answer = await call(event.fetch, 'POST', '/api/frozen-texts/:id/poll', { params: event.params, body })
    if (answer.ok) redirect(303, `/scrutins/${answer.value.id}`)
    const places = { 'no-question': 'question', 'too-short': 'closesAt', 'lasts-too-long': 'closesAt', 'too-few-voters': 'level' }
    return tell(event, answer, values, t, { reasons: t.ratification.vote.reasons, places })
  },
}
