import { error, redirect } from '@sveltejs/kit'
import { mailingLimits } from '#domain/mailing.ts'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const poll = await read(event, 'GET', '/api/polls/:id', { params: event.params })
  if (!poll.roll) error(404, 'not-found')
  const told = await read(event, 'GET', '/api/polls/:id/mailings', { params: event.params })
  return { poll, here: poll.body, ...told }
}

export const actions: Actions = {
  send: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const body = {
      kind: values.kind === 'reminder' ? ('reminder' as const) : ('opening' as const),
      pace: Number(values.pace),
    }
    const answer = await call(event.fetch, 'POST', '/api/polls/:id/mailings', { params: event.params, body })
    if (!answer.ok)
      return tell(event, answer, values, t, {
        reasons: t.mailings.reasons,
        fields: { pace: t.mailings.badPace(mailingLimits.slowest, mailingLimits.fastest) },
      })
    redirect(303, event.url.pathname)
  },
  change: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const state = (['paused', 'running', 'stopped'] as const).find((one) => one === values.state)
    const answer = await call(event.fetch, 'PATCH', '/api/mailings/:id', { params: { id: values.mailing ?? '' }, body: { state } })
    if (!answer.ok) return tell(event, answer, {}, t, { reasons: { stopped: t.mailings.stopped } })
    redirect(303, event.url.pathname)
  },
}
