import { articleId, type TextNode } from '../charter.ts'
import type { Amendment } from './amendment.ts'
import type { Wording } from './ballot-paper.ts'
import { canonical } from './canonical.ts'
import type { SlotOutcome } from './outcome.ts'

/** An article of an adopted text, and the version that gave it the words it has. */
export type AdoptedArticle = { id: string; since: number }
export type Version = { number: number; content: TextNode; articles: AdoptedArticle[] }

/**
 * The consolidated text that a vote makes: adopted articles in the wording that won, those that a vote repealed left out, new ones in
 * their place. An article that did not reach the threshold goes back to the draft: in the version it keeps the words it had in force, or
 * is not there yet. What stands between articles (headings, a preamble) is that of the frozen text. Null when nothing was adopted.
 */
export function consolidate(
  frozen: TextNode,
  amendments: readonly Amendment[],
  wordings: readonly Wording[],
  outcome: readonly SlotOutcome[],
  before: Version | null,
): Version | null {
  if (!outcome.some(({ adopted }) => adopted)) return null
  const number = (before?.number ?? 0) + 1
  const inForce = new Map((before?.content.content ?? []).flatMap((node) => (articleId(node) ? [[articleId(node)!, node] as const] : [])))
  const since = new Map(before?.articles.map((article) => [article.id, article.since]))
  const won = new Map(outcome.map((slot) => [slot.slot, slot]))
  const articles: AdoptedArticle[] = []

  const put = (node: TextNode, id: string): TextNode[] => {
    const former = inForce.get(id)
    const unchanged = former !== undefined && canonical(former) === canonical(node)
    articles.push({ id, since: unchanged ? (since.get(id) ?? number) : number })
    return [node]
  }
  const kept = (id: string): TextNode[] => (inForce.has(id) ? put(inForce.get(id)!, id) : [])

  function settled(node: TextNode, id: string): TextNode[] {
    const slot = won.get(id)
    if (!slot?.adopted) return kept(id)
    const amendment = amendments.find((one) => one.id === wordings[slot.best]!.amendment)
    if (amendment?.kind === 'delete') return []
    return put(amendment?.proposed ?? node, id)
  }
  const inserted = (after: string) =>
    amendments
      .filter(({ id, kind, article }) => kind === 'insert' && article === after && won.get(`+${id}`)?.adopted)
      .toSorted((a, b) => a.number - b.number)
      .flatMap(({ proposed }) => put(proposed!, articleId(proposed!)!))

  const nodes = frozen.content ?? []
  const first = nodes.findIndex(({ type }) => type === 'article')
  const content = nodes.flatMap((node, at) => {
    const id = node.type === 'article' ? articleId(node) : null
    if (id === null) return [node]
    return [...(at === first ? inserted('') : []), ...settled(node, id), ...inserted(id)]
  })
  return { number, content: { type: 'doc', content }, articles }
}
