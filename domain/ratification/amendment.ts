import { plainText, type TextNode } from '../charter.ts'
import { type Numbers, spelled } from '../references.ts'
import type { Reader } from '../document.ts'
import { ratificationLimits as limits } from '../limits.ts'
import { canonical } from './canonical.ts'
import { touched } from './difference.ts'
import type { FrozenArticle, Stage } from './frozen.ts'
import { blocksOf, type ProposedRefusal, refuseBlocks, tidyArticle, titleOf } from './proposed.ts'

/**
 * What someone proposes to change in a frozen text. article: the id of the article that is replaced or deleted, or after which the
 * new one comes ('' : before the first). proposed: the whole article as it would read; null for a deletion.
 */
export type Change = { kind: 'replace' | 'insert' | 'delete'; article: string; proposed: TextNode | null }
export type Amendment = Change & { id: string; number: number }

export type AmendmentRefusal =
  | 'not-a-member'
  | 'not-amendable'
  | 'unknown-article'
  | ProposedRefusal
  | 'no-title'
  | 'no-words'
  | 'same-words'
  | 'already-proposed'
  | 'no-reason'
  | 'too-long'
  | 'too-many'

/** Why this amendment may not be given, or null. others: those that stand; mine: how many of them are by this person. */
export function refuseAmendment(
  draft: Change & { reason: string },
  text: { stage: Stage; articles: readonly FrozenArticle[] },
  others: readonly Amendment[],
  mine: number,
  reader: Reader,
): AmendmentRefusal | null {
  if (reader?.standing == null) return 'not-a-member'
  if (text.stage !== 'amendable') return 'not-amendable'
  const target = text.articles.find(({ id }) => id === draft.article)
  if (!target && !(draft.kind === 'insert' && draft.article === '')) return 'unknown-article'
  if (draft.reason.trim() === '') return 'no-reason'
  if (draft.proposed !== null) {
    if (titleOf(draft.proposed).trim() === '') return 'no-title'
    if (plainText({ type: 'doc', content: blocksOf(draft.proposed) }).trim() === '') return 'no-words'
    // Signs typed in a plain field may be lists in lists without end.
    const misplaced = refuseBlocks(blocksOf(draft.proposed))
    if (misplaced) return misplaced
    if (canonical(draft.proposed).length > limits.articleCharacters) return 'too-long'
    if (draft.kind === 'replace' && sameWords(draft.proposed, target!.node)) return 'same-words'
  }
  if (others.some((other) => isSame(other, draft))) return 'already-proposed'
  return mine >= limits.amendmentsOfOne || others.length >= limits.amendments ? 'too-many' : null
}

/** Under whatever id: a new article has one of its own. */
const sameWords = (a: TextNode, b: TextNode) => canonical(tidyArticle(a).content) === canonical(tidyArticle(b).content)
const isSame = (a: Change, b: Change) =>
  a.kind === b.kind &&
  a.article === b.article &&
  (a.proposed === b.proposed || (a.proposed !== null && b.proposed !== null && sameWords(a.proposed, b.proposed)))

/** Why this person may not support an amendment, or stop supporting it, or null. */
export function refuseSupport(stage: Stage, reader: Reader): 'not-a-member' | 'not-amendable' | null {
  if (reader?.standing == null) return 'not-a-member'
  return stage === 'amendable' ? null : 'not-amendable'
}

/** Why this amendment may not be withdrawn, or null. */
export function refuseWithdrawal(stage: Stage, mine: boolean): 'not-yours' | 'not-amendable' | null {
  if (!mine) return 'not-yours'
  return stage === 'amendable' ? null : 'not-amendable'
}

/** How two amendments meet: on the same words, or elsewhere in the same article. Either way they exclude each other: one wording wins. */
export type Collision = { a: string; b: string; on: 'words' | 'article' }

/** The pairs of amendments that cannot both be adopted. New articles never exclude one another. */
export function collisionsAmong(articles: readonly FrozenArticle[], amendments: readonly Amendment[]): Collision[] {
  const numbers = new Map(articles.map(({ id, number }) => [id, number]))
  return amendments.flatMap((a, at) =>
    amendments.slice(at + 1).flatMap((b) => {
      if (a.kind === 'insert' || b.kind === 'insert' || a.article !== b.article) return []
      const article = articles.find(({ id }) => id === a.article)
      return article ? [{ a: a.id, b: b.id, on: onSameWords(article.node, a, b, numbers) ? ('words' as const) : ('article' as const) }] : []
    }),
  )
}

function onSameWords(article: TextNode, a: Amendment, b: Amendment, numbers: Numbers): boolean {
  if (a.proposed === null || b.proposed === null) return true
  const said = (node: TextNode) => plainText(spelled(node, numbers))
  const before = said(article)
  const [first, second] = [touched(before, said(a.proposed)), touched(before, said(b.proposed))]
  return first.some((one) => second.some((other) => one.from <= other.to && other.from <= one.to))
}
