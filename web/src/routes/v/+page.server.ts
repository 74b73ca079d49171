import { redirect } from '@sveltejs/kit'
import { call } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  enter: async (event) => {
    const { who = '', code = '' } = await readForm(event)
    const answer = await call(event.fetch, 'POST', '/api/voting-codes', { body: { who, code } })
    const t = messagesFor(event.locals.language)
    const { reasons, missing } = t.voting.code
    if (!answer.ok)
      return tell(event, answer, { who }, t, {
        reasons,
        fields: { who: { minLength: missing.who }, code: { minLength: missing.code } },
        places: { 'wrong-code': 'code' },
      })
    redirect(303, `/v/${answer.value.token}`)
  },

  /** This browser votes by no link any more; the person it is not asks for their own. */
  leave: async (event) => {
    const { poll = '' } = await readForm(event)
    await call(event.fetch, 'DELETE', '/api/voting-link')
    redirect(303, /^[0-9a-z]{1,32}$/.test(poll) ? `/scrutins/${poll}/lien` : '/v')
  },
}
