import type { TextNode } from '../charter.ts'
import type { Amendment } from './amendment.ts'
import { canonical } from './canonical.ts'
import { articlesIn, type FrozenArticle } from './frozen.ts'

/** A line of the ballot: an article as it was frozen (amendment null), or what an amendment makes of it. */
export type Wording = { slot: string; amendment: string | null }

/** The articles whose frozen words are those in force: nothing is asked about them but when someone amends them. */
export function unchangedIn(articles: readonly FrozenArticle[], inForce: TextNode | null): Set<string> {
  const words = new Map(inForce ? articlesIn(inForce).map(({ id, node }) => [id, canonical(node)]) : [])
  return new Set(articles.filter(({ id, node }) => words.get(id) === canonical(node)).map(({ id }) => id))
}

/**
 * What is put to the vote: for each article its frozen wording, then each rival in the order in which it was given; a new article stands
 * alone, after the article it follows. The wordings of one slot exclude one another: an article's id, or a new article's amendment.
 * unchanged: the articles left as they are in force, which are asked about only when they have a rival.
 */
export function wordingsOf(
  articles: readonly FrozenArticle[],
  amendments: readonly Amendment[],
  unchanged: ReadonlySet<string>,
): Wording[] {
  const given = amendments.toSorted((a, b) => a.number - b.number)
  const after = (id: string): Wording[] =>
    given.filter(({ kind, article }) => kind === 'insert' && article === id).map(({ id }) => ({ slot: `+${id}`, amendment: id }))
  return [
    ...after(''),
    ...articles.flatMap(({ id }) => {
      const rivals = given.filter(({ kind, article }) => kind !== 'insert' && article === id)
      const asked = rivals.length > 0 || !unchanged.has(id)
      return [...(asked ? [null, ...rivals] : []).map((rival) => ({ slot: id, amendment: rival?.id ?? null })), ...after(id)]
    }),
  ]
}
