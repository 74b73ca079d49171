import type { TextMark, TextNode } from '#domain/charter.ts'
import { type Element, parse } from './markup.ts'

/** What is not words to read: it goes with all that is in it; pictures are counted. */
const unread = new Set('head title script style template noscript svg math canvas select textarea button footer nav'.split(' ')) // prettier-ignore
const pictures = new Set('img object embed iframe audio video'.split(' '))
const inline = new Set('a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub sup time tt u var wbr'.split(' ')) // prettier-ignore

/** The blocks of an HTML page, pasted, saved or exported. Elements are only ever looked at: none is kept. */
export const readHtml = (text: string): TextNode[] => blocksOf(parse(text, 'html').children, [])

type Child = Element | string

/** Words that stand between blocks are a paragraph of their own. */
function blocksOf(children: readonly Child[], marks: readonly TextMark[]): TextNode[] {
  const blocks: TextNode[] = []
  let words: TextNode[] = []
  const end = () => {
    if (words.length > 0) blocks.push({ type: 'paragraph', content: words })
    words = []
  }
  for (const child of children) {
    if (typeof child === 'string' || child.name === 'br' || pictures.has(child.name) || (inline.has(child.name) && !holdsBlocks(child))) {
      words.push(...wordsOf([child], marks))
    } else if (!unread.has(child.name)) {
      end()
      blocks.push(...blockOf(child, marks))
    }
  }
  end()
  return blocks
}

/** A browser wraps all it copies in <b> or <span>, and a link may hold paragraphs. */
const holdsBlocks = ({ children }: Element): boolean =>
  children.some(
    (child) =>
      typeof child !== 'string' && child.name !== 'br' && !pictures.has(child.name) && (!inline.has(child.name) || holdsBlocks(child)),
  )

function blockOf(element: Element, marks: readonly TextMark[]): TextNode[] {
  const { name, children } = element
  const inside = marksWith(element, marks)
  switch (name) {
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return [{ type: 'ranked', attrs: { rank: Number(name[1]), anchors: namesOf(element) }, content: wordsOf(children, marks) }]
    case 'ul':
    case 'ol':
    case 'menu':
      return [{ type: name === 'ol' ? 'ordered_list' : 'bullet_list', content: itemsOf(children, inside) }]
    case 'blockquote':
      return [{ type: 'blockquote', content: blocksOf(children, inside) }]
    case 'tr':
      return [{ type: 'row', content: cellsOf(children, inside) }]
    case 'hr':
      return [{ type: 'rule' }]
    case 'pre':
      return [{ type: 'paragraph', content: wordsOf(children, inside).flatMap(linesOf) }]
    case 'p':
      if (!holdsBlocks(element)) return [{ type: 'paragraph', content: wordsOf(children, inside) }]
  }
  return blocksOf(children, inside)
}

/** By which links of the page lead to a heading: its own name, and those of what is in it. */
const namesOf = ({ attributes, children }: Element): string[] => [
  ...[attributes.id, attributes.name].filter((name) => name !== undefined),
  ...children.flatMap((child) => (typeof child === 'string' ? [] : namesOf(child))),
]

const cellsOf = (children: readonly Child[], marks: readonly TextMark[]): TextNode[] =>
  children.filter((child) => typeof child !== 'string').map((cell) => ({ type: 'cell', content: blocksOf(cell.children, marks) }))

/** A list that stands beside the items of another belongs to the item before it. */
function itemsOf(children: readonly Child[], marks: readonly TextMark[]): TextNode[] {
  const items: TextNode[] = []
  for (const child of children) {
    if (typeof child === 'string' && child.trim() === '') continue
    const content = typeof child !== 'string' && child.name === 'li' ? blocksOf(child.children, marks) : blocksOf([child], marks)
    const last = items.at(-1)
    if (last && typeof child !== 'string' && /^[uo]l$/.test(child.name))
      items[items.length - 1] = { ...last, content: [...(last.content ?? []), ...content] }
    else items.push({ type: 'list_item', content })
  }
  return items
}

function wordsOf(children: readonly Child[], marks: readonly TextMark[]): TextNode[] {
  return children.flatMap((child): TextNode[] => {
    if (typeof child === 'string') return [{ type: 'text', text: child, marks }]
    if (child.name === 'br') return [{ type: 'hard_break' }]
    if (pictures.has(child.name)) return [{ type: 'picture' }]
    return unread.has(child.name) ? [] : wordsOf(child.children, marksWith(child, marks))
  })
}

function marksWith({ name, attributes }: Element, marks: readonly TextMark[]): readonly TextMark[] {
  const style = attributes.style ?? ''
  const isPlain = /font-weight:\s*(normal|400)/i.test(style)
  if (name === 'a' && attributes.href) return [...marks, { type: 'link', attrs: { href: attributes.href } }]
  const bold = ((name === 'strong' || name === 'b') && !isPlain) || /font-weight:\s*(bold|[6-9]00)/i.test(style)
  const italic = name === 'em' || name === 'i' || /font-style:\s*italic/i.test(style)
  return [...marks, ...(bold ? [{ type: 'strong' }] : []), ...(italic ? [{ type: 'em' }] : [])]
}

const linesOf = (node: TextNode): TextNode[] =>
  (node.text ?? '').split(/\r?\n/).flatMap((text, at) => [...(at > 0 ? [{ type: 'hard_break' }] : []), { ...node, text }])
