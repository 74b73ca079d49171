import type { TextNode } from '#domain/charter.ts'
import type { Amendment } from '#domain/ratification/amendment.ts'
import { type ArticleState, articleStates } from '#domain/ratification/article-state.ts'
import { read } from '#lib/api.ts'
import { unsent } from '#lib/texts/unsent.ts'
import type { PageServerLoad } from './$types'

/** A text as it is read: what is stored now, made into a page by the server, without a script. */
export const load: PageServerLoad = async (event) => {
  const { params } = event
  const [text, said, versions, threads] = await Promise.all([
    read(event, 'GET', '/api/documents/:id', { params }),
    read(event, 'GET', '/api/documents/:id/content', { params }),
    read(event, 'GET', '/api/documents/:id/versions', { params }),
    read(event, 'GET', '/api/documents/:id/threads/count', { params }),
  ])
  // What says where each article stands; nothing does before a text was frozen once or talked about.
  const [inForce, voting] = await Promise.all([
    versions.versions.length > 0 ? read(event, 'GET', '/api/documents/:id/versions/:number', { params: { ...params, number: 0 } }) : null,
    versions.frozen?.stage === 'voting' ? read(event, 'GET', '/api/frozen-texts/:id', { params: { id: versions.frozen.id } }) : null,
  ])
  const discussed = new Set(threads.flatMap(({ article, open }) => (article && open > 0 ? [article] : [])))
  const states =
    !inForce && !voting && discussed.size === 0
      ? new Map<string, ArticleState>()
      : articleStates(said.content as TextNode, {
          inForce: inForce && (inForce.content as TextNode),
          voting: voting && { content: voting.content as TextNode, amendments: voting.amendments as Amendment[] },
          discussed,
        })
  return { text, said: unsent(said, 'content'), versions, threads, states, here: text.body }
}
