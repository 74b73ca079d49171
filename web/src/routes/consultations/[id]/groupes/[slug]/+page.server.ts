import { error, redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { groupsIn } from '#lib/consultations/new-consultation.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { fromLocalText, localText } from '#lib/time.ts'
import type { Actions, PageServerLoad } from './$types'

const sixDays = 6 * 24 * 3_600_000

export const load: PageServerLoad = async (event) => {
  const asked = await read(event, 'GET', '/api/consultations/:id', { params: event.params })
  const group = asked.groups.find(({ slug }) => slug === event.params.slug)
  if (!group || !asked.me?.coordinates.includes(group.slug)) error(404, 'not-found')
  const evening = `${localText(new Date(Date.now() + sixDays)).slice(0, 10)}T20:00`
  const latest = localText(asked.closesAt)
  const { children } = await read(event, 'GET', '/api/bodies/:slug', { params: { slug: event.params.slug } })
  return { asked, group, inside: children, here: { slug: group.slug }, closesAt: evening < latest ? evening : latest }
}

export const actions: Actions = {
  proposer: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const { reasons } = t.consultations.group
    const body = { label: values.label ?? '', description: values.about ?? '' }
    const answer = await call(event.fetch, 'POST', '/api/consultations/:id/groups/:slug/choices', { params: event.params, body })
    if (answer.ok) redirect(303, event.url.pathname)
    const places = { 'empty-choice': 'label', 'repeated-choice': 'label', 'too-long': 'label', 'too-many-proposals': 'label' }
    return tell(event, answer, values, t, { reasons, fields: { label: reasons['empty-choice'] }, places })
  },

  transmettre: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const body = { groups: groupsIn(values) }
    const answer = await call(event.fetch, 'POST', '/api/consultations/:id/groups/:slug/groups', { params: event.params, body })
    if (answer.ok) redirect(303, `${event.url.pathname}#pass`)
    return tell(event, answer, values, t, { reasons: t.consultations.group.reasons, places: { 'no-groups': 'groups' } })
  },

  ouvrir: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const closesAt = fromLocalText(values.closesAt ?? '')
    if (!closesAt) return mend([{ field: 'closesAt', message: t.polls.create.badDate }], values)
    const body = { closesAt: closesAt.toISOString(), reason: values.reason ?? '' }
    const answer = await call(event.fetch, 'POST', '/api/consultations/:id/groups/:slug/poll', { params: event.params, body })
    if (answer.ok) redirect(303, `/scrutins/${answer.value.id}`)
    const reasons = { ...t.polls.create.reasons, ...t.consultations.group.reasons }
    const places = { 'after-deadline': 'closesAt', 'too-short': 'closesAt', 'asked-already': 'reason' }
    return tell(event, answer, values, t, { reasons, places })
  },

  raconter: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const body = { text: values.text ?? '' }
    const answer = await call(event.fetch, 'PUT', '/api/consultations/:id/groups/:slug/account', { params: event.params, body })
    if (answer.ok) redirect(303, `/consultations/${event.params.id}#groups`)
    return tell(event, answer, values, t, { reasons: t.consultations.group.reasons })
  },
}
