import type { TextMark, TextNode } from '#domain/charter.ts'
import { Lists, type Place } from './lists.ts'
import { childNamed, type Element, elementsIn, namesIn, parse } from './markup.ts'
import { type OdtFacts, odtFacts } from './odt-facts.ts'

/** What is not words of the text: what was deleted, notes and remarks, pictures, lists of what is in the text. */
const unread = new Set('tracked-changes note annotation annotation-end frame custom-shape table-of-content alphabetical-index forms sequence-decls variable-decls title desc'.split(' ')) // prettier-ignore

type Inside = { list: string; style: string | undefined; level: number }

/** The blocks of an .odt, from its parts by their names: content.xml and, where it is, styles.xml. */
export function readOdt(parts: ReadonlyMap<string, string>): TextNode[] {
  const content = parse(parts.get('content.xml')!, 'xml')
  const facts = odtFacts(content, parts.get('styles.xml') ?? '')
  const body = childNamed(childNamed(childNamed(content, 'document-content'), 'body'), 'text')
  const lists = new Lists()
  /** A list that goes on after something else has the name of its first part. */
  const names = new Map<string, string>()

  function nameOf({ attributes }: Element) {
    const [goesOn, id] = [attributes['continue-list'], attributes.id ?? `list ${names.size}`]
    const name = goesOn ? (names.get(goesOn) ?? goesOn) : id
    names.set(id, name)
    return name
  }

  /** `asItem`: the next paragraph is the first of an item; the others are more of it. */
  function read(element: Element, inside: Inside | null) {
    let asItem = element.name === 'list-item'
    for (const child of elementsIn(element)) {
      if (unread.has(child.name)) continue
      if (child.name === 'list') {
        // A list that names no style is one deeper of the list it is in.
        read(child, { list: nameOf(child), style: child.attributes['style-name'] ?? inside?.style, level: (inside?.level ?? 0) + 1 })
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
      } else read(child, inside)
    }
  }

  if (body) read(body, null)
  return lists.blocks
}

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
    return unread.has(child.name) ? [] : wordsOf(child, facts, marks)
  })
}
