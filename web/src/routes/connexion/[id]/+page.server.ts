import { redirect } from '@sveltejs/kit'
import { call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { forgetPending, placeAfter } from '#lib/members/pending.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { localPath } from '#lib/shell/places.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const back = localPath(event.url.searchParams.get('retour'))
  if (event.locals.me) redirect(303, back ?? '/')
  const signIn = await read(event, 'GET', '/api/sign-ins/:id', { params: event.params })
  return { back, signIn, joining: event.url.searchParams.has('rejoindre') }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const code = (values.code ?? '').replace(/\D/g, '')
    const answer = await call(event.fetch, 'POST', '/api/sign-ins/:id/code', { params: event.params, body: { code } })
    const { code: words } = messagesFor(event.locals.language).members
    if (!answer.ok) {
      return tell(event, answer, values, messagesFor(event.locals.language), {
        reasons: words.reasons,
        fields: { code: words.codeProblem },
        places: { 'wrong-code': 'code' },
      })
    }
    forgetPending(event.cookies)
    redirect(303, placeAfter(answer.value.next, localPath(values.retour)))
  },
}
