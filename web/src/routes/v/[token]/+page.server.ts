import { redirect } from '@sveltejs/kit'
import { isSecret } from '#domain/poll.ts'
import { call, read, stop } from '#lib/api.ts'
import { readForm } from '#lib/forms.ts'
import type { Actions, PageServerLoad } from './$types'

/** Reading it changes nothing: mail scanners and previews do. */
export const load: PageServerLoad = async (event) => {
  const answer = await call(event.fetch, 'GET', '/api/voting-links/:token', { params: event.params })
  if (!answer.ok && answer.failure.status !== 404 && answer.failure.status !== 400) stop(answer.failure, event.url)
  return { invited: answer.ok ? answer.value : null }
}

export const actions: Actions = {
  start: async (event) => {
    const { poll: id = '' } = await readForm(event)
    const { polls } = await read(event, 'GET', '/api/voting-links/:token', { params: event.params })
    const entered = await call(event.fetch, 'POST', '/api/voting-links/:token/entry', { params: event.params })
    if (!entered.ok) stop(entered.failure, event.url)
    const poll = polls.find((one) => one.id === id)
    if (!poll) redirect(303, event.url.pathname)
    const votes = poll.phase === 'open' && !poll.voted
    redirect(303, `/scrutins/${poll.id}${votes ? (isSecret(poll.level) ? '/isoloir' : '/voter') : ''}`)
  },
}
