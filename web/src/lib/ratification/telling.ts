import { plainText, type TextNode } from '#domain/charter.ts'
import { articlesIn } from '#domain/ratification/frozen.ts'
import type { Reply } from '#lib/api.ts'
import type { Messages } from '#lib/messages/index.ts'

export type Frozen = Reply<'GET', '/api/frozen-texts/:id'>
type Outcome = NonNullable<Frozen['voted']>['outcome']

/** What was adopted, for a message. */
export const tellAdopted = (outcome: Outcome, t: Messages, votes: string) =>
  `${t.ratification.outcome.adopted(outcome.filter(({ adopted }) => adopted).length, outcome.length)}. ${votes}.`

/** « 3. Nos rencontres », or the title of a new article. */
export function titleOfSlot({ content, amendments }: Frozen, slot: string): string {
  const article = articlesIn(content as TextNode).find(({ id }) => id === slot)
  if (article) return `${article.number}. ${article.title}`
  const amendment = amendments.find(({ id }) => slot === `+${id}`)
  return plainText((amendment?.proposed as TextNode | undefined)?.content?.[0] ?? { type: 'text' })
}
