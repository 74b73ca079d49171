import { safeLink, type TextMark, type TextNode } from '#domain/charter.ts'
import { layOut } from './flat.ts'
import type { Written } from './formats.ts'
import { xml } from './xml.ts'

/** The text as a Markdown file (CommonMark 0.31): what its signs cannot say without doubt is said with the tag of HTML that it allows. */
export function writeMarkdown({ title, doc, foot }: Written): string {
  const blocks = apart([{ type: 'ranked', attrs: { rank: 1 }, content: [{ type: 'text', text: title }] }, ...layOut(doc)])
  return `${blocks}\n\n<footer>${xml(foot)}</footer>\n`
}

/** Blocks with an empty line between; two that would become one are held apart by a comment. */
function apart(nodes: readonly TextNode[]): string {
  return nodes
    .map((node, at) => {
      const before = nodes[at - 1]?.type
      const melts = before === node.type && /_list$|^blockquote$/.test(node.type)
      return (melts ? '<!-- -->\n\n' : '') + linesOf(node).join('\n')
    })
    .join('\n\n')
}

function linesOf(node: TextNode): string[] {
  const inside = node.content ?? []
  switch (node.type) {
    case 'rule':
      return ['---']
    case 'ranked':
      return [
        `${'#'.repeat(Math.min(Number(node.attrs?.rank), 6))} ${anchorsOf(node)}${wordsOf(inside)
          .replaceAll('\\\n', '<br>')
          .replace(/(?<!\\)#+$/, '\\$&')}`,
      ]
    case 'bullet_list':
    case 'ordered_list':
      return inside.flatMap((item, at) => behind(node.type === 'bullet_list' ? '- ' : `${at + 1}. `, apart(item.content ?? [])))
    case 'blockquote':
      return apart(inside)
        .split('\n')
        .map((line) => `> ${line}`.trimEnd())
    default:
      return wordsOf(inside).split('\n')
  }
}

/** Names that are given in HTML, since each reader of Markdown makes others of its own. */
const anchorsOf = ({ attrs }: TextNode) => ((attrs?.anchors ?? []) as string[]).map((name) => `<a id="${name}"></a>`).join('')

/** The lines of an item: the sign before the first, as much room before the others. */
const behind = (sign: string, block: string) =>
  block.split('\n').map((line, at) => (at === 0 ? sign + line : line && ' '.repeat(sign.length) + line).trimEnd())

function wordsOf(nodes: readonly TextNode[]): string {
  return nodes
    .map((node, at) => {
      if (node.type === 'hard_break') return '\\\n'
      if (node.type === 'article_ref') return node.attrs?.to ? `[${node.text}](#${node.attrs.to})` : node.text
      const said = escaped(node.text ?? '')
      const starts = at === 0 || nodes[at - 1]!.type === 'hard_break'
      const quiet = isQuiet(nodes[at - 1], 'end') && isQuiet(nodes[at + 1], 'start') && /^[\p{L}\p{N}].*(?<=[\p{L}\p{N}])$/su.test(said)
      const dressed = (node.marks ?? []).reduceRight((words, mark) => dress(words, mark, quiet), said)
      return starts && dressed === said ? startOfLine(said) : dressed
    })
    .join('')
}

/** Beside spaces, signs and edges, `**` and `_` mean what they seem to. */
const isQuiet = (node: TextNode | undefined, side: 'start' | 'end') =>
  !node ||
  node.type === 'hard_break' ||
  (!node.marks?.length && (side === 'end' ? /[^\p{L}\p{N}]$/u : /^[^\p{L}\p{N}]/u).test(node.text ?? ''))

function dress(said: string, { type, attrs }: TextMark, quiet: boolean): string {
  const href = type === 'link' ? safeLink(attrs?.href) : null
  if (type === 'strong' && quiet) return `**${said}**`
  if (type === 'em' && quiet) return `_${said}_`
  if (type === 'strong' || type === 'em') return `<${type}>${said}</${type}>`
  if (href === null) return said
  if (/[\\[\]<*_]/.test(said)) return `<a href="${xml(href)}">${said}</a>`
  return `[${said}](<${href.replace(/[<>\\]/g, encodeURIComponent).replaceAll('&', '&amp;')}>)`
}

const escaped = (text: string) => text.replace(/[\\`*_[\]<]|&(?=#?\w+;)|!$/g, '\\$&')
const startOfLine = (text: string) => text.replace(/^[#>+=~|:-]/, '\\$&').replace(/^(\d{1,9})(?=[.)])/, '$1\\')
