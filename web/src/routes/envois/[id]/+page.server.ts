import { fail } from '@sveltejs/kit'
import { mailingLimits } from '#domain/mailing.ts'
import { call, read } from '#lib/api.ts'
import { mend, tell, textsOf } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const page = Number(event.url.searchParams.get('page') ?? 1)
  const told = await read(event, 'GET', '/api/mailings/:id/failures', { params: event.params, query: { page } })
  return { ...told, id: event.params.id, here: told.mailing.body }
}

export const actions: Actions = {
  /** Told on the same page, whatever was found: addresses that are unknown are to be read beside the form. */
  default: async (event) => {
    const t = messagesFor(event.locals.language)
    const { reasons, tooLarge, nothing } = t.mailings.returned
    const form = await event.request.formData().catch(() => null)
    if (!form) return mend([{ field: 'file', message: tooLarge }], {})
    const values = textsOf(form)
    const file = form.get('file')
    const brought = file instanceof File ? await file.text() : ''
    const text = [values.text ?? '', brought].filter((part) => part.trim() !== '').join('\n\n')
    if (text === '') return mend([{ field: 'text', message: nothing }], values)
    if (text.length > mailingLimits.returnedLetters) return mend([{ field: brought ? 'file' : 'text', message: tooLarge }], {})
    const answer = await call(event.fetch, 'POST', '/api/mailings/:id/returns', { params: event.params, body: { text } })
    if (answer.ok) return { told: answer.value }
    const places = Object.fromEntries(Object.keys(reasons).map((reason) => [reason, values.text ? 'text' : 'file']))
    const told = tell(event, answer, values, t, { reasons, places })
    return fail(told.status, told.data)
  },
}
