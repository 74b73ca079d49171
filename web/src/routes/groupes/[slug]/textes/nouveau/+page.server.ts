import { error, redirect } from '@sveltejs/kit'
import { type BroughtIn, fileLimits, type Kind, type Template } from '#domain/document.ts'
import { call, read, stop } from '#lib/api.ts'
import { mend, tell, textsOf } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const { params } = event
  const body = await read(event, 'GET', '/api/bodies/:slug', { params })
  if (!body.me?.may.writeTexts) error(404, 'not-found')
  const texts = await read(event, 'GET', '/api/bodies/:slug/documents', { params })
  return { body, here: body, charter: texts.find(({ kind }) => kind === 'charter') ?? null }
}

export const actions: Actions = {
  default: async (event) => {
    const { params } = event
    const t = messagesFor(event.locals.language)
    const { reasons, fields, create } = t.documents
    const form = await formOf(event.request)
    if (!form) return mend([{ field: 'file', message: reasons['file-too-large']! }], {})
    const values = textsOf(form)
    const { kind, title = '', audience, writers, start } = values
    // The door says what is wrong with a value that no choice of the form has.
    const draft = { kind: kind as Kind, audience: audience as 'body', writers: writers as 'members' }
    const chosen = form.get('file')
    const file = chosen instanceof File && chosen.size > 0 ? chosen : null
    if (start === 'file' && !file) return mend([{ field: 'file', message: create.noFile }], values)
    if (file && file.size > fileLimits.bytes) return mend([{ field: 'file', message: reasons['file-too-large']! }], values)
    const answer = file
      ? await call(event.fetch, 'POST', '/api/bodies/:slug/documents/imports', {
          params,
          body: { ...draft, ...(title && { title }), ...(await bytesOf(file)) },
        })
      : await call(event.fetch, 'POST', '/api/bodies/:slug/documents', { params, body: { ...draft, title, ...templateOf(start) } })
    if (!answer.ok) return tell(event, answer, values, t, { reasons, fields, places })
    redirect(303, `/textes/${answer.value.id}/ecrire${leftOf(answer.value)}`)
  },
}

const places = {
  'charter-exists': 'kind',
  ...Object.fromEntries(['too-large', 'unknown', 'unreadable', 'empty', 'too-long'].map((why) => [`file-${why}`, 'file'])),
}

/** Null when what was sent is more than this server takes in at all. */
async function formOf(request: Request): Promise<FormData | null> {
  try {
    return await request.formData()
  } catch (error) {
    if ((error as { status?: number }).status === 413) return null
    throw error
  }
}

async function bytesOf(file: File) {
  const base64 = Buffer.from(await file.arrayBuffer()).toString('base64')
  return { name: file.name.slice(-fileLimits.nameCharacters) || 'texte', base64 }
}

/** What did not come in is told by the page of the text, once. */
function leftOf({ left }: { id: string; left?: BroughtIn }): string {
  const told = new URLSearchParams(Object.entries(left ?? {}).flatMap(([kind, count]) => (count > 0 ? [[kind, String(count)]] : [])))
  return told.size > 0 ? `?${told}` : ''
}

const templateOf = (start = '') => (start === 'blank' || start === '' ? {} : { template: start as Template })
