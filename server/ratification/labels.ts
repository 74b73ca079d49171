import { plainText } from '#domain/charter.ts'
import type { Wording } from '#domain/ratification/ballot-paper.ts'
import type { FrozenArticle } from '#domain/ratification/frozen.ts'
import { limits } from '#domain/limits.ts'
import type { GivenAmendment } from './queries.ts'

const words = {
  fr: {
    amended: (n: number) => `amendement ${n}`,
    deleted: (n: number) => `amendement ${n} : le supprimer`,
    added: (n: number) => `Nouvel article, amendement ${n}`,
    by: (name: string) => `Proposé par ${name}.`,
  },
  en: {
    amended: (n: number) => `amendment ${n}`,
    deleted: (n: number) => `amendment ${n}: delete it`,
    added: (n: number) => `New article, amendment ${n}`,
    by: (name: string) => `Proposed by ${name}.`,
  },
}

/** What a ballot says of each wording: number and title, which amendment, and in a line why. Each label once: the numbers see to it. */
export function labelsOf(
  wordings: readonly Wording[],
  articles: readonly FrozenArticle[],
  amendments: readonly GivenAmendment[],
  language: 'fr' | 'en',
) {
  const say = words[language]
  return wordings.map(({ slot, amendment }) => {
    const article = articles.find(({ id }) => id === slot)
    const change = amendments.find(({ id }) => id === amendment)
    const named = article ? `${article.number}. ${article.title}` : titleOf(change)
    if (!change) return { label: cut(named, limits.poll.choiceLabel), description: '' }
    const which = !article ? say.added(change.number) : change.kind === 'delete' ? say.deleted(change.number) : say.amended(change.number)
    const room = limits.poll.choiceLabel - which.length - 3
    const label = article ? `${cut(named, room)} — ${which}` : `${which} — ${cut(named, room)}`
    return { label, description: cut(`${say.by(change.author)} ${change.reason}`, limits.poll.choiceDescription) }
  })
}

const titleOf = (change: GivenAmendment | undefined) => plainText(change?.proposed?.content?.[0] ?? { type: 'text' })
const cut = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`)
