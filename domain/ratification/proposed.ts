import { articleId, asArticleId, plainText, safeLink, type TextMark, type TextNode } from '../charter.ts'
import { ratificationLimits as limits } from '../limits.ts'

/*
 * What an editor sends of an article, before it is believed: any JSON. It is read by the rules of the list of nodes (domain/charter.ts), a
 * bit narrower than those of the editor's schema, which has to live with what two people do at once.
 */

export type ProposedRefusal = 'unknown-node' | 'too-deep'

const flow = ['paragraph', 'heading', 'bullet_list', 'ordered_list', 'blockquote']
const inline = ['text', 'hard_break', 'article_ref']
const items = ['list_item']
/** What each node holds. */
const holds: Record<string, readonly string[]> = {
  paragraph: inline,
  heading: inline,
  bullet_list: items,
  ordered_list: items,
  list_item: ['paragraph', 'bullet_list', 'ordered_list'],
  blockquote: ['paragraph'],
  hard_break: [],
  article_ref: [],
  text: [],
}
const levels: readonly unknown[] = [1, 2, 3]

/** Why these are not blocks of an article, or null: a node of another kind or in another's place, or too many of them in one another. */
export function refuseBlocks(sent: unknown, within: readonly string[] = flow, depth = 1): ProposedRefusal | null {
  if (!Array.isArray(sent)) return 'unknown-node'
  if (depth > limits.articleDepth) return 'too-deep'
  for (const one of sent as unknown[]) {
    const node = (typeof one === 'object' && one !== null ? one : {}) as Partial<TextNode>
    const isKnown = typeof node.type === 'string' && within.includes(node.type) && hasWhatItNeeds(node as TextNode)
    if (!isKnown) return 'unknown-node'
    const refusal = node.content === undefined ? null : refuseBlocks(node.content, holds[node.type!]!, depth + 1)
    if (refusal) return refusal
  }
  return null
}

function hasWhatItNeeds({ type, text, attrs, marks }: TextNode): boolean {
  const isMarked =
    marks === undefined || (Array.isArray(marks) && marks.every((mark: unknown) => typeof mark === 'object' && mark !== null))
  if (type === 'heading') return levels.includes(attrs?.level)
  // One that leads nowhere any more has no id: so the editor keeps it.
  if (type === 'article_ref') return attrs?.to === null || asArticleId(attrs?.to) !== null
  return isMarked && (type === 'text') === (typeof text === 'string')
}

/**
 * The same blocks in one spelling, so that what reads alike is alike: only attributes and marks that are known, marks in one order, links that
 * lead to the web or a mail, neighbours of one look in one; no block without a word, no space or line break at the edges of another.
 */
export const tidied = (blocks: readonly TextNode[]): TextNode[] => blocks.flatMap(tidy)

function tidy(node: TextNode): TextNode[] {
  const isWords = holds[node.type] === inline
  const content = isWords ? tidyWords(node.content ?? []) : tidied(node.content ?? [])
  if (!holds[node.type] || content.length === 0) return []
  return [{ type: node.type, ...(node.type === 'heading' && { attrs: { level: node.attrs?.level } }), content }]
}

function tidyWords(nodes: readonly TextNode[]): TextNode[] {
  const out: TextNode[] = []
  for (const node of nodes) {
    if (node.type === 'hard_break') out.push({ type: 'hard_break' })
    else if (node.type === 'article_ref') out.push({ type: 'article_ref', attrs: { to: node.attrs?.to } })
    else if (node.type === 'text') addText(out, plainSigns(node.text ?? ''), tidyMarks(node.marks ?? []))
  }
  return trimmed(trimmed(out, 0), -1)
}

function addText(out: TextNode[], text: string, marks: readonly TextMark[]) {
  const last = out.at(-1)
  if (text === '') return
  if (last?.type === 'text' && JSON.stringify(last.marks ?? []) === JSON.stringify(marks))
    out[out.length - 1] = { ...last, text: last.text! + text }
  else out.push({ type: 'text', text, ...(marks.length > 0 && { marks }) })
}

/** Line breaks are nodes; other control signs, and halves of letters, are nothing that someone wrote. */
const plainSigns = (text: string) =>
  text
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\t\n\r\f\v]+/g, ' ')
    .replace(/\p{Cc}/gu, '')

function tidyMarks(marks: readonly TextMark[]): TextMark[] {
  const href = marks.map(({ type, attrs }) => (type === 'link' ? safeLink(attrs?.href) : null)).find((found) => found !== null)
  const plain = ['strong', 'em'].filter((name) => marks.some(({ type }) => type === name))
  return [...(href ? [{ type: 'link', attrs: { href } }] : []), ...plain.map((type) => ({ type }))]
}

/** Without what nobody sees at its beginning (0) or its end (-1). */
function trimmed(words: readonly TextNode[], end: 0 | -1): TextNode[] {
  const rest = [...words]
  for (;;) {
    const edge = rest.at(end)
    const text = end === 0 ? edge?.text?.trimStart() : edge?.text?.trimEnd()
    if (edge?.type === 'hard_break' || text === '') rest.splice(end, 1)
    else {
      if (text !== undefined) rest.splice(end, 1, { ...edge!, text })
      return rest
    }
  }
}

/** An article of this title that says these blocks. */
export function articleOf(id: string, title: string, blocks: readonly TextNode[]): TextNode {
  const words = title.normalize('NFC').replace(/\s+/g, ' ').trim()
  const heading: TextNode = { type: 'article_title', ...(words && { content: [{ type: 'text', text: words }] }) }
  return { type: 'article', attrs: { id }, content: [heading, ...blocks] }
}

const isTitle = ({ type }: TextNode) => type === 'article_title'
/** What an article says, without its title. */
export const blocksOf = ({ content = [] }: TextNode) => content.filter((node) => !isTitle(node))
export const titleOf = ({ content = [] }: TextNode) => content.filter(isTitle).map(plainText).join(' ')

/** An article in the one spelling, to be compared with another. */
export const tidyArticle = (article: TextNode): TextNode => articleOf(articleId(article) ?? '', titleOf(article), tidied(blocksOf(article)))
