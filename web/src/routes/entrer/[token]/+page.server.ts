import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { forgetPending, placeAfter } from '#lib/members/pending.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { localPath } from '#lib/shell/places.ts'
import type { Actions, PageServerLoad } from './$types'

/** The mailed link. Reading it enters nowhere: mail scanners and previews read links too. */
export const load: PageServerLoad = async (event) => ({
  signIn: await read(event, 'GET', '/api/sign-in-links/:token', { params: event.params }),
})

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const answer = await call(event.fetch, 'POST', '/api/sign-in-links/:token', { params: event.params })
    const t = messagesFor(event.locals.language)
    if (!answer.ok) return tell(event, answer, values, t, { reasons: t.members.code.reasons })
    forgetPending(event.cookies)
    redirect(303, placeAfter(answer.value.next, localPath(values.retour)))
  },
}
