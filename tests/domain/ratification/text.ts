import type { TextNode } from '#domain/charter.ts'
import type { Amendment } from '#domain/ratification/amendment.ts'

// Short ways to say a text, for the tests of its ratification.

export const p = (text: string): TextNode => ({ type: 'paragraph', content: [{ type: 'text', text }] })
export const article = (id: string, title: string, ...says: string[]): TextNode => ({
  type: 'article',
  attrs: { id },
  content: [{ type: 'article_title', content: [{ type: 'text', text: title }] }, ...says.map(p)],
})
export const doc = (...content: TextNode[]): TextNode => ({ type: 'doc', content })

export const values = article('valeurs-1', 'Nos valeurs', 'Chaque voix compte pareil.')
export const meetings = article('rencontres-1', 'Nos rencontres', 'On se voit une fois par mois.')
export const money = article('argent-1', 'L’argent', 'Les comptes sont publics.')
export const heading: TextNode = { type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text: 'Notre groupe' }] }
export const reference = (to: unknown): TextNode => ({ type: 'article_ref', attrs: { to } })
/** Refers to the article about money. */
export const rules: TextNode = {
  type: 'article',
  attrs: { id: 'regles-1' },
  content: [
    { type: 'article_title', content: [{ type: 'text', text: 'Les règles' }] },
    { type: 'paragraph', content: [{ type: 'text', text: 'Selon l’' }, reference('argent-1'), { type: 'text', text: ', on compte.' }] },
  ],
}
export const charter = doc(heading, values, meetings, money)

export const replacing = (id: string, number: number, proposed: TextNode): Amendment => ({
  ...{ id, number, kind: 'replace', proposed },
  article: String(proposed.attrs?.id),
})
export const deleting = (id: string, number: number, article: string): Amendment => ({
  id,
  number,
  kind: 'delete',
  article,
  proposed: null,
})
export const inserting = (id: string, number: number, after: string, proposed: TextNode): Amendment => ({
  ...{ id, number, kind: 'insert', article: after, proposed },
})
