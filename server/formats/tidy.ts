import { plainText, safeLink, type TextMark, type TextNode } from '#domain/charter.ts'

/** Lists in lists deeper than this are laid flat. */
const deepestList = 12

/**
 * Only what domain/charter.ts knows comes out, whatever comes in: blocks of its kinds with the children they may have, and words with its
 * marks, whose spaces are those one sees. Blocks without a word go; so do signs that nobody sees.
 */
export const tidyBlocks = (blocks: readonly TextNode[]): TextNode[] => blocks.flatMap((block) => tidyBlock(block, 0))

function tidyBlock(node: TextNode, depth: number): TextNode[] {
  const inside = node.content ?? []
  switch (node.type) {
    case 'rule':
      return [{ type: 'rule' }]
    case 'ranked': {
      const { rank, article, anchors = [] } = node.attrs as { rank: unknown; article?: unknown; anchors?: string[] }
      const attrs = { rank: Number(rank), ...(article === true && { article: true }), ...(anchors.length > 0 && { anchors }) }
      return withWords({ type: 'ranked', attrs }, inside)
    }
    case 'paragraph':
      return withWords({ type: 'paragraph' }, inside)
    case 'row':
      return tidyRow(inside)
    case 'blockquote': {
      const content = inside.flatMap((block) => paragraphsOf(block))
      return content.length > 0 ? [{ type: 'blockquote', content }] : []
    }
    case 'bullet_list':
    case 'ordered_list': {
      if (depth >= deepestList) return paragraphsOf(node)
      const content = inside.flatMap((item) => tidyItem(item, depth + 1))
      return content.length > 0 ? [{ type: node.type, content }] : []
    }
    default:
      return []
  }
}

/** More than this is laid out by a table, rather than said in one. */
const longestRow = { blocks: 6, letters: 600 }

/**
 * A row of a table as a paragraph: its cells with « | » between, what is in each with « / ». Where cells hold headings or a lot, or one cell alone holds
 * something, the table only gave things their place on the page: they come one after the other.
 */
function tidyRow(cells: readonly TextNode[]): TextNode[] {
  const said = cells.map(({ content = [] }) => tidyBlocks(content))
  const blocks = said.flat()
  const isLong = blocks.length > longestRow.blocks * cells.length || plainText({ type: 'doc', content: blocks }).length > longestRow.letters
  if (said.filter(({ length }) => length > 0).length < 2 || isLong || blocks.some(({ type }) => type === 'ranked' || type === 'rule'))
    return blocks
  const out: TextNode[] = []
  for (const [at, cell] of said.entries()) {
    if (at > 0) addRun(out, ' | ', [])
    if (cell.length === 0) addRun(out, '–', [])
    for (const [line, paragraph] of cell.flatMap(paragraphsOf).entries()) {
      if (line > 0) addRun(out, ' / ', [])
      for (const node of paragraph.content ?? []) {
        if (node.type === 'text') addRun(out, node.text!, node.marks ?? [])
        else if (node.type === 'hard_break') addRun(out, ' / ', [])
        else out.push(node)
      }
    }
  }
  return [{ type: 'paragraph', content: out }]
}

function tidyItem({ content = [] }: TextNode, depth: number): TextNode[] {
  const blocks = content.flatMap((block) => (isList(block) ? tidyBlock(block, depth) : paragraphsOf(block)))
  return blocks.length > 0 ? [{ type: 'list_item', content: blocks }] : []
}

const isList = ({ type }: TextNode) => type === 'bullet_list' || type === 'ordered_list'

/** The words of a block where only paragraphs may stand. */
function paragraphsOf(block: TextNode): TextNode[] {
  if (block.type === 'paragraph' || block.type === 'ranked') return withWords({ type: 'paragraph' }, block.content ?? [])
  return (block.content ?? []).flatMap(paragraphsOf)
}

function withWords(block: TextNode, words: readonly TextNode[]): TextNode[] {
  const content = tidyWords(words)
  return content.length > 0 ? [{ ...block, content }] : []
}

/**
 * Words as a page shows them: one space where there are several, none at the edges of a line, equal neighbours in one. « article 5 » that leads to
 * a place of the file is a reference to it.
 */
export function tidyWords(words: readonly TextNode[]): TextNode[] {
  const out: TextNode[] = []
  for (const node of words) {
    const last = out.at(-1)
    if (node.type === 'hard_break') {
      trimEnd(out)
      if (out.length > 0) out.push({ type: 'hard_break' })
    } else if (node.type === 'text') {
      const visible = visibleOf(node.text ?? '').replace(/[ \t\n\r\f\v]+/g, ' ')
      const starts = !last || last.type === 'hard_break' || last.text!.endsWith(' ')
      const text = starts ? visible.replace(/^ /, '') : visible
      if (text !== '') addRun(out, text, marksOf(node.marks ?? []))
    }
  }
  while (out.at(-1)?.type === 'hard_break' || out.at(-1)?.text?.endsWith(' ')) trimEnd(out, true)
  return plainText({ type: 'paragraph', content: out }).trim() === '' ? [] : referring(out)
}

export function addRun(out: TextNode[], text: string, marks: readonly TextMark[]) {
  const last = out.at(-1)
  if (last?.type === 'text' && sameMarks(last.marks ?? [], marks)) out[out.length - 1] = { ...last, text: last.text! + text }
  else out.push({ type: 'text', text, ...(marks.length > 0 && { marks }) })
}

/** Links that lead to a place of the file: references where they say so, words elsewhere. */
function referring(words: readonly TextNode[]): TextNode[] {
  const out: TextNode[] = []
  for (const node of words) {
    const marks = node.marks?.filter(({ attrs }) => !isPlace(attrs?.href)) ?? []
    const place = node.marks?.find(({ attrs }) => isPlace(attrs?.href))?.attrs!.href as string | undefined
    if (place !== undefined && /^article[ \u00a0]\d{1,4}$/.test(node.text!))
      out.push({ type: 'article_ref', attrs: { to: place.slice(1) }, text: node.text!, marks })
    else if (node.type === 'text') addRun(out, node.text!, marks)
    else out.push(node)
  }
  return out
}

const isPlace = (href: unknown) => typeof href === 'string' && /^#./.test(href)

/** Takes the space, and at the very end the line breaks too, off the last words. */
function trimEnd(out: TextNode[], breaks = false) {
  const last = out.at(-1)
  if (breaks && last?.type === 'hard_break') out.pop()
  if (last?.type !== 'text') return
  const text = last.text!.replace(/ $/, '')
  out.pop()
  if (text !== '') out.push({ ...last, text })
}

/** Without control signs, soft hyphens, marks of byte order or halves of letters. */
const visibleOf = (text: string) => text.toWellFormed().replace(/[^\P{Cc}\t\n\r\f\v]|[\u00ad\ufeff\ufffe\uffff]/gu, '')

/** In the order of the editor's schema, each once; a link only when it leads to the web, a mail or a place of the file. */
function marksOf(marks: readonly TextMark[]): TextMark[] {
  const href = marks
    .map(({ type, attrs }) => (type === 'link' ? (isPlace(attrs?.href) ? (attrs!.href as string) : safeLink(attrs?.href)) : null))
    .find((found) => found !== null)
  const has = (type: string) => marks.some((mark) => mark.type === type)
  return [
    ...(href ? [{ type: 'link', attrs: { href } }] : []),
    ...(has('strong') ? [{ type: 'strong' }] : []),
    ...(has('em') ? [{ type: 'em' }] : []),
  ]
}

const sameMarks = (a: readonly TextMark[], b: readonly TextMark[]) => JSON.stringify(a) === JSON.stringify(b)
