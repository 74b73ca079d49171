import { isBlank, numberArticles, type TextNode } from '../charter.ts'
import { mayManage, type Reader } from '../document.ts'
import { ratificationLimits as limits } from '../limits.ts'

/** An article of a frozen text. number: its place there; node: what it says, with its title. */
export type FrozenArticle = { id: string; number: number; title: string; node: TextNode }

/** The articles of a frozen text, in their order. Every one of them has an id: a text where one had not was not frozen. */
export function articlesIn(content: TextNode): FrozenArticle[] {
  const nodes = (content.content ?? []).filter(({ type }) => type === 'article')
  return numberArticles(content).map(({ id, number, title }, at) => ({ id: id ?? '', number, title, node: nodes[at]! }))
}

export type FreezeRefusal =
  | 'not-a-coordinator'
  | 'already-frozen'
  | 'no-article'
  | 'article-without-title'
  | 'article-without-id'
  | 'too-many-articles'
  | 'missing-article'
  | 'window-in-the-past'
  | 'window-too-long'

/**
 * Why a text may not be frozen now, or null. content: what is stored of it; inForce: its last version. amendableUntil: when the last
 * amendment may be given, null when it goes to the vote as it is. An article in force is repealed by an amendment, never by its absence.
 */
export function refuseFreeze(
  text: { content: TextNode; frozen: boolean; inForce: TextNode | null },
  amendableUntil: Date | null,
  reader: Reader,
  now: Date,
): FreezeRefusal | null {
  if (!mayManage(reader)) return 'not-a-coordinator'
  if (text.frozen) return 'already-frozen'
  const articles = numberArticles(text.content)
  if (articles.length === 0 || isBlank(text.content)) return 'no-article'
  if (articles.length > limits.articles) return 'too-many-articles'
  if (articles.some(({ id }) => id === null)) return 'article-without-id'
  if (articles.some(({ title }) => title === '')) return 'article-without-title'
  const ids = new Set(articles.map(({ id }) => id))
  if (text.inForce && articlesIn(text.inForce).some(({ id }) => !ids.has(id))) return 'missing-article'
  if (amendableUntil === null) return null
  if (!(amendableUntil > now)) return 'window-in-the-past'
  return amendableUntil.getTime() - now.getTime() > limits.longestWindow ? 'window-too-long' : null
}

/** Where a frozen text stands, derived from facts: whoever asks past an instant sees what it changed. */
export type Stage = 'amendable' | 'to-vote' | 'voting' | 'voted' | 'abandoned'

export type FrozenFacts = {
  amendableUntil: Date | null
  poll: { closesAt: Date; cancelledAt: Date | null } | null
  abandonedAt: Date | null
}

/** A poll that was cancelled leaves the text to be put to the vote again. */
export function stageOf({ amendableUntil, poll, abandonedAt }: FrozenFacts, now: Date): Stage {
  if (abandonedAt !== null) return 'abandoned'
  if (poll !== null && poll.cancelledAt === null) return now < poll.closesAt ? 'voting' : 'voted'
  return amendableUntil !== null && now < amendableUntil ? 'amendable' : 'to-vote'
}

export type PutToVoteRefusal =
  'not-a-coordinator' | 'still-amendable' | 'already-voting' | 'abandoned' | 'too-few-choices' | 'too-many-choices'

/** Why a frozen text may not be put to the vote now, or null. wordings: lines of the ballot. */
export function refusePutToVote(
  stage: Stage,
  wordings: number,
  level: 'open' | 'secret' | 'sealed',
  reader: Reader,
): PutToVoteRefusal | null {
  if (!mayManage(reader)) return 'not-a-coordinator'
  switch (stage) {
    case 'abandoned':
      return 'abandoned'
    case 'amendable':
      return 'still-amendable'
    case 'voting':
    case 'voted':
      return 'already-voting'
    case 'to-vote':
      if (wordings < 2) return 'too-few-choices'
      return wordings > limits.wordings[level] ? 'too-many-choices' : null
  }
}

export type AbandonRefusal = 'not-a-coordinator' | 'already-voting' | 'abandoned' | 'no-reason'

/** A frozen text is given up before its vote, with a reason, or never. */
export function refuseAbandon(stage: Stage, reason: string, reader: Reader): AbandonRefusal | null {
  if (!mayManage(reader)) return 'not-a-coordinator'
  if (stage === 'abandoned') return 'abandoned'
  if (stage === 'voting' || stage === 'voted') return 'already-voting'
  return reason.trim() === '' ? 'no-reason' : null
}
