import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { TextMark, TextNode } from '#domain/charter.ts'
import { readBlocks, writeBlocks } from '#domain/ratification/article-text.ts'

const words = fc.string({ unit: fc.constantFrom('a', 'é', 'Z', '1', '.', '-', '#', '>', '*', '_', '[', ']', '(', ')', '\\', '’', ' '), minLength: 1, maxLength: 12 }) // prettier-ignore
const text = (marks?: TextMark[]) =>
  words
    .map((said) => said.trim())
    .filter((said) => said !== '')
    .map((text): TextNode => ({ type: 'text', text, ...(marks && { marks }) }))
const line = fc.oneof(
  text().map((one) => [one]),
  fc.tuple(text(), text([{ type: 'strong' }])).map(([a, b]): TextNode[] => [{ ...a, text: `${a.text} ` }, b]),
  fc.tuple(text([{ type: 'em' }]), text()).map(([a, b]): TextNode[] => [a, { ...b, text: ` ${b.text}` }]),
  text([{ type: 'link', attrs: { href: 'https://preau.test/charte' } }]).map((one) => [one]),
  fc.tuple(text(), text()).map(([a, b]): TextNode[] => [a, { type: 'hard_break' }, b]),
)
const paragraph = line.map((content): TextNode => ({ type: 'paragraph', content }))
const list = (item: fc.Arbitrary<TextNode>) =>
  fc
    .tuple(fc.constantFrom('bullet_list', 'ordered_list'), fc.array(item, { minLength: 1, maxLength: 3 }))
    .map(([type, content]): TextNode => ({ type, content }))
const item = paragraph.map((one): TextNode => ({ type: 'list_item', content: [one] }))
const nested = fc.tuple(paragraph, list(item)).map((content): TextNode => ({ type: 'list_item', content }))
const block = fc.oneof(
  paragraph,
  fc.tuple(fc.integer({ min: 1, max: 3 }), text()).map(([level, one]): TextNode => ({ type: 'heading', attrs: { level }, content: [one] })),
  list(fc.oneof(item, nested)),
  fc.array(paragraph, { minLength: 1, maxLength: 2 }).map((content): TextNode => ({ type: 'blockquote', content })),
)
/** Two lists of one kind in a row are one list as soon as they are typed. */
const blocks = fc
  .array(block, { minLength: 1, maxLength: 5 })
  .filter((all) => all.every(({ type }, at) => !/_list$/.test(type) || type !== all[at - 1]?.type))

test('what an article says, typed as letters and read again, is the same article', () => {
  fc.assert(
    fc.property(blocks, (nodes) => {
      expect(readBlocks(writeBlocks(nodes))).toEqual(nodes)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['two paragraphs', 'Un.\n\nDeux.', ['paragraph', 'paragraph']],
  ['a list after a line', 'On choisit :\n- une date\n- un lieu', ['paragraph', 'bullet_list']],
  ['a list with an empty line inside', '- une date\n\n- un lieu', ['bullet_list']],
  ['lines from another system', 'Un.\r\n\r\nDeux.', ['paragraph', 'paragraph']],
  ['a sign that closes nothing', 'Deux * trois et un _', ['paragraph']],
  ['nothing', ' \n ', []],
])('%s', (_, typed, kinds) => {
  expect(readBlocks(typed).map(({ type }) => type)).toEqual(kinds)
})

test('a link that leads elsewhere than to the web or a mail stays words', () => {
  expect(readBlocks('[ici](javascript:alert(1))')).toEqual([{ type: 'paragraph', content: [{ type: 'text', text: '[ici](javascript:alert(1))' }] }]) // prettier-ignore
})

describe('references among what is typed', () => {
  const reference = (id: string, text: string): TextNode => ({ type: 'article_ref', attrs: { to: id }, text })
  const known = [reference('argent-1', 'article 3'), reference('regles-1', 'article 31'), reference('parti-1', 'article supprimé'), reference('parti-2', 'article supprimé')] // prettier-ignore
  const bare = (node: TextNode): TextNode => {
    const { text, content, ...rest } = node
    return { ...rest, ...(node.type === 'text' && { text }), ...(content && { content: content.map(bare) }) }
  }

  test('are the same references again, and words that only look like them stay words', () => {
    const piece = fc.oneof(
      fc.constantFrom(...known),
      fc.constantFrom('article 3', 'l’article 31 ', ' article supprimé.', '3', 'article 3x', ' et ', 'a', '\\').map((text): TextNode => ({ type: 'text', text })),
      fc.constant<TextNode>({ type: 'text', text: 'article 3', marks: [{ type: 'strong' }] }),
    ) // prettier-ignore
    const line = fc.array(piece, { minLength: 1, maxLength: 6 }).map((nodes) =>
      nodes
        .filter((node, at) => node.type === 'article_ref' || nodes[at - 1]?.type === 'article_ref' || at === 0)
        .map((node, at, all) => {
          const text = at === 0 ? node.text!.trimStart() : node.text!
          return node.type === 'text' ? { ...node, text: at === all.length - 1 ? text.trimEnd() : text } : node
        }),
    )
    fc.assert(
      fc.property(line, (content) => {
        const nodes: TextNode[] = [{ type: 'paragraph', content }]
        const again = readBlocks(writeBlocks(nodes), nodes).map(bare)
        expect(again).toEqual(nodes.map(bare))
      }),
      { numRuns: 2000 },
    )
  })

  test('words that said no reference before become none; of one whose words went, nothing is left', () => {
    const before: TextNode[] = [{ type: 'paragraph', content: [{ type: 'text', text: 'Voir l’' }, known[0]!, { type: 'text', text: '.' }] }]
    expect(readBlocks('Voir l’article 4.', before)).toEqual([{ type: 'paragraph', content: [{ type: 'text', text: 'Voir l’article 4.' }] }])
    expect(readBlocks('Comme l’article\u00a03 le dit', before)[0]!.content![1]).toEqual({ type: 'article_ref', attrs: { to: 'argent-1' } })
    expect(readBlocks('L’article \\3 de la loi', before)).toEqual([{ type: 'paragraph', content: [{ type: 'text', text: 'L’article 3 de la loi' }] }]) // prettier-ignore
  })
})
