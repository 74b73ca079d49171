import { articleId, numberArticles, plainText, type TextNode } from '../charter.ts'
import { canonical } from '../ratification/canonical.ts'

/** The key of what stands outside of any article. */
export const outside = ''

/** One part of two texts: an article, or all that stands outside of them. was, is: null where the text has none. number: where it stands last. */
export type Part = { key: string; number: number | null; title: string; was: TextNode | null; is: TextNode | null; changed: boolean }

/**
 * Two texts side by side, part by part: articles by their ids, so that a number that moved is no change; one without an id, by its place among
 * those without. In the order of the second text; what only the first has comes after what it followed there.
 */
export function compare(before: TextNode, after: TextNode): Part[] {
  const [was, is] = [partsOf(before), partsOf(after)]
  const keys = [...is.keys()]
  let previous: string | undefined
  for (const key of was.keys()) {
    if (!is.has(key)) keys.splice(previous === undefined ? 0 : keys.indexOf(previous) + 1, 0, key)
    previous = key
  }
  return keys.map((key) => {
    const [former, now] = [was.get(key) ?? null, is.get(key) ?? null]
    const { number, title } = (now ?? former)!
    const changed = canonical(former?.node ?? null) !== canonical(now?.node ?? null)
    return { key, number, title, was: former?.node ?? null, is: now?.node ?? null, changed }
  })
}

type Found = { number: number | null; title: string; node: TextNode }

function partsOf(doc: TextNode): Map<string, Found> {
  const nodes = doc.content ?? []
  const articles = nodes.filter(({ type }) => type === 'article')
  const rest = nodes.filter((node) => node.type !== 'article' && plainText(node).trim() !== '')
  const parts = new Map<string, Found>()
  if (rest.length > 0) parts.set(outside, { number: null, title: '', node: { type: 'doc', content: rest } })
  let nameless = 0
  for (const [at, { id, number, title }] of numberArticles(doc).entries())
    parts.set(id ?? `#${++nameless}`, { number, title, node: articles[at]! })
  return parts
}

/** The part that a block at the top of a text belongs to, when it is an article with an id or outside of any. */
export const partOf = (node: TextNode): string => (node.type === 'article' ? (articleId(node) ?? '#') : outside)
