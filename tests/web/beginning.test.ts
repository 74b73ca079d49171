import { describe, expect, test } from 'vitest'
import { plainText, type TextNode } from '#domain/charter.ts'
import { isUnwritten, outlineOf } from '#lib/charter/articles.ts'
import { schema } from '#lib/charter/schema.ts'
import { beginningOf } from '#lib/writing/beginning.ts'
import { article, doc, money, p, rules } from '../domain/ratification/text.ts'

const empty: TextNode = { type: 'paragraph' }
const long = 'mot '.repeat(100)

describe('what a text begins with', () => {
  test('is all of it when it is short, its references in words', () => {
    expect(beginningOf(doc(rules, money)).map(plainText)).toEqual([
      'Les règles\nSelon l’article 2, on compte.',
      'L’argent\nLes comptes sont publics.',
    ])
  })

  test('is some articles of two hundred, and some paragraphs of one that is endless; no block is cut', () => {
    const some = beginningOf(doc(...Array.from({ length: 200 }, (_, n) => article(`article-${n}`, `Titre ${n}`, long, long))))
    expect(some.length).toBeGreaterThan(3)
    expect(some.length).toBeLessThan(10)
    expect(new Set(some.flatMap(({ content = [] }) => content.slice(1)).map(plainText))).toEqual(new Set([long]))
    const [endless] = beginningOf(doc(article('seul-1', 'Tout', ...Array.from({ length: 500 }, () => long))))
    expect(endless!.content!.length).toBeLessThan(20)
  })

  test('is nothing when nothing is written, so that the page says that it comes', () => {
    expect(beginningOf(doc(empty, p('  ')))).toEqual([])
  })
})

describe('what is looked at all along while one writes', () => {
  const nodeOf = (node: TextNode) => schema.nodeFromJSON(node)

  test('the outline has the titles of articles, numbered; what stands outside of them is not in it', () => {
    const untitled: TextNode = { type: 'article', attrs: { id: 'deux-1234' }, content: [{ type: 'article_title' }] }
    const text = doc(p('Préambule'), article('un-1234', 'Nos valeurs'), untitled, article('un-1234', 'Copie'))
    expect(outlineOf(nodeOf(text))).toEqual([
      { id: 'un-1234', number: 1, title: 'Nos valeurs' },
      { id: 'deux-1234', number: 2, title: '' },
      { id: null, number: 3, title: 'Copie' },
    ])
  })

  test.each([
    ['an empty line', doc(empty), true],
    ['thirty lines of spaces', doc(...Array.from({ length: 30 }, () => p(' '))), true],
    ['a word after empty lines', doc(empty, empty, p('Oui')), false],
    ['an article without a word', doc({ type: 'article', content: [{ type: 'article_title' }] }), false],
  ])('%s: is a text unwritten?', (_, text, unwritten) => {
    expect(isUnwritten(nodeOf(text))).toBe(unwritten)
  })
})
