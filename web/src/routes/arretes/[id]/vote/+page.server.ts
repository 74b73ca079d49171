import { redirect } from '@sveltejs/kit'
import { levels } from '#domain/poll.ts'
import { call, read, stop } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { places } from '#lib/polls/new-poll.ts'
import { membersOf, trustIn } from '#lib/trust/entrust.ts'
import { fromLocalText, localText } from '#lib/time.ts'
import type { Actions, PageServerLoad } from './$types'

const fiveDays = 5 * 24 * 3_600_000
/** The lines of this ballot are not typed here. */
const noField = { 'too-few-choices': undefined, 'too-many-choices': undefined }

export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const frozen = await read(event, 'GET', '/api/frozen-texts/:id', { params: event.params })
  if (!frozen.may.manage) redirect(303, `/arretes/${frozen.id}`)
  const { slug, name } = frozen.document
  const [body, people] = await Promise.all([read(event, 'GET', '/api/bodies/:slug', { params: { slug } }), membersOf(event.fetch, slug)])
  return { frozen, here: { slug, name }, members: body.members, people, closesAt: localText(new Date(Date.now() + fiveDays)) }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const { reasons, badDate, noLevel } = t.polls.create
    const closesAt = fromLocalText(values.closesAt ?? '')
    if (!closesAt) return mend([{ field: 'closesAt', message: badDate }], values)
    const level = levels.find((level) => level === values.level)
    if (!level) return mend([{ field: 'level', message: noLevel }], values)
    const { question = '', reason = '' } = values
    const body = { question, level, reason, closesAt: closesAt.toISOString(), ...(level === 'sealed' && { trust: trustIn(values) }) }
    const answer = await call(event.fetch, 'POST', '/api/frozen-texts/:id/poll', { params: event.params, body })
    if (answer.ok) redirect(303, `/scrutins/${answer.value.id}`)
    return tell(event, answer, values, t, { reasons: { ...reasons, ...t.ratification.vote.reasons }, places: { ...places, ...noField } })
  },
}
