import type { TextMark, TextNode } from '#domain/charter.ts'
import { Lists, type Place } from './lists.ts'
import { allNamed, childNamed, type Element, elementsIn, namesIn, parse } from './markup.ts'
import { type OdtFacts, odtFacts } from './odt-facts.ts'

/** What is not words of the text: what was deleted, lists of what is in the text. */
const unread = new Set('tracked-changes annotation-end table-of-content alphabetical-index forms sequence-decls variable-decls title desc covered-table-cell'.split(' ')) // prettier-ignore
/** What is left out and counted. */
const left: Record<string, string> = { frame: 'picture', 'custom-shape': 'picture', note: 'note', annotation: 'remark' }

type Inside = { list: string; style: string | undefined; level: number }

/** The blocks of an .odt, from its parts by their names: content.xml and, where it is, styles.xml. */
export function readOdt(parts: ReadonlyMap<string, string>): TextNode[] {
  const content = parse(parts.get('content.xml')!, 'xml')
  const facts = odtFacts(content, parts.get('styles.xml') ?? '')
  const body = childNamed(childNamed(childNamed(content, 'document-content'), 'body'), 'text')
  /** A list that goes on after something else has the name of its first part. */
  const names = new Map<string, string>()

  function nameOf({ attributes }: Element) {
    const [goesOn, id] = [attributes['continue-list'], attributes.id ?? `list ${names.size}`]
    const name = goesOn ? (names.get(goesOn) ?? goesOn) : id
    names.set(id, name)
    return name
  }

  function blocksIn(element: Element): TextNode[] {
    const lists = new Lists()
    read(element, null, lists)
    return lists.blocks
  }

  /** Frames of words that are drawn over the page: they come after the paragraph that holds them. */
  const addBoxes = (element: Element, lists: Lists) => {
    for (const box of allNamed(element, 'text-box')) for (const block of blocksIn(box)) lists.add(block, null)
  }

  /** `asItem`: the next paragraph is the first of an item; the others are more of it. */
  function read(element: Element, inside: Inside | null, lists: Lists) {
    let asItem = element.name === 'list-item'
    for (const child of elementsIn(element)) {
      if (unread.has(child.name)) continue
      if (left[child.name]) {
        // Drawn over a page, and in no paragraph.
        if (!holdsWords(child)) lists.blocks.push({ type: 'paragraph', content: [{ type: left[child.name]! }] })
        addBoxes(child, lists)
      } else if (child.name === 'table-row') {
        const cells = elementsIn(child).filter(({ name }) => name === 'table-cell')
        lists.add({ type: 'row', content: cells.map((cell) => ({ type: 'cell', content: blocksIn(cell) })) }, null)
      } else if (child.name === 'list') {
        // A list that names no style is one deeper of the list it is in.
        read(child, { list: nameOf(child), style: child.attributes['style-name'] ?? inside?.style, level: (inside?.level ?? 0) + 1 }, lists)
      } else if (child.name === 'p' || child.name === 'h') {
        const [block, place] = placed(child, facts)
        const item = inside && {
          list: inside.list,
          kind: inside.list,
          level: inside.level - 1,
          ordered: facts.isOrdered(inside.style, inside.level),
        }
        // LibreOffice numbers its headings by putting them in lists.
        const isWords = block.type === 'paragraph'
        lists.add(block, !isWords ? null : item ? (asItem ? item : { more: item.level }) : place)
        asItem = false
        addBoxes(child, lists)
      } else read(child, inside, lists)
    }
  }

  return body ? blocksIn(body) : []
}

const holdsWords = (drawn: Element) => allNamed(drawn, 'text-box').length > 0

function placed(element: Element, facts: OdtFacts): [TextNode, Place] {
  const { rank: named, place, isRule, marks } = facts.style(element.attributes['style-name'])
  const level = Number(element.attributes['outline-level'])
  const rank = named ?? (element.name === 'h' ? (level || 1) + 1 : null)
  if (rank !== null)
    return [
      { type: 'ranked', attrs: { rank, anchors: namesIn(element, 'bookmark', 'bookmark-start') }, content: wordsOf(element, facts, []) },
      null,
    ]
  return isRule ? [{ type: 'rule' }, null] : [{ type: 'paragraph', content: wordsOf(element, facts, marks) }, place]
}

function wordsOf({ children }: Element, facts: OdtFacts, marks: readonly TextMark[]): TextNode[] {
  return children.flatMap((child): TextNode[] => {
    if (typeof child === 'string') return [{ type: 'text', text: child, marks }]
    switch (child.name) {
      case 's':
      case 'tab':
        return [{ type: 'text', text: ' ', marks }]
      case 'line-break':
        return [{ type: 'hard_break' }]
      case 'a':
        return wordsOf(child, facts, [...marks, { type: 'link', attrs: { href: child.attributes.href } }])
      case 'span':
        return wordsOf(child, facts, facts.style(child.attributes['style-name']).over(marks))
    }
    const kind = left[child.name]
    if (kind) return kind === 'picture' && holdsWords(child) ? [] : [{ type: kind }]
    return unread.has(child.name) ? [] : wordsOf(child, facts, marks)
  })
}
