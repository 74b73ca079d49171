import type { TextNode } from '../charter.ts'
import type { Amendment } from './amendment.ts'
import { unchangedIn, wordingsOf } from './ballot-paper.ts'
import { articlesIn } from './frozen.ts'

/** Where an article of a draft stands. `revised`: it is in force with other words; an article that is repealed is in no draft. */
export type ArticleState = 'draft' | 'discussed' | 'voting' | 'adopted' | 'revised'

type Facts = {
  /** The version in force, or null. */
  inForce: TextNode | null
  /** The frozen text that is being voted on, or null. */
  voting: { content: TextNode; amendments: readonly Amendment[] } | null
  /** The articles that people talk about: those with an open thread. */
  discussed: ReadonlySet<string>
}

/** The state of each article of a draft, by its id: derived from what is in force, what is voted on and what is said, in this order of weight. */
export function articleStates(draft: TextNode, { inForce, voting, discussed }: Facts): Map<string, ArticleState> {
  const articles = articlesIn(draft)
  const adopted = new Set(inForce ? articlesIn(inForce).map(({ id }) => id) : [])
  const unchanged = unchangedIn(articles, inForce)
  const frozen = voting ? articlesIn(voting.content) : []
  const lines = voting ? wordingsOf(frozen, voting.amendments, unchangedIn(frozen, inForce)) : []
  const asked = new Set(lines.map(({ slot }) => slot))
  const stateOf = (id: string): ArticleState => {
    if (asked.has(id)) return 'voting'
    if (adopted.has(id)) return unchanged.has(id) ? 'adopted' : 'revised'
    return discussed.has(id) ? 'discussed' : 'draft'
  }
  return new Map(articles.map(({ id }) => [id, stateOf(id)]))
}
