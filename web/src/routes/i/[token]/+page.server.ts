import { redirect } from '@sveltejs/kit'
import { suggestEmail } from '#domain/email.ts'
import { call, read } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { pendingSignIn, rememberPending, welcomeIn } from '#lib/members/pending.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

/** An invitation is read without an account; entering takes a first name and an address, or one gesture of a member. */
export const load: PageServerLoad = async (event) => {
  const invitation = await read(event, 'GET', '/api/invitations/:token', { params: event.params })
  const already = event.locals.me?.bodies.some(({ slug }) => slug === invitation.body.slug) ?? false
  return { token: event.params.token, invitation, already, pending: event.locals.me ? null : await pendingSignIn(event) }
}

export const actions: Actions = {
  join: async (event) => {
    const values = await readForm(event)
    const { firstName = '', email = '' } = values
    const t = messagesFor(event.locals.language)
    const suggestion = suggestEmail(email)
    if (suggestion && values.shown !== email) {
      return mend([{ field: 'email', message: t.members.signIn.suggestion(suggestion) }], { ...values, shown: email })
    }
    const body = { firstName, email, language: event.locals.language }
    const answer = await call(event.fetch, 'POST', '/api/invitations/:token/join', { params: event.params, body })
    if (!answer.ok) {
      return tell(event, answer, values, t, {
        reasons: t.bodies.invitation.reasons,
        fields: { firstName: { minLength: t.bodies.invitation.firstNameProblem }, email: t.bodies.invitation.emailProblem },
      })
    }
    rememberPending(event, answer.value.signInId)
    redirect(303, `/connexion/${answer.value.signInId}?rejoindre`)
  },
  accept: async (event) => {
    const answer = await call(event.fetch, 'POST', '/api/invitations/:token/accept', { params: event.params })
    const t = messagesFor(event.locals.language)
    if (!answer.ok) return tell(event, answer, {}, t, { reasons: t.bodies.invitation.reasons })
    redirect(303, welcomeIn(answer.value.slug))
  },
}
