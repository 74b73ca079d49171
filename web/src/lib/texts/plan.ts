import { numberArticles, plainText, type TextNode } from '#domain/charter.ts'
import { type Numbers, numbersOf, spelled } from '#domain/references.ts'

/** Where a heading or an article of a text stands on the page: its anchor, its rank (2 is h2), and its number for an article. */
export type Place = { anchor: string; rank: number; number: number | null; title: string }
/** numbers: those that references show; gone: what they say when their article is not there. */
export type Plan = { places: ReadonlyMap<TextNode, Place>; contents: readonly Place[]; numbers: Numbers; gone: string }

/** Below this many, a list of what is in the text is longer than what it saves. */
const worthAList = 4
const titleCharacters = 120

/**
 * Gives every heading its rank and its anchor. The title of the page is the h1; what people wrote may begin with a small heading
 * or skip a size, and no rank is skipped on the page, so that a screen reader's list of headings holds together. Anchors carry
 * a word before the id of an article, so that none can be taken for something else of the page.
 */
export function planOf(doc: TextNode, gone: string): Plan {
  const places = new Map<TextNode, Place>()
  const numbers = numbersOf(doc)
  const contents: Place[] = []
  const articles = numberArticles(doc).values()
  let last = 1
  let headings = 0
  const heading = (node: TextNode, above: number) => {
    last = Math.min(above + levelOf(node), last + 1)
    const place = { anchor: `titre-${++headings}`, rank: last, number: null, title: titleOf(spelled(node, numbers, gone)) }
    places.set(node, place)
    return place
  }
  for (const node of doc.content ?? []) {
    if (node.type === 'heading') {
      const place = heading(node, 1)
      if (place.title) contents.push(place)
    } else if (node.type === 'article') {
      const { id, number, title } = articles.next().value!
      last = 2
      const place = { anchor: id ? `article-${id}` : `numero-${number}`, rank: 2, number, title }
      places.set(node, place)
      contents.push(place)
      for (const inside of node.content ?? []) if (inside.type === 'heading') heading(inside, 2)
    }
  }
  return { places, contents: contents.length < worthAList ? [] : contents, numbers, gone }
}

const levelOf = ({ attrs }: TextNode) => Math.min(Math.max(Math.trunc(Number(attrs?.level)) || 1, 1), 3)
const titleOf = (node: TextNode) => plainText(node).trim().slice(0, titleCharacters)

/** A text as one writes its name on a list: the charter first, the others as they came. */
export const charterFirst = <Text extends { kind: string }>(texts: readonly Text[]): Text[] => [
  ...texts.filter(({ kind }) => kind === 'charter'),
  ...texts.filter(({ kind }) => kind !== 'charter'),
]
