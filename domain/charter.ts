/**
 * What a text is made of, for the editor that writes it, the server that keeps it and the page that shows it.
 * A text is a tree of nodes in ProseMirror's JSON. Its nodes are: heading (level 1 to 3), paragraph, bullet_list, ordered_list,
 * list_item, blockquote, hard_break, text, article_ref (a reference to an article: domain/references.ts), and article, which
 * holds an article_title and what the article says. Its marks are strong, em and link.
 */

/**
 * The version of that list. An editor deletes, for everyone, the nodes it does not know, so the server turns away those that say another
 * version than the text's. Raise it with every node, mark or attribute added, each with a default.
 */
export const schemaVersion = 2

/** The name of the Yjs fragment that holds the text. */
export const fragmentName = 'content'

export type TextMark = { type: string; attrs?: Record<string, unknown> }
export type TextNode = {
  type: string
  attrs?: Record<string, unknown>
  content?: readonly TextNode[]
  text?: string
  marks?: readonly TextMark[]
}

export const charterLimits = {
  /** Characters pasted at once; more is refused before it is sent (an update is at most 1 MiB). */
  pasteCharacters: 200_000,
  linkCharacters: 2000,
  /** Characters of an article's name in the outline. */
  outlineCharacters: 80,
} as const

/** An article as the outline tells it. `id` is null when the text has none that can be used, or the same twice. */
export type Article = { id: string | null; number: number; title: string }

const idPattern = /^[a-z0-9][a-z0-9-]{3,39}$/

/** The id of an article, when it is one: it becomes an address, so that nothing else may pass. */
export const articleId = (node: TextNode) => asArticleId(node.attrs?.id)

/** This as the id of an article, or null. */
export const asArticleId = (id: unknown): string | null => (typeof id === 'string' && idPattern.test(id) ? id : null)

const letters = '0123456789abcdefghijklmnopqrstuvwxyz'

/** A new id from twelve random bytes: 36^12 of them, nearly evenly (256 is not a multiple of 36); it is a name, not a secret. */
export const newArticleId = (bytes: Uint8Array) => Array.from(bytes.subarray(0, 12), (byte) => letters[byte % 36]).join('')

/** The articles in their order. Numbers are never stored: they are where the article stands now. */
export function numberArticles(doc: TextNode): Article[] {
  const taken = new Set<string>()
  return (doc.content ?? [])
    .filter(({ type }) => type === 'article')
    .map((node, index) => {
      const own = articleId(node)
      const id = own !== null && !taken.has(own) ? own : null
      if (id !== null) taken.add(id)
      return { id, number: index + 1, title: articleTitle(node) }
    })
}

const articleTitle = (node: TextNode) =>
  (node.content ?? [])
    .filter(({ type }) => type === 'article_title')
    .map(plainText)
    .join(' ')
    .trim()
    .slice(0, charterLimits.outlineCharacters)

const inlineTypes = new Set(['text', 'hard_break', 'article_ref'])

/** All the words of a node, blocks parted by line breaks. A reference has its words once it is spelled. */
export function plainText(node: TextNode): string {
  if (node.type === 'text') return node.text ?? ''
  if (node.type === 'article_ref') return node.text ?? 'article …'
  if (node.type === 'hard_break') return '\n'
  const children = node.content ?? []
  const inline = children.some(({ type }) => inlineTypes.has(type))
  return children.map(plainText).join(inline ? '' : '\n')
}

/** Nothing but nodes without a word. */
export const isBlank = (doc: TextNode) => !(doc.content ?? []).some(({ type }) => type === 'article') && plainText(doc).trim() === ''

/** Where a link of a text may lead: the web or a mail. Null for anything else (javascript:, data:, a path of this site). */
export function safeLink(href: unknown): string | null {
  if (typeof href !== 'string' || href.length > charterLimits.linkCharacters) return null
  const text = href.trim()
  return /^(https?:\/\/[^\s/?#]|mailto:[^\s@]+@[^\s@])[^\s]*$/i.test(text) ? text : null
}
