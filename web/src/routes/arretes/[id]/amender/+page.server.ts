import { error, redirect } from '@sveltejs/kit'
import type { TextNode } from '#domain/charter.ts'
import { articlesIn } from '#domain/ratification/frozen.ts'
import { referencesIn } from '#domain/references.ts'
import { call, read, stop } from '#lib/api.ts'
import { readForm, tell } from '#lib/forms.ts'
import { messagesFor } from '#lib/messages/all.server.ts'
import { blocksSent } from '#lib/ratification/begun.ts'
import { wordsOf } from '#lib/ratification/words-of.ts'
import type { Actions, PageServerLoad } from './$types'

/** `?article=` changes an article or deletes it; without it, a new one is proposed, at the place that is chosen. */
export const load: PageServerLoad = async (event) => {
  if (!event.locals.me) stop({ status: 401, error: 'signed-out' }, event.url)
  const frozen = await read(event, 'GET', '/api/frozen-texts/:id', { params: event.params })
  if (!frozen.may.amend) redirect(303, `/arretes/${frozen.id}`)
  const { slug, name } = frozen.document
  const asked = event.url.searchParams.get('article')
  const content = frozen.content as TextNode
  const articles = articlesIn(content)
  const article = articles.find(({ id }) => id === asked)
  if (asked !== null && !article) error(404, 'not-found')
  const now = article ? wordsOf(article.node, content) : { title: '', text: '' }
  const places = articles.map(({ id, number, title }) => ({ id, title: `${number}. ${title}` }))
  const refers = article !== undefined && referencesIn(article.node).length > 0
  return { frozen, here: { slug, name }, article: article?.id ?? '', number: article?.number ?? null, now, refers, places }
}

export const actions: Actions = {
  default: async (event) => {
    const values = await readForm(event)
    const t = messagesFor(event.locals.language)
    const article = event.url.searchParams.get('article')
    const kind = article === null ? 'insert' : values.kind === 'delete' ? 'delete' : 'replace'
    const { after = '', title = '', text = '', reason = '' } = values
    const content = blocksSent(values.content)
    const says = content ? { title, content } : { title, text }
    const body = { kind, article: article ?? after, reason, ...(kind !== 'delete' && says) } as const
    const answer = await call(event.fetch, 'POST', '/api/frozen-texts/:id/amendments', { params: event.params, body })
    if (answer.ok) redirect(303, `/arretes/${event.params.id}#amendement-${answer.value.number}`)
    const places = { 'no-title': 'title', 'no-words': 'text', 'same-words': 'text', 'too-long': 'text', 'no-reason': 'reason' }
    const ofWords = { 'unknown-node': 'text', 'too-deep': 'text' }
    return tell(event, answer, values, t, { reasons: t.ratification.notAmended, places: { ...places, ...ofWords } })
  },
}
