import { describe, expect, test } from 'vitest'
import type { TextNode } from '#domain/charter.ts'
import { refuseAmendment } from '#domain/ratification/amendment.ts'
import { readBlocks } from '#domain/ratification/article-text.ts'
import { canonical } from '#domain/ratification/canonical.ts'
import { articlesIn } from '#domain/ratification/frozen.ts'
import { articleOf, refuseBlocks, tidied, tidyArticle } from '#domain/ratification/proposed.ts'
import { charter, meetings, p, reference } from './text.ts'

// What an editor sends of an article, before it is believed.

const node = (type: string, ...content: TextNode[]): TextNode => ({ type, content })
const words = (text: string, ...marks: string[]): TextNode => ({ type: 'text', text, ...(marks.length > 0 && { marks: marks.map((type) => ({ type })) }) }) // prettier-ignore
const item = (...content: TextNode[]) => node('list_item', ...content)
const listIn = (depth: number): TextNode => node('bullet_list', item(p('Un'), ...(depth > 1 ? [listIn(depth - 1)] : [])))

test('lists, headings, quotes, emphasis, links and references are read', () => {
  const blocks = [
    { ...node('heading', words('Quand')), attrs: { level: 2 } },
    node('paragraph', words('Le '), words('lundi', 'strong'), { type: 'hard_break' }, reference('argent-1')),
    node('ordered_list', item(p('Un'), node('bullet_list', item(p('Deux'))))),
    node('blockquote', p('Trois')),
    node('paragraph', { ...words('ici'), marks: [{ type: 'link', attrs: { href: 'https://preau.test/' } }] }),
  ]
  expect(refuseBlocks(blocks)).toBeNull()
  expect(tidied(blocks)).toEqual(blocks)
  expect(refuseBlocks([listIn(9)])).toBeNull()
})

test('a reference that leads nowhere stays one: an article that has it may be amended', () => {
  const blocks = [node('paragraph', words('Voir '), { type: 'article_ref', attrs: { to: null } })]
  expect(refuseBlocks(blocks)).toBeNull()
  expect(tidied(blocks)).toEqual([node('paragraph', words('Voir '), { type: 'article_ref', attrs: { to: null } })])
})

test.each<[string, unknown]>([
  ['no list', { type: 'paragraph' }],
  ['a node that nobody knows', [node('table', p('Un'))]],
  ['an article in an article', [articleOf('autre-1', 'Un', [p('Deux')])]],
  ['a title among the words', [node('article_title', words('Un'))]],
  ['a block in a line', [node('paragraph', p('Un'))]],
  ['words outside of a block', [words('Un')]],
  ['an item without its list', [item(p('Un'))]],
  ['a heading in an item', [node('bullet_list', item({ ...node('heading', words('Un')), attrs: { level: 1 } }))]],
  ['a heading of a level there is not', [{ ...node('heading', words('Un')), attrs: { level: 7 } }]],
  ['a text without letters', [node('paragraph', { type: 'text' })]],
  ['letters that are no text', [node('paragraph', { type: 'text', text: 5 as never })]],
  ['a reference to what is no article', [node('paragraph', reference('../..'))]],
  ['marks that are none', [node('paragraph', { ...words('Un'), marks: 'strong' as never })]],
  ['a mark that is none', [node('paragraph', { ...words('Un'), marks: [null as never] })]],
  ['nothing where a node stands', [null]],
  ['a name that every object has', [{ type: 'constructor' }]],
])('%s is refused', (_, sent) => {
  expect(refuseBlocks(sent)).toBe('unknown-node')
})

test('lists too deep in one another are refused, however deep', () => {
  expect(refuseBlocks([listIn(10)])).toBe('too-deep')
  const deep = Array.from({ length: 20_000 }).reduce<TextNode>((inside) => node('bullet_list', item(inside)), p('Un'))
  expect(refuseBlocks([deep])).toBe('too-deep')
})

test.each(['- ', '1. ', '- > ', '> '])('« %s » typed without end is read to an end; lists too deep in one another are refused', (sign) => {
  const endless = readBlocks(`${sign.repeat(8000)}Un`)
  expect(refuseBlocks(endless)).toBe(sign.includes('>') ? null : 'too-deep')
  expect(refuseBlocks(readBlocks(`${sign.repeat(3)}Un`))).toBeNull()
})

describe('what is kept has one spelling', () => {
  test.each<[string, TextNode[], TextNode[]]>([
    ['marks that nobody knows go, the words stay', [node('paragraph', words('Un', 'blink'))], [p('Un')]],
    ['attributes that nobody knows go', [{ ...p('Un'), attrs: { style: 'color:red', id: 'x' } }], [p('Un')]],
    ['a link that leads elsewhere than to the web or a mail is words', [node('paragraph', { ...words('Un'), marks: [{ type: 'link', attrs: { href: 'javascript:alert(1)' } }] })], [p('Un')]],
    ['marks are in one order', [node('paragraph', words('Un', 'em', 'strong'))], [node('paragraph', words('Un', 'strong', 'em'))]],
    ['neighbours of one look are one', [node('paragraph', words('Un '), words('deux'))], [p('Un deux')]],
    ['empty lines and items go', [node('paragraph'), p('Un'), node('bullet_list', item(node('paragraph'))), p(' ')], [p('Un')]],
    ['nothing is at the edges of a line', [node('paragraph', { type: 'hard_break' }, words(' Un ', 'em'), { type: 'hard_break' })], [node('paragraph', words('Un', 'em'))]],
    ['signs that nobody writes go', [p('U\u0000n\u0007\n deux\ud800')], [p('Un  deux\ufffd')]],
    ['letters are composed', [p('e\u0301te\u0301')], [p('été')]],
  ])('%s', (_, sent, kept) => {
    expect(refuseBlocks(sent)).toBeNull()
    expect(tidied(sent)).toEqual(kept)
  }) // prettier-ignore

  test('so the words of the frozen text are known again, however an editor spells them', () => {
    const again = articleOf('rencontres-1', 'Nos  rencontres ', [node('paragraph', words('On se voit '), words('une fois par mois. ')), node('paragraph')]) // prettier-ignore
    expect(canonical(tidyArticle(again))).toBe(canonical(meetings))
    const draft = { kind: 'replace', article: 'rencontres-1', proposed: again, reason: 'Rien.' } as const
    const facts = { stage: 'amendable', articles: articlesIn(charter) } as const
    expect(refuseAmendment(draft, facts, [], 0, { standing: 'member', inMovement: true })).toBe('same-words')
  })
})
