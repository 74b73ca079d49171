import { type Article, numberArticles, plainText, type TextNode } from '#domain/charter.ts'
import type { LeftOut } from '#domain/document.ts'
import { numberReferred, numbersOf, referencesIn, spelled } from '#domain/references.ts'
import { addRun, tidyBlocks } from './tidy.ts'

/*
 * A text as a file holds it: blocks one after the other. No file has articles, so an article is a heading that says « Article 3 – Nos
 * rencontres » and what follows it, up to a heading as high or a rule. Beside the blocks of domain/charter.ts there are two:
 * `ranked`, a heading with its rank on the page (1 is the title of the text; `article` when its file numbers it as one; `anchors`, the names by
 * which links of the file lead to it), and `rule`. A reference, in a file, is a link to such a name: there, it has its words, and `to` is the name.
 */

const articleRank = 2

/** The blocks of a text, in order, for what writes them into a file. Its title is not among them. Ids are left out. */
export function layOut(text: TextNode): TextNode[] {
  const numbers = numbersOf(text)
  const referred = new Set(referencesIn(text).map((reference) => numberReferred(reference, numbers)))
  const doc = leadingTo(spelled(text, numbers), (reference) => anchorOf(numberReferred(reference, numbers)))
  const articles = numberArticles(doc).values()
  let afterArticle = false
  return (doc.content ?? []).flatMap((node) => {
    const before = afterArticle
    afterArticle = node.type === 'article'
    if (afterArticle) return [named(articles.next().value!, referred), ...insideOf(node).map((inside) => ranked(inside, articleRank))]
    // What a heading as high as an article does not end, a rule does.
    const ends = !before || (node.type === 'heading' && levelOf(node) === 1)
    return [...(ends ? [] : [{ type: 'rule' }]), ranked(node, 1)]
  })
}

/** Letters, digits and `_`: what every format lets a name be. */
const anchorOf = (number: number | null) => (number === null ? null : `article_${number}`)

function leadingTo(node: TextNode, anchor: (reference: TextNode) => string | null): TextNode {
  if (node.type === 'article_ref') return { ...node, attrs: { to: anchor(node) } }
  return node.content ? { ...node, content: node.content.map((inside) => leadingTo(inside, anchor)) } : node
}

const named = ({ number, title }: Article, referred: ReadonlySet<number | null>): TextNode => ({
  type: 'ranked',
  attrs: { rank: articleRank, ...(referred.has(number) && { anchors: [anchorOf(number)] }) },
  content: [{ type: 'text', text: title === '' ? `Article ${number}` : `Article ${number} – ${title}` }],
})
const insideOf = (article: TextNode) => (article.content ?? []).filter(({ type }) => type !== 'article_title')
const levelOf = ({ attrs }: TextNode) => clamp(Math.trunc(Number(attrs?.level)) || 1)
const clamp = (level: number) => Math.min(Math.max(level, 1), 3)
const ranked = (node: TextNode, above: number): TextNode =>
  node.type === 'heading' ? { type: 'ranked', attrs: { rank: above + levelOf(node) }, content: node.content ?? [] } : node

/** What a heading of an article says: « Article 3 – Nos rencontres », « ART. 1er : Objet ». Numbers are derived again. */
const articleName = /^art(?:icle\b|\.)\s*(?:n[°o]\s*)?(?:premier\b|1er\b|\d{1,4}\b(?:[.-]\d+)*|[IVXL]{1,7}\b)\s*[-–—:.]?\s*([^]*)$/iu
const longestName = 120

/** left: what a file holds that a text cannot. */
export type Gathered = { title: string | null; nodes: TextNode[]; left: LeftOut }

/**
 * The nodes of a text from the blocks of a file: nothing but what domain/charter.ts names is in them, whatever was given. Where no heading
 * names an article, a paragraph that only names one does. `makeId` gives an id for each article.
 */
export function gather(found: readonly TextNode[], makeId: () => string): Gathered {
  const blocks = tidyBlocks(found)
  const own = titleAmong(blocks)
  const rest = blocks.filter((block) => block !== own)
  const ranks = rest.flatMap((block) => rankOf(block) ?? [])
  // Several titles are the headings of a text without one; a title that is a lesser heading lifts the others with it.
  const lower = own ? 1 - rankOf(own)! : ranks.includes(1) ? 1 : 0
  const named = rest.some((block) => block.type === 'ranked' && isArticle(block))
  const ids = new Map<string, string>()
  const nodes = nest(named ? rest : rest.map(promoted), lower, ids, makeId)
  return { title: own && plainText(own), nodes: referTo(nodes, ids), left: leftOutOf(found) }
}

/** Readers say where a picture, a note of the foot of a page or a remark in the margin stood. */
function leftOutOf(found: readonly TextNode[]): LeftOut {
  const count = (nodes: readonly TextNode[], kind: string): number =>
    nodes.reduce((sum, { type, content = [] }) => sum + (type === kind ? 1 : 0) + count(content, kind), 0)
  return { pictures: count(found, 'picture'), notes: count(found, 'note'), remarks: count(found, 'remark') }
}

/** The only heading of rank 1, or the first block when it is a heading above all others. */
function titleAmong(blocks: readonly TextNode[]): TextNode | null {
  const [first, ...others] = blocks.filter((block) => block.type === 'ranked').sort((a, b) => rankOf(a)! - rankOf(b)!)
  if (!first || isArticle(first) || others.some((other) => rankOf(other) === rankOf(first))) return null
  return rankOf(first) === 1 || first === blocks[0] ? first : null
}

const rankOf = (block: TextNode) => (block.type === 'ranked' ? Number(block.attrs?.rank) : null)
const isArticle = (block: TextNode) => block.attrs?.article === true || articleName.test(plainText(block))

/** « Article 3 : Nos rencontres » on a line of its own, as charters typed without styles have it. */
function promoted(block: TextNode): TextNode {
  const words = plainText(block)
  const names = block.type === 'paragraph' && words.length <= longestName && articleName.test(words) && !/[.;,]$/.test(words.trim())
  return names ? { ...block, type: 'ranked', attrs: { rank: articleRank } } : block
}

/** ids: is told which article each name of the file leads to. */
function nest(blocks: readonly TextNode[], lower: number, ids: Map<string, string>, makeId: () => string): TextNode[] {
  const nodes: TextNode[] = []
  let article: { rank: number; content: TextNode[] } | null = null
  for (const block of blocks) {
    const rank = (rankOf(block) ?? Infinity) + lower
    if (block.type === 'rule' || (article && rank <= article.rank)) article = null
    if (block.type === 'rule') continue
    if (block.type === 'ranked' && isArticle(block)) {
      article = { rank, content: [titleOf(block)] }
      const id = makeId()
      for (const name of (block.attrs?.anchors ?? []) as string[]) ids.set(name, id)
      nodes.push({ type: 'article', attrs: { id }, content: article.content })
    } else if (block.type === 'ranked') {
      const level = clamp(article ? rank - article.rank : rank - 1)
      ;(article?.content ?? nodes).push({ type: 'heading', attrs: { level }, content: block.content ?? [] })
    } else (article?.content ?? nodes).push(block)
  }
  return nodes
}

function titleOf(block: TextNode): TextNode {
  const words = plainText(block).replace(/\s*\n\s*/g, ' ')
  const text = (articleName.exec(words)?.[1] ?? words).trim()
  return { type: 'article_title', ...(text !== '' && { content: [{ type: 'text', text }] }) }
}

/** A link to an article is a reference; one to anything else, its words. */
function referTo(nodes: readonly TextNode[], ids: ReadonlyMap<string, string>): TextNode[] {
  const out: TextNode[] = []
  for (const node of nodes) {
    const to = node.type === 'article_ref' && ids.get(String(node.attrs?.to))
    if (to) out.push({ type: 'article_ref', attrs: { to } })
    else if (node.text !== undefined) addRun(out, node.text, node.marks ?? [])
    else out.push(node.content ? { ...node, content: referTo(node.content, ids) } : node)
  }
  return out
}
