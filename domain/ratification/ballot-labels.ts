import { plainText, type TextNode } from '../charter.ts'
import { limits } from '../limits.ts'
import { type Numbers, spelled } from '../references.ts'
import type { Amendment } from './amendment.ts'
import type { Wording } from './ballot-paper.ts'
import { changeInWords, newInWords } from './change-in-words.ts'
import type { FrozenArticle } from './frozen.ts'

const words = {
  fr: {
    amended: (n: number) => `amendement ${n}`,
    deleted: (n: number) => `amendement ${n} : le supprimer`,
    added: (n: number) => `Nouvel article, amendement ${n}`,
  },
  en: {
    amended: (n: number) => `amendment ${n}`,
    deleted: (n: number) => `amendment ${n}: delete it`,
    added: (n: number) => `New article, amendment ${n}`,
  },
}

/**
 * What a ballot says of each wording: number and title, which amendment, what it changes, and why. Each label once: the numbers see to it. Never who proposed
 * it: a poll is read by everyone, and who is in a body is told to its members only.
 */
export function labelsOf(
  wordings: readonly Wording[],
  articles: readonly FrozenArticle[],
  amendments: readonly (Amendment & { reason: string })[],
  language: 'fr' | 'en',
) {
  const say = words[language]
  const numbers = new Map(articles.map(({ id, number }) => [id, number]))
  return wordings.map(({ slot, amendment }) => {
    const article = articles.find(({ id }) => id === slot)
    const change = amendments.find(({ id }) => id === amendment)
    const named = article ? `${article.number}. ${article.title}` : titleOf(change)
    if (!change) return { label: cut(named, limits.poll.choiceLabel), description: '' }
    const which = !article ? say.added(change.number) : change.kind === 'delete' ? say.deleted(change.number) : say.amended(change.number)
    const room = limits.poll.choiceLabel - which.length - 3
    const label = article ? `${cut(named, room)} — ${which}` : `${which} — ${cut(named, room)}`
    return {
      label,
      description: cut(`${changeOf(article, change, numbers, language)} ${change.reason}`.trim(), limits.poll.choiceDescription),
    }
  })
}

/** Who grades rival wordings reads on the ballot what each would change. Of a deletion its label says all. */
function changeOf(article: FrozenArticle | undefined, { proposed }: Amendment, numbers: Numbers, language: 'fr' | 'en'): string {
  if (!proposed) return ''
  const said = (node: TextNode) => plainText(spelled(node, numbers))
  if (article) return changeInWords(said(article.node), said(proposed), language)
  return newInWords((proposed.content ?? []).slice(1).map(said).join('\n'), language)
}

const titleOf = (change: Amendment | undefined) => plainText(change?.proposed?.content?.[0] ?? { type: 'text' })
const cut = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`)
