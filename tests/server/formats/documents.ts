import fc from 'fast-check'
import type { TextMark, TextNode } from '#domain/charter.ts'

// Documents as the editor makes them, full of signs that mean something in one format or another.

const sign = fc.constantFrom('a', 'é', 'Z', '1', '.', '-', '#', '>', '*', '_', '[', ']', '(', ')', '\\', '’', '<', '&', '`', '"', '=', '+', '~', '|', '!', ' ', 'amp;') // prettier-ignore
/** Spaces that one sees: none at the edges, never two. */
const said = fc
  .array(sign, { minLength: 1, maxLength: 12 })
  .map((signs) => signs.join('').replace(/ +/g, ' ').trim())
  .filter((text) => text !== '')
const href = fc.constantFrom('https://preau.test/charte', 'https://preau.test/?a=1&b=(2)&copy;=3', 'mailto:drome@preau.test')
const marks = fc
  .tuple(fc.option(href), fc.boolean(), fc.boolean())
  .map(([link, strong, em]): TextMark[] => [
    ...(link ? [{ type: 'link', attrs: { href: link } }] : []),
    ...(strong ? [{ type: 'strong' }] : []),
    ...(em ? [{ type: 'em' }] : []),
  ])
const run = fc.tuple(said, marks, fc.boolean()).map(([text, marks, spaced]): TextNode => ({ type: 'text', text: spaced ? `${text} ` : text, ...(marks.length > 0 && { marks }) })) // prettier-ignore
const lineBreak = fc.constant<TextNode>({ type: 'hard_break' })

/** Neighbours that look the same are one run; nothing but words at the edges of a line. */
const words = fc.array(fc.oneof({ weight: 5, arbitrary: run }, lineBreak), { minLength: 1, maxLength: 6 }).map((nodes) => {
  const line: TextNode[] = []
  for (const node of nodes) {
    const last = line.at(-1)
    if (node.type === 'hard_break') {
      if (last?.type !== 'text') continue
      line[line.length - 1] = { ...last, text: last.text!.trimEnd() }
      line.push(node)
    } else if (last?.type === 'text' && JSON.stringify(last.marks) === JSON.stringify(node.marks)) {
      line[line.length - 1] = { ...last, text: last.text! + node.text! }
    } else line.push(node)
  }
  if (line.at(-1)?.type === 'hard_break') line.pop()
  const last = line.at(-1)
  if (last) line[line.length - 1] = { ...last, text: last.text!.trimEnd() }
  return line
})
const filled = words.filter((line) => line.length > 0)
const paragraph = filled.map((content): TextNode => ({ type: 'paragraph', content }))
const heading = fc
  .tuple(fc.integer({ min: 1, max: 3 }), filled)
  .map(([level, content]): TextNode => ({ type: 'heading', attrs: { level }, content }))
const quote = fc.array(paragraph, { minLength: 1, maxLength: 3 }).map((content): TextNode => ({ type: 'blockquote', content }))
const list = fc.letrec<{ list: TextNode; item: TextNode }>((tie) => ({
  list: fc
    .tuple(fc.constantFrom('bullet_list', 'ordered_list'), fc.array(tie('item'), { minLength: 1, maxLength: 3 }))
    .map(([type, content]): TextNode => ({ type, content })),
  item: fc
    .tuple(paragraph, fc.array(fc.oneof({ depthSize: 'small', withCrossShrink: true }, paragraph, tie('list')), { maxLength: 2 }))
    .map(([first, more]): TextNode => ({ type: 'list_item', content: [first, ...more] })),
})).list
const flow = fc.oneof({ weight: 4, arbitrary: paragraph }, heading, quote, list)
const article = fc.tuple(fc.option(said, { nil: '' }), fc.array(flow, { maxLength: 4 })).map(([title, says]): TextNode => ({
  type: 'article',
  content: [{ type: 'article_title', ...(title && { content: [{ type: 'text', text: title }] }) }, ...says],
}))

/** References to articles of the text, with and without words before and behind. */
const references = fc.tuple(
  fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }),
  fc.constantFrom('', 'Voir l’'),
  fc.constantFrom('', ', et la suite.'),
)

function referring(doc: TextNode, places: number[], before: string, behind: string): TextNode {
  const count = doc.content!.filter(({ type }) => type === 'article').length
  const word = (text: string): TextNode[] => (text ? [{ type: 'text', text }] : [])
  const lines = places.map((place): TextNode => {
    const reference = { type: 'article_ref', attrs: { to: `article-${1 + (place % count)}` } }
    return { type: 'paragraph', content: [...word(before), reference, ...word(behind)] }
  })
  let at = 0
  const content = doc.content!.map((node): TextNode => {
    if (node.type !== 'article') return node
    return { ...node, attrs: { id: `article-${++at}` }, content: [...(node.content ?? []), ...(at === 1 ? lines : [])] }
  })
  return { ...doc, content }
}

export const title = said
const texts = fc
  .array(fc.oneof({ weight: 2, arbitrary: article }, flow), { minLength: 1, maxLength: 6 })
  .map((content): TextNode => ({ type: 'doc', content }))
export const documents = fc.tuple(texts, references).map(([doc, [places, before, behind]]) => referring(doc, places, before, behind))

/** The same without ids: a file has none, and new ones are made. */
export function bare(node: TextNode): TextNode {
  const { attrs, content, ...rest } = node
  return { ...rest, ...(attrs && node.type !== 'article' && { attrs }), ...(content && { content: content.map(bare) }) }
}
