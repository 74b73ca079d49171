import { redirect, type RequestEvent } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params } = event
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  const invitation = await read(event, 'GET', '/api/bodies/:slug/invitation', { params })
  // Whoever finds no invitation is told whom to ask for one.
  const asked = !invitation.token && !body.me?.may.invite && body.me?.standing
  const people = asked ? await read(event, 'GET', '/api/bodies/:slug/members', { params, query: {} }) : null
  const coordinators = people?.members.filter(({ standing }) => standing === 'coordinator').map(({ firstName }) => firstName) ?? []
  return { body, here: body, invitation, coordinators }
}

const then = (method: 'POST' | 'DELETE') => async (event: RequestEvent<{ slug: string }>) => {
  const answer = await call(event.fetch, method, '/api/bodies/:slug/invitation', { params: event.params })
  const t = messagesFor(event.locals.language)
  if (!answer.ok) return tell(event, answer, {}, t, { reasons: t.bodies.people.reasons })
  redirect(303, `/groupes/${event.params.slug}/inviter`)
}

export const actions: Actions = { make: then('POST'), revoke: then('DELETE') }
