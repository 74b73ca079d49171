import { redirect, type RequestEvent } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { member, outbox } = await read(event, 'GET', '/api/me')
  return { member, outbox, sessions: await read(event, 'GET', '/api/sessions'), saved: event.url.searchParams.has('fait') }
}

const words = (event: RequestEvent) => messagesFor(event.locals.language)

/** Whoever leaves takes along what this browser keeps: copies of the texts written here say where one belongs. */
const leaveNothing = (event: RequestEvent) => event.setHeaders({ 'clear-site-data': '"storage"' })

export const actions: Actions = {
  save: async (event) => {
    const values = await readForm(event)
    const language = values.language === 'en' ? 'en' : 'fr'
    const answer = await call(event.fetch, 'PATCH', '/api/me', { body: { firstName: values.firstName ?? '', language } })
    if (!answer.ok) return tell(event, answer, values, words(event))
    redirect(303, '/compte?fait')
  },
  end: async (event) => {
    const values = await readForm(event)
    const answer = await call(event.fetch, 'DELETE', '/api/sessions/:id', { params: { id: values.id ?? '' } })
    if (!answer.ok) return tell(event, answer, values, words(event))
    redirect(303, '/compte?fait')
  },
  signOut: async (event) => {
    const answer = await call(event.fetch, 'DELETE', '/api/session')
    if (!answer.ok) return tell(event, answer, {}, words(event))
    leaveNothing(event)
    redirect(303, '/')
  },
  signOutEverywhere: async (event) => {
    const answer = await call(event.fetch, 'DELETE', '/api/sessions')
    if (!answer.ok) return tell(event, answer, {}, words(event))
    leaveNothing(event)
    redirect(303, '/')
  },
  erase: async (event) => {
    const answer = await call(event.fetch, 'DELETE', '/api/me')
    const t = words(event)
    if (!answer.ok) return tell(event, answer, {}, t, { reasons: t.members.account.eraseReasons })
    leaveNothing(event)
    redirect(303, '/compte/adieu')
  },
}
