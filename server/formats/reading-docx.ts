import type { TextMark, TextNode } from '#domain/charter.ts'
import { docxFacts, type DocxFacts, isOn, valueOf } from './docx-facts.ts'
import { fieldLink, Fields, isHidden, signOf } from './docx-fields.ts'
import { Lists } from './lists.ts'
import { allNamed, childNamed, type Element, elementsIn, namesIn, parse } from './markup.ts'

/** What is not words of the text: what was deleted, fields' codes; what is drawn twice, for old readers. */
const unread = new Set('del moveFrom instrText delText Fallback'.split(' '))
/** What is left out and counted. */
const left: Record<string, string> = { drawing: 'picture', pict: 'picture', object: 'picture', footnoteReference: 'note', endnoteReference: 'note', commentReference: 'remark' } // prettier-ignore

/** The blocks of a .docx, from its parts by their names: word/document.xml and, where they are, styles, numbering and links. */
export function readDocx(parts: ReadonlyMap<string, string>): TextNode[] {
  const facts = docxFacts(parts)
  const body = childNamed(childNamed(parse(parts.get('word/document.xml')!, 'xml'), 'document'), 'body')
  return blocksIn(body, facts)
}

function blocksIn(element: Element | undefined, facts: DocxFacts): TextNode[] {
  const lists = new Lists()
  for (const part of among(element, 'p', 'tr')) {
    if (part.name === 'p') lists.add(...placed(part, facts))
    else lists.add({ type: 'row', content: among(part, 'tc').map((cell) => ({ type: 'cell', content: blocksIn(cell, facts) })) }, null)
    for (const box of boxesIn(part)) for (const block of blocksIn(box, facts)) lists.add(block, null)
  }
  return lists.blocks
}

/** Elements of these names in their order, those of content controls and of what was inserted while changes were tracked too; not those in one another. */
function among(element: Element | undefined, ...names: string[]): Element[] {
  return (element ? elementsIn(element) : []).flatMap((child) => {
    if (names.includes(child.name)) return [child]
    return unread.has(child.name) || child.name.endsWith('Pr') ? [] : among(child, ...names)
  })
}

/** Frames of words that are drawn over the page: they come after the paragraph that holds them. */
const boxesIn = (part: Element) => (part.name === 'p' ? among(part, 'txbxContent') : [])

/** A paragraph as a block, and where it stands: in which list, how deep. */
function placed(paragraph: Element, facts: DocxFacts): Parameters<Lists['add']> {
  const properties = childNamed(paragraph, 'pPr')
  const style = facts.style(valueOf(properties, 'pStyle'))
  const { name, rank } = style
  const numbers = childNamed(properties, 'numPr') ?? style.numbers
  const number = valueOf(numbers, 'numId') ?? '0'
  const level = Number(valueOf(numbers, 'ilvl') ?? 0) || 0
  const sign = facts.sign(number, level)
  const own = Number(valueOf(properties, 'outlineLvl') ?? NaN)
  const asHeading = rank ?? (own >= 0 && own < 9 ? own + 2 : null)
  const bold = style.bold && asHeading === null
  const content = wordsOf(paragraph, facts, bold ? [{ type: 'strong' }] : [])
  const isArticle = sign !== null && /^\W*art(icle\b|\.)/i.test(sign.text)
  if (asHeading !== null || isArticle) {
    const anchors = namesIn(paragraph, 'bookmarkStart')
    return [{ type: 'ranked', attrs: { rank: asHeading ?? 2, article: isArticle, anchors }, content }, null]
  }
  if (name.startsWith('toc ')) return [{ type: 'paragraph' }, null]
  if (/^(rule|horizontal line)$/.test(name) || allNamed(paragraph, 'rect').some(({ attributes }) => attributes.hr === 't'))
    return [{ type: 'rule' }, null]
  const block: TextNode = { type: 'paragraph', content }
  if (/quot|citation|block text/.test(name)) return [block, 'quote']
  const more = /^list continue ?(\d*)$/.exec(name)
  if (more) return [block, { more: Number(more[1] || 1) - 1 }]
  if (!sign) return [block, number === '0' && numbers && isIndented(properties) ? { more: level } : null]
  // What pandoc and some others put under an item has a sign that nobody sees.
  return [block, sign.text.trim() === '' ? { more: level } : { ...sign, level }]
}

const isIndented = (properties: Element | undefined) => {
  const { start, left } = childNamed(properties, 'ind')?.attributes ?? {}
  return Number(start ?? left ?? 0) > 0
}

function wordsOf(element: Element, facts: DocxFacts, marks: readonly TextMark[], fields = new Fields()): TextNode[] {
  const linked = (href: string | undefined) => (href ? [...marks, { type: 'link', attrs: { href } }] : marks)
  return elementsIn(element).flatMap((child): TextNode[] => {
    switch (child.name) {
      case 't':
        return [{ type: 'text', text: child.children.filter((one) => typeof one === 'string').join(''), marks }]
      case 'tab':
        return [{ type: 'text', text: ' ', marks }]
      case 'noBreakHyphen':
        return [{ type: 'text', text: '\u2011', marks }]
      case 'br':
      case 'cr':
        return child.attributes.type ? [] : [{ type: 'hard_break' }]
      case 'sym':
        return [{ type: 'text', text: signOf(child), marks }]
      case 'r':
        fields.take(child)
        return isHidden(child) ? [] : wordsOf(child, facts, marksOf(child, facts, linked(fields.link)), fields)
      case 'fldSimple':
        return wordsOf(child, facts, linked(fieldLink(child.attributes.instr ?? '')), fields)
      case 'hyperlink': {
        const { anchor, id } = child.attributes
        return wordsOf(child, facts, linked(anchor === undefined ? facts.link(id) : `#${anchor}`), fields)
      }
    }
    const kind = left[child.name]
    if (kind) return kind === 'picture' && among(child, 'txbxContent').length > 0 ? [] : [{ type: kind }]
    return unread.has(child.name) || child.name.endsWith('Pr') ? [] : wordsOf(child, facts, marks, fields)
  })
}

/** A run says itself whether it is bold; else its style does, else its paragraph's. */
function marksOf(run: Element, facts: DocxFacts, marks: readonly TextMark[]): TextMark[] {
  const properties = childNamed(run, 'rPr')
  const style = facts.style(valueOf(properties, 'rStyle'))
  const links = marks.filter(({ type }) => type === 'link')
  const bold = isOn(properties, 'b') ?? (style.bold || marks.some(({ type }) => type === 'strong'))
  const italic = isOn(properties, 'i') ?? style.italic
  return [...links, ...(bold ? [{ type: 'strong' }] : []), ...(italic ? [{ type: 'em' }] : [])]
}
