import { plainText, type TextNode } from '#domain/charter.ts'

/**
 * A charter, statutes, rules and a position are made of articles. Where a file names none, its highest headings become them, when there are two at least; a number that
 * was typed before one goes, since articles have their own. Any other text stays as it is. `makeId` gives an id for each article.
 */
export function headingsAsArticles(nodes: readonly TextNode[], makeId: () => string): TextNode[] {
  const levels = nodes.filter(({ type }) => type === 'heading').map(({ attrs }) => Number(attrs?.level))
  const highest = Math.min(...levels)
  if (nodes.some(({ type }) => type === 'article') || levels.filter((level) => level === highest).length < 2) return [...nodes]
  const made: TextNode[] = []
  let says: TextNode[] | null = null
  for (const node of nodes) {
    const level = node.type === 'heading' ? Number(node.attrs?.level) : null
    if (level === highest) {
      says = [titleOf(node)]
      made.push({ type: 'article', attrs: { id: makeId() }, content: says })
    } else (says ?? made).push(says && level ? { ...node, attrs: { level: level - highest } } : node)
  }
  return made
}

function titleOf(heading: TextNode): TextNode {
  const text = plainText(heading)
    .replace(/\s+/g, ' ')
    .replace(/^(\d{1,3}|[IVX]{1,5})\s*[.):–-]\s+/, '')
  return { type: 'article_title', content: [{ type: 'text', text }] }
}
