import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainText, type TextNode } from '#domain/charter.ts'
import { brokenReferences, numbersOf, spelled } from '#domain/references.ts'
import { canonical } from '#domain/ratification/canonical.ts'
import { doc, heading, meetings, money, reference, rules, values } from './ratification/text.ts'

const outside = (...content: TextNode[]): TextNode => ({ type: 'paragraph', content })
const read = (text: TextNode, node: TextNode = text) => plainText(spelled(node, numbersOf(text)))

describe('a reference shows the number that its article has now', () => {
  test.each([
    ['where it was', doc(heading, values, meetings, money, rules), 'article 3'],
    ['when it moves up', doc(money, heading, values, meetings, rules), 'article 1'],
    ['when one comes before it', doc(values, meetings, rules, money), 'article 4'],
    ['when it is gone', doc(values, meetings, rules), 'article supprimé'],
  ])('%s', (_, text, words) => {
    expect(read(text, rules)).toBe(`Les règles\nSelon l’${words}, on compte.`)
  })

  test('one of an id that is none, or of an article outside of a text, leads nowhere', () => {
    for (const id of [null, 7, '', '"><script>', 'inconnu-1', undefined])
      expect(read(doc(values, outside(reference(id))))).toMatch(/article supprimé$/)
  })

  test('whatever order the articles are put in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([values, meetings, money, rules], { minLength: 4 }), (articles) => {
        expect(read(doc(...articles), rules)).toContain(`article ${articles.indexOf(money) + 1},`)
      }),
    )
  })

  test('on a page in another language, one that is gone says so in that language', () => {
    const says = (node: TextNode) => plainText(spelled(node, numbersOf(doc(values, rules)), 'deleted article'))
    expect(says(rules)).toContain('Selon l’deleted article, on compte.')
  })

  test('and what is stored says no number: its spelling for the fingerprint is the same', () => {
    const [first, last] = [doc(values, money, rules), doc(money, values, rules)]
    expect(canonical(first.content!.at(-1))).toBe(canonical(last.content!.at(-1)))
    expect(canonical(rules)).toContain('{"attrs":{"to":"argent-1"},"type":"article_ref"}')
  })
})

test('who refers to what is gone is told by number, once; what stands outside of articles by nothing', () => {
  expect(brokenReferences(doc(values, money, rules))).toEqual([])
  expect(
    brokenReferences(doc(values, rules, outside(reference('argent-1'), reference('argent-1')), outside(reference('argent-1')))),
  ).toEqual([2, null])
})
