import { redirect } from '@sveltejs/kit'
import { call, stop } from '#lib/api.ts'
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
    const { poll = '', ballot } = await readForm(event)
    const entered = await call(event.fetch, 'POST', '/api/voting-links/:token/entry', { params: event.params })
    if (!entered.ok) stop(entered.failure, event.url)
    // Whatever else is asked for, a poll that is over or a ballot that was cast, that page says and leads on.
    const room = ballot === 'voter' || ballot === 'isoloir' ? `/${ballot}` : ''
    redirect(303, `/scrutins/${encodeURIComponent(poll)}${room}`)
  },
}
