import { redirect } from '@sveltejs/kit'
import { suggestEmail } from '#domain/email.ts'
import { call } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { forgetPending, pendingSignIn, rememberPending } from '#lib/members/pending.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { localPath } from '#lib/shell/places.ts'
import type { Actions, PageServerLoad } from './$types'

/** Someone who asked for a code and comes back finds the code field again, unless she asks to start over. */
export const load: PageServerLoad = async (event) => {
  const back = localPath(event.url.searchParams.get('retour'))
  if (event.locals.me) redirect(303, back ?? '/')
  if (event.url.searchParams.has('autre')) forgetPending(event.cookies)
  else {
    const id = await pendingSignIn(event)
    if (id) redirect(303, `/connexion/${id}${back ? `?retour=${encodeURIComponent(back)}` : ''}`)
  }
  return { back }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const { email = '' } = values
    const t = messagesFor(event.locals.language)
    const suggestion = suggestEmail(email)
    if (suggestion && values.shown !== email) {
      return mend([{ field: 'email', message: t.members.signIn.suggestion(suggestion) }], { ...values, shown: email })
    }
    const answer = await call(event.fetch, 'POST', '/api/sign-ins', { body: { email, language: event.locals.language } })
    if (!answer.ok) return tell(event, answer, values, t, { fields: { email: t.members.signIn.emailProblem } })
    rememberPending(event, answer.value.id)
    const back = localPath(values.retour)
    redirect(303, `/connexion/${answer.value.id}${back ? `?retour=${encodeURIComponent(back)}` : ''}`)
  },
}
