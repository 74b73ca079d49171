import { plainText, safeLink, type TextMark, type TextNode } from '../charter.ts'
import { ratificationLimits as limits } from '../limits.ts'
import { referencesIn } from '../references.ts'
import { canonical } from './canonical.ts'
import { keepPlain, putAside, putBack, writtenOut } from './typed-references.ts'

/**
 * What an article says, as letters that a person types in a plain field: the part of Markdown (CommonMark 0.31) that a text can hold.
 * Blocks are parted by an empty line: `# ` to `### ` a heading, `- ` and `1. ` a list, two spaces more a list inside it, `> ` a quote;
 * inside them `**strong**`, `_em_`, `[words](address)`, a line break, and `\` before a sign that means itself. References are typed as the words
 * they show: the nodes come with theirs spelled.
 */
export function writeBlocks(nodes: readonly TextNode[]): string {
  return writtenOut(writeSpelled(keepPlain(nodes)))
}

function writeSpelled(nodes: readonly TextNode[]): string {
  return nodes
    .map((node) => linesOf(node).join('\n'))
    .filter((block) => block !== '')
    .join('\n\n')
}

/** before: what was there, its references spelled. Words that say one of them again are it; no other words become a reference. */
export function readBlocks(text: string, before: readonly TextNode[] = []): TextNode[] {
  const lines = text.replace(/\r\n?/g, '\n')
  const references = before.flatMap(referencesIn)
  return putBack(blocksOf(putAside(lines, references).split('\n')), references)
}

/** The same, in which a block that nobody touched is what it was, even where letters cannot say all of it. */
export function readAmended(text: string, before: readonly TextNode[]): TextNode[] {
  const asTyped = (block: TextNode) => canonical(readBlocks(writeBlocks([block]), [block]))
  const untouched = new Map(before.map((block) => [asTyped(block), bare(block)]))
  return readBlocks(text, before).map((block) => untouched.get(canonical([block])) ?? block)
}

/** A reference without its words, as it is stored. */
function bare({ text, content, ...node }: TextNode): TextNode {
  return { ...node, ...(node.type === 'text' && { text }), ...(content && { content: content.map(bare) }) }
}

function linesOf(node: TextNode): string[] {
  const inside = node.content ?? []
  switch (node.type) {
    case 'heading':
      return [`${'#'.repeat(Number(node.attrs?.level) || 1)} ${writeWords(inside).replaceAll('\n', ' ')}`]
    case 'bullet_list':
    case 'ordered_list':
      return inside.flatMap((item, at) => itemLines(item, node.type === 'bullet_list' ? '- ' : `${at + 1}. `))
    case 'blockquote':
      return writeSpelled(inside)
        .split('\n')
        .map((line) => `> ${line}`.trimEnd())
    case 'paragraph':
      return writeWords(inside).split('\n').map(sayLineStart)
    default:
      return plainText(node).split('\n').map(sayLineStart)
  }
}

/** An item's paragraphs on lines of their own, behind its sign. */
function itemLines(item: TextNode, sign: string): string[] {
  const lines = (item.content ?? []).flatMap((node, at) => [...(at > 0 && node.type === 'paragraph' ? [''] : []), ...linesOf(node)])
  return (lines.length > 0 ? lines : ['']).map((line, at) => (at === 0 ? sign + line : line && `  ${line}`).trimEnd())
}

const sayLineStart = (line: string) => line.replace(/^(\s*)(#{1,3} |- |>|\d+\. )/, (_, space: string, sign: string) => `${space}\\${sign}`)

function writeWords(nodes: readonly TextNode[]): string {
  return nodes
    .map((node) => (node.type === 'text' ? markedUp(node) : node.type === 'hard_break' ? '\n' : plainText(node)))
    .join('')
    .trim()
}

function markedUp({ text = '', marks = [] }: TextNode): string {
  const [, before = '', words = '', after = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text)!
  if (words === '') return text
  const said = words.replace(/[\\*_[\]]/g, '\\$&')
  return before + marks.reduceRight(dress, said) + after
}

function dress(said: string, { type, attrs }: TextMark): string {
  const href = type === 'link' ? safeLink(attrs?.href) : null
  if (type === 'strong') return `**${said}**`
  if (type === 'em') return `_${said}_`
  return href === null ? said : `[${said}](${href.replace(/[()\\]/g, encodeURIComponent)})`
}

/** Deeper than an article may be, signs are words: what is there is too deep already (refuseBlocks). */
function blocksOf(lines: readonly string[], depth = 1): TextNode[] {
  if (depth > limits.articleDepth) return [{ type: 'paragraph', ...inside(readWords(lines.join('\n').trim())) }]
  const blocks: TextNode[] = []
  for (let at = 0; at < lines.length;) {
    const [block, next] = readBlock(lines, at, depth)
    if (block) blocks.push(block)
    at = next
  }
  return blocks
}

const listSign = /^(?:- |(\d+)\. )/

function readBlock(lines: readonly string[], at: number, depth: number): [TextNode | null, number] {
  const line = lines[at]!
  if (line.trim() === '') return [null, at + 1]
  const heading = /^(#{1,3}) +(.*)$/.exec(line)
  if (heading) return [{ type: 'heading', attrs: { level: heading[1]!.length }, ...inside(readWords(heading[2]!)) }, at + 1]
  if (line.startsWith('>')) {
    const end = lines.findIndex((other, index) => index > at && !other.startsWith('>'))
    const quoted = lines.slice(at, end < 0 ? lines.length : end).map((one) => one.replace(/^> ?/, ''))
    return [{ type: 'blockquote', content: blocksOf(quoted, depth + 1).map(asParagraph) }, end < 0 ? lines.length : end]
  }
  const sign = listSign.exec(line)
  if (sign) return readList(lines, at, sign[1] === undefined ? 'bullet_list' : 'ordered_list', depth)
  let end = at + 1
  while (end < lines.length && lines[end]!.trim() !== '' && !/^(#{1,3} |>)/.test(lines[end]!) && !listSign.test(lines[end]!)) end++
  return [{ type: 'paragraph', ...inside(readWords(lines.slice(at, end).join('\n'))) }, end]
}

function readList(lines: readonly string[], from: number, type: 'bullet_list' | 'ordered_list', depth: number): [TextNode, number] {
  const items: TextNode[] = []
  let at = from
  const isOfList = (line: string) => {
    const sign = listSign.exec(line)
    return sign !== null && (sign[1] === undefined) === (type === 'bullet_list')
  }
  while (at < lines.length && isOfList(lines[at]!)) {
    const own = [lines[at]!.replace(listSign, '')]
    at++
    while (at < lines.length && (/^ {2}/.test(lines[at]!) || (lines[at] === '' && /^ {2}/.test(lines[at + 1] ?? ''))))
      own.push(lines[at++]!.slice(2))
    const content = blocksOf(own, depth + 1).map((block) => (/_list$/.test(block.type) ? block : asParagraph(block)))
    items.push({ type: 'list_item', content: content.length > 0 ? content : [{ type: 'paragraph' }] })
    const next = lines[at] === '' && isOfList(lines[at + 1] ?? '')
    if (next) at++
  }
  return [{ type, content: items }, at]
}

const asParagraph = (block: TextNode): TextNode =>
  block.type === 'paragraph' ? block : { type: 'paragraph', ...inside([{ type: 'text', text: plainText(block) }]) }
const inside = (content: TextNode[]) => (content.length > 0 ? { content } : {})

/** The words of a line, mark by mark; a sign that is not closed means itself. */
function readWords(text: string, marks: readonly TextMark[] = []): TextNode[] {
  const pattern =
    /\\([^])|\*\*(?=\S)((?:\\[^]|[^\\]){1,2000}?)(?<=\S)\*\*|_(?=\S)((?:\\[^]|[^_\\]){1,2000}?)(?<=\S)_|\[((?:\\[^]|[^\]\\]){1,2000})\]\(([^()\s]+)\)|\n/g
  const nodes: TextNode[] = []
  let plain = ''
  const add = (...next: TextNode[]) => {
    if (plain !== '') nodes.push({ type: 'text', text: plain, ...(marks.length > 0 && { marks }) })
    plain = ''
    nodes.push(...next)
  }
  let last = 0
  for (const match of text.matchAll(pattern)) {
    plain += text.slice(last, match.index)
    last = match.index + match[0].length
    const [all, escaped, strong, em, words, address] = match
    const href = safeLink(address)
    const marked = (said: string, mark: TextMark) => add(...readWords(said, [...marks, mark]))
    if (escaped !== undefined) plain += escaped
    else if (all === '\n') add({ type: 'hard_break' })
    else if (strong !== undefined) marked(strong, { type: 'strong' })
    else if (em !== undefined) marked(em, { type: 'em' })
    else if (words !== undefined && href) marked(words, { type: 'link', attrs: { href } })
    else plain += all
  }
  plain += text.slice(last)
  add()
  return nodes
}
