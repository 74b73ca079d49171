import { Schema, type DOMOutputSpec, type MarkSpec, type NodeSpec } from 'prosemirror-model'
import { asArticleId, safeLink } from '#domain/charter.ts'

/*
 * The nodes and marks of domain/charter.ts as ProseMirror knows them. Any change raises `schemaVersion`.
 *
 * Content rules are wider than what the commands make. y-prosemirror deletes, for everyone, a node whose children break
 * its rule, and two people may each do a lawful thing that together break one: each deletes one of the last two paragraphs of an
 * article, one undoes a title in whose article the other has written. So an article may lack its title or have two, and a list
 * item may begin with a list; what no rule can hold is a node without anything inside, which nobody misses.
 */
const nodes: Record<string, NodeSpec> = {
  doc: { content: '(flow | article)+' },
  paragraph: { group: 'flow', content: 'inline*', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
  heading: {
    group: 'flow',
    content: 'inline*',
    defining: true,
    attrs: { level: { default: 1 } },
    parseDOM: [1, 2, 3, 4, 5, 6].map((tag) => ({ tag: `h${tag}`, attrs: { level: levelOf(tag - 1) } })),
    // The page's own title is the h1: level 1 of a text is an h2.
    toDOM: ({ attrs }): DOMOutputSpec => [`h${levelOf(attrs.level) + 1}`, 0],
  },
  bullet_list: { group: 'flow', content: 'list_item+', parseDOM: [{ tag: 'ul' }], toDOM: () => ['ul', 0] },
  ordered_list: { group: 'flow', content: 'list_item+', parseDOM: [{ tag: 'ol' }], toDOM: () => ['ol', 0] },
  list_item: { content: '(paragraph | bullet_list | ordered_list)+', defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0] },
  blockquote: { group: 'flow', content: 'paragraph+', defining: true, parseDOM: [{ tag: 'blockquote' }], toDOM: () => ['blockquote', 0] },
  article: {
    content: '(article_title+ flow*) | flow+',
    // Nothing is joined across its edges, and a stray backspace never selects it whole.
    isolating: true,
    selectable: false,
    attrs: { id: { default: null } },
    parseDOM: [{ tag: 'section[data-article]', getAttrs: (dom) => ({ id: dom.getAttribute('data-article') || null }) }],
    toDOM: ({ attrs }) => ['section', { 'data-article': String(attrs.id ?? ''), class: 'article' }, 0],
  },
  article_title: {
    content: 'text*',
    marks: '',
    defining: true,
    parseDOM: [{ tag: 'h2.article-title', priority: 60 }],
    toDOM: () => ['h2', { class: 'article-title' }, 0],
  },
  text: { group: 'inline' },
  hard_break: { group: 'inline', inline: true, selectable: false, parseDOM: [{ tag: 'br' }], toDOM: () => ['br'] },
  // Its words are not in the text: references.ts draws them.
  article_ref: {
    group: 'inline',
    inline: true,
    atom: true,
    attrs: { to: { default: null } },
    parseDOM: [{ tag: 'span[data-to-article]', getAttrs: (dom) => ({ to: asArticleId(dom.getAttribute('data-to-article')) }) }],
    toDOM: ({ attrs }) => ['span', { 'data-to-article': String(attrs.to ?? '') }],
  },
}

const marks: Record<string, MarkSpec> = {
  link: {
    attrs: { href: { default: null } },
    inclusive: false,
    parseDOM: [{ tag: 'a[href]', getAttrs: (dom) => linkAttrs(dom.getAttribute('href')) }],
    toDOM: ({ attrs }) => ['a', linkTarget(attrs.href), 0],
  },
  strong: {
    parseDOM: [
      { tag: 'strong' },
      // Google Docs wraps all it copies in <b style="font-weight: normal">.
      { tag: 'b', getAttrs: (dom) => (dom.style.fontWeight === 'normal' ? false : null) },
      { style: 'font-weight', getAttrs: (value) => (/^(bold(er)?|[6-9]00)$/.test(value) ? null : false) },
    ],
    toDOM: () => ['strong', 0],
  },
  em: { parseDOM: [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }], toDOM: () => ['em', 0] },
}

export const schema = new Schema({ nodes, marks })

/** Levels are 1 to 3, whatever was pasted or sent. */
function levelOf(level: unknown) {
  return Math.min(Math.max(Math.trunc(Number(level)) || 1, 1), 3)
}

function linkAttrs(address: string | null) {
  const href = safeLink(address)
  return href === null ? false : { href }
}

/** What another client may have put in `href` is not trusted either: an address of another kind leads nowhere. */
const linkTarget = (address: unknown): Record<string, string> => {
  const href = safeLink(address)
  return href === null ? {} : { href, rel: 'noopener noreferrer' }
}
