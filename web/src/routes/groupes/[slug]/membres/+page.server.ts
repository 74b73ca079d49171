import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { params, url } = event
  const page = Math.max(1, Number(url.searchParams.get('page')) || 1)
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  const people = await read(event, 'GET', '/api/bodies/:slug/members', { params, query: { page } })
  return { body, here: body, ...people, page, done: url.searchParams.has('fait') }
}

export const actions: Actions = {
  standing: async (event) => {
    const values = await readForm(event)
    const params = { slug: event.params.slug, memberId: values.memberId ?? '' }
    const standing = values.standing === 'coordinator' ? 'coordinator' : 'member'
    const answer = await call(event.fetch, 'PUT', '/api/bodies/:slug/members/:memberId/standing', { params, body: { standing } })
    const t = messagesFor(event.locals.language)
    if (!answer.ok) return tell(event, answer, values, t, { reasons: t.bodies.people.reasons })
    redirect(303, `/groupes/${params.slug}/membres?fait`)
  },
  remove: async (event) => {
    const values = await readForm(event)
    const params = { slug: event.params.slug, memberId: values.memberId ?? '' }
    const answer = await call(event.fetch, 'DELETE', '/api/bodies/:slug/members/:memberId', { params })
    const t = messagesFor(event.locals.language)
    if (!answer.ok) return tell(event, answer, values, t, { reasons: t.bodies.people.reasons })
    const leaving = params.memberId === event.locals.me?.member.id
    redirect(303, leaving ? `/groupes/${params.slug}` : `/groupes/${params.slug}/membres?fait`)
  },
}
