import { redirect, type RequestEvent } from '@sveltejs/kit'
import type { Answer } from '#lib/api.ts'
import { mend, readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { draftOf, places } from './telling.ts'

type Draft = NonNullable<ReturnType<typeof draftOf>>

/** The actions of a form that prepares an assembly: more points, and `save`, which gives back the id of what it prepared. */
export const drafting = <E extends RequestEvent>(save: (event: E, draft: Draft) => Promise<Answer<string>>) => ({
  more: async (event: E) => ({ values: await readForm(event), more: true }),
  save: async (event: E) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const draft = draftOf(values)
    if (!draft) return mend([{ field: 'startsAt', message: t.assemblies.form.badDate }], values)
    const answer = await save(event, draft)
    if (answer.ok) redirect(303, `/assemblees/${answer.value}`)
    return tell(event, answer, values, t, { reasons: t.assemblies.form.reasons, places })
  },
})
