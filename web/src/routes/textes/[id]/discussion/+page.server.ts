import { redirect } from '@sveltejs/kit'
import { type Answer, call, read } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import type { Actions, PageServerLoad, RequestEvent } from './$types'

/** `?etat=regles` shows the threads that are resolved, by pages; `?article=` has the form that opens one about it at hand. */
export const load: PageServerLoad = async (event) => {
  const { params } = event
  const { searchParams } = event.url
  const state = searchParams.get('etat') === 'regles' ? ('resolved' as const) : ('open' as const)
  const page = Math.min(1000, Math.max(1, Math.trunc(Number(searchParams.get('page'))) || 1))
  const [text, { content }, discussion] = await Promise.all([
    read(event, 'GET', '/api/documents/:id', { params }),
    read(event, 'GET', '/api/documents/:id/content', { params }),
    read(event, 'GET', '/api/documents/:id/threads', { params, query: { state, page } }),
  ])
  return { text, content, discussion, state, page, asked: searchParams.get('article'), here: text.body }
}

type Values = Record<string, string>

/** Back where one was, or the form again with what is to be mended. `field`: where the words were typed. */
async function act(
  event: RequestEvent,
  knock: (values: Values) => Promise<Answer<{ id: string } | null>>,
  field: (values: Values) => string,
) {
  const values = await readForm(event)
  const answer = await knock(values)
  const t = messagesFor(event.locals.language)
  const at = field(values)
  const places = { 'no-words': at, 'no-reason': at, 'too-long': at, unexplained: at }
  if (!answer.ok) return tell(event, answer, values, t, { reasons: t.discussion.reasons, places })
  const thread = values.thread ?? answer.value?.id
  redirect(303, `/textes/${event.params.id}/discussion#fil-${thread}`)
}

const fieldOfThread = ({ thread = '' }: Values) => `words-${thread}`
const fieldOfNew = () => 'words-nouveau'
const reasonFor = ({ remark }: Values) => `reason-${remark}`

export const actions: Actions = {
  open: (event) =>
    act(
      event,
      (values) => {
        const stance = values.stance === 'object' ? ('object' as const) : ('remark' as const)
        const { article = '', quote, begins, ends } = values
        // Words of the text, from the page where it is written.
        const about = quote && begins && ends ? { quote, anchor: { begins, ends } } : {}
        const body = { article, stance, words: values[fieldOfNew()] ?? '', ...about }
        return call(event.fetch, 'POST', '/api/documents/:id/threads', { params: event.params, body })
      },
      fieldOfNew,
    ),
  say: (event) =>
    act(
      event,
      (values) => {
        const { thread: id = '', stance } = values
        // The door says what is wrong with a stance that no button has.
        const body = { stance: stance as 'remark', words: values[fieldOfThread(values)] ?? '' }
        return call(event.fetch, 'POST', '/api/threads/:id/remarks', { params: { id }, body })
      },
      fieldOfThread,
    ),
  resolve: (event) =>
    act(
      event,
      ({ thread: id = '', resolved }) =>
        call(event.fetch, 'PUT', '/api/threads/:id/resolution', { params: { id }, body: { resolved: resolved === 'yes' } }),
      fieldOfThread,
    ),
  moderate: (event) =>
    act(
      event,
      (values) => {
        const { remark: id = '' } = values
        return call(event.fetch, 'POST', '/api/remarks/:id/removal', { params: { id }, body: { reason: values[reasonFor(values)] ?? '' } })
      },
      reasonFor,
    ),
  remove: (event) =>
    act(event, ({ remark: id = '' }) => call(event.fetch, 'DELETE', '/api/remarks/:id', { params: { id } }), fieldOfThread),
}
