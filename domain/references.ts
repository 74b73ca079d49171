import { asArticleId, numberArticles, type TextNode } from './charter.ts'

/*
 * A reference holds the id of the article it leads to, `to`, and nothing else: the number that it shows is where that article stands in
 * the text it is read in. So a fingerprint does not depend on numbers, and an amendment that renumbers a text changes no other article.
 * Its words, in a text that leaves or is compared with what was typed, are in the language of texts, which is French; on a page, in that of the page.
 */

/** The number of each article that a reference may lead to, by its id. */
export type Numbers = ReadonlyMap<string, number>

export const numbersOf = (doc: TextNode): Numbers =>
  new Map(numberArticles(doc).flatMap(({ id, number }) => (id === null ? [] : [[id, number] as const])))

/** The id that a reference holds, when it is one. */
export const referredTo = (node: TextNode) => asArticleId(node.attrs?.to)

/** Where a reference leads: the number of its article; null when the article is not there. */
export const numberReferred = (node: TextNode, numbers: Numbers) => numbers.get(referredTo(node) ?? '') ?? null

/** What a reference says; `gone`: when its article is not there. */
export const referenceWords = (number: number | null, gone = 'article supprimé') => (number === null ? gone : `article ${number}`)

/** The same node, in which every reference has its words, as `text`. What is stored has none. */
export function spelled(node: TextNode, numbers: Numbers, gone?: string): TextNode {
  if (node.type === 'article_ref') return { ...node, text: referenceWords(numberReferred(node, numbers), gone) }
  return node.content ? { ...node, content: node.content.map((inside) => spelled(inside, numbers, gone)) } : node
}

const typedNumber = /\barticles?\s+(?:n[°o]\s*)?(?:premier\b|\d)/giu

/**
 * How often a text of articles names one by a number that was typed, « l'article 2 »: words, which follow no renumbering. It may be an article of
 * a law: only who reads can tell, so none is turned into a reference. Titles are not looked at; a text without articles has none.
 */
export function typedReferences(nodes: readonly TextNode[]): number {
  if (!nodes.some(({ type }) => type === 'article')) return 0
  const within = (node: TextNode): number => {
    if (node.type === 'article_title' || node.type === 'heading') return 0
    const inside = node.content ?? []
    if (!inside.some(({ text }) => text !== undefined)) return inside.reduce((sum, one) => sum + within(one), 0)
    return (
      inside
        .map(({ text }) => text ?? '\ufffc')
        .join('')
        .match(typedNumber)?.length ?? 0
    )
  }
  return nodes.reduce((sum, node) => sum + within(node), 0)
}

/** Every reference of a node, in order. */
export function referencesIn(node: TextNode): TextNode[] {
  return node.type === 'article_ref' ? [node] : (node.content ?? []).flatMap(referencesIn)
}

/** The articles of a text that refer to one which is not in it, by their numbers; null stands for what is outside of any article. */
export function brokenReferences(doc: TextNode): (number | null)[] {
  const numbers = numbersOf(doc)
  let number = 0
  const broken = (doc.content ?? []).flatMap((node) => {
    const where = node.type === 'article' ? ++number : null
    return referencesIn(node).some((reference) => numberReferred(reference, numbers) === null) ? [where] : []
  })
  return [...new Set(broken)]
}
