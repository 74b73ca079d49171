import { articleId, numberArticles, plainText, type TextNode } from '../charter.ts'
import { canonical } from '../ratification/canonical.ts'

/** The key of what stands outside of any article. */
export const outside = ''

/**
 * One part of two texts: an article, or all that stands outside of them. was, is: null where the text has none. number: where it stands last.
 * changed: in its words; movedFrom: the number it had, when it was put elsewhere among the articles that both texts have.
 */
export type Part = {
  key: string
  number: number | null
  title: string
  was: TextNode | null
  is: TextNode | null
  changed: boolean
  movedFrom: number | null
}

/**
 * Two texts side by side, part by part: articles by their ids, so that a number that follows from others is no change; one without an id, by its place among
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
  const still = inOrder([...is.keys()].flatMap((key) => was.get(key)?.number ?? []))
  return keys.map((key) => {
    const [former, now] = [was.get(key) ?? null, is.get(key) ?? null]
    const { number, title } = (now ?? former)!
    const changed = canonical(former?.node ?? null) !== canonical(now?.node ?? null)
    const movedFrom = former?.number && now && !still.has(former.number) ? former.number : null
    return { key, number, title, was: former?.node ?? null, is: now?.node ?? null, changed, movedFrom }
  })
}

/** The most numbers of these that already follow one another: the others are those that moved (longest increasing subsequence, in n²). */
function inOrder(numbers: readonly number[]): Set<number> {
  const best: { length: number; before: number }[] = []
  for (const [at, number] of numbers.entries()) {
    let [length, before] = [1, -1]
    for (let other = 0; other < at; other++)
      if (numbers[other]! < number && best[other]!.length >= length) [length, before] = [best[other]!.length + 1, other]
    best.push({ length, before })
  }
  const still = new Set<number>()
  let at = best.findIndex(({ length }) => length === Math.max(...best.map((one) => one.length)))
  for (; at >= 0; at = best[at]!.before) still.add(numbers[at]!)
  return still
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
