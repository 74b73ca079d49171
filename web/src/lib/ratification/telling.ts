import { plainText, type TextNode } from '#domain/charter.ts'
import { articlesIn } from '#domain/ratification/frozen.ts'
import type { Reply } from '#lib/api.ts'
import type { Messages } from '#lib/messages/index.ts'

export type Frozen = Reply<'GET', '/api/frozen-texts/:id'>
type Outcome = NonNullable<Frozen['voted']>['outcome']

/** « 3 articles adoptés, sur 4 », and how many are repealed: those are not adopted. */
export function adoptedAmong(outcome: Outcome, t: Messages): string {
  const repealed = outcome.filter(({ lastIn }) => lastIn !== null).length
  const adopted = outcome.filter((slot) => slot.adopted).length - repealed
  const { outcome: words } = t.ratification
  return words.adopted(adopted, outcome.length) + (repealed > 0 ? words.repealed(repealed) : '')
}

/** The same, for a message. */
export const tellAdopted = (outcome: Outcome, t: Messages, votes: string) => `${adoptedAmong(outcome, t)}. ${votes}.`

/** « 3. Nos rencontres », or the title of a new article. */
export function titleOfSlot({ content, amendments }: Frozen, slot: string): string {
  const article = articlesIn(content as TextNode).find(({ id }) => id === slot)
  if (article) return `${article.number}. ${article.title}`
  const amendment = amendments.find(({ id }) => slot === `+${id}`)
  return plainText((amendment?.proposed as TextNode | undefined)?.content?.[0] ?? { type: 'text' })
}
