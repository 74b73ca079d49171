import { redirect } from '@sveltejs/kit'
import { rollLimits } from '#domain/limits.ts'
import type { Answer } from '#lib/api.ts'
import { mend, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { managedRoll } from '#lib/rolls/managed.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = managedRoll

export const actions: Actions = {
  /** Without a script: the file comes in a form, and goes on to the door that a script sends it to. */
  default: async (event) => {
    const t = messagesFor(event.locals.language)
    const words = t.rolls.upload
    const form = await event.request.formData().catch(() => null)
    const file = form?.get('file')
    if (!form || (file instanceof File && file.size > rollLimits.formBytes))
      return mend([{ field: 'file', message: words.tooLargeForm }], {})
    if (!(file instanceof File) || file.size === 0) return mend([{ field: 'file', message: words.noFile }], {})
    const name = encodeURIComponent(file.name.slice(-rollLimits.fileNameCharacters) || 'liste.csv')
    const response = await event.fetch(`/api/electorates/${event.params.id}/files?name=${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: await file.arrayBuffer(),
    })
    const told = await response.json()
    if (response.ok) redirect(303, `/listes/${event.params.id}/fichiers/${told.id}`)
    const answer = { ok: false, failure: { ...told, status: response.status } } as Answer<never> & { ok: false }
    return tell(event, answer, {}, t, { reasons: words.reasons, places: Object.fromEntries(Object.keys(words.reasons).map((reason) => [reason, 'file'])) }) // prettier-ignore
  },
}
