import { describe, expect, test } from 'vitest'
import { articleId, isBlank, newArticleId, numberArticles, plainText, safeLink, type TextNode } from '#domain/charter.ts'

const text = (words: string): TextNode => ({ type: 'text', text: words })
const paragraph = (words: string): TextNode => ({ type: 'paragraph', content: words ? [text(words)] : [] })
const article = (id: unknown, title: string, ...content: TextNode[]): TextNode => ({
  type: 'article',
  attrs: { id },
  content: [{ type: 'article_title', content: title ? [text(title)] : [] }, ...content],
})
const doc = (...content: TextNode[]): TextNode => ({ type: 'doc', content })

describe('articles are numbered where they stand', () => {
  test('by their order, whatever is between them', () => {
    const charter = doc(paragraph('Avant'), article('aaaa', 'Nos valeurs'), paragraph('Entre'), article('bbbb', 'Décider ensemble'))
    expect(numberArticles(charter)).toEqual([
      { id: 'aaaa', number: 1, title: 'Nos valeurs' },
      { id: 'bbbb', number: 2, title: 'Décider ensemble' },
    ])
  })

  test('an article without a title is still one, and two titles are told as one', () => {
    const twice: TextNode = {
      type: 'article',
      attrs: { id: 'cccc' },
      content: [
        { type: 'article_title', content: [text('L’un')] },
        { type: 'article_title', content: [text('L’autre')] },
      ],
    }
    expect(
      numberArticles(doc({ type: 'article', attrs: { id: 'bbbb' }, content: [paragraph('Sans titre')] }, twice)).map(({ title }) => title),
    ).toEqual(['', 'L’un L’autre'])
  })

  test('an id that is no address, or is there twice, is not used twice', () => {
    const strange = ['aaaa', 'aaaa', 'un deux', '"><script>', '', 7, null, 'a'.repeat(41)]
    expect(numberArticles(doc(...strange.map((id) => article(id, '')))).map(({ id }) => id)).toEqual(['aaaa', ...Array(7).fill(null)])
  })

  test('a text without anything has no articles', () => {
    expect(numberArticles({ type: 'doc' })).toEqual([])
  })
})

test('an id made from random bytes is one', () => {
  for (let seed = 0; seed < 256; seed++) {
    const id = newArticleId(Uint8Array.from({ length: 12 }, (_, index) => (seed + index * 37) % 256))
    expect(id).toMatch(/^[0-9a-z]{12}$/)
    expect(articleId({ type: 'article', attrs: { id } })).toBe(id)
  }
})

describe('the words of a text', () => {
  test('blocks are parted by lines, runs of one block are not', () => {
    const bold: TextNode = { type: 'text', text: 'cinq', marks: [{ type: 'strong' }] }
    expect(
      plainText(
        doc(
          { type: 'paragraph', content: [text('Il dure '), bold, text(' jours,'), { type: 'hard_break' }, text('pas plus.')] },
          paragraph('Fin'),
        ),
      ),
    ).toBe('Il dure cinq jours,\npas plus.\nFin')
  })

  test('blank means without a word and without an article', () => {
    expect(isBlank({ type: 'doc' })).toBe(true)
    expect(isBlank(doc(paragraph(''), paragraph('  ')))).toBe(true)
    expect(isBlank(doc(paragraph('a')))).toBe(false)
    expect(isBlank(doc(article('aaaa', '')))).toBe(false)
  })
})

describe('a link leads to the web or to a mail, and nowhere else', () => {
  test.each([
    'https://exemple.fr',
    'http://exemple.fr/a?b#c',
    'HTTPS://EXEMPLE.FR',
    ' https://exemple.fr ',
    'mailto:groupe@exemple.fr',
    'mailto:groupe@exemple.fr?subject=Bonjour',
  ])('%j', (address) => {
    expect(safeLink(address)).toBe(address.trim())
  })
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc',
    '/compte',
    '//exemple.fr',
    'exemple.fr',
    'https://',
    'https:///x',
    'https://a b',
    'mailto:',
    'mailto:x',
    '',
    'https://' + 'a'.repeat(2000),
  ])('%j is refused', (address) => {
    expect(safeLink(address)).toBeNull()
  })
  test.each([null, undefined, 7, {}, ['https://exemple.fr']])('%j is refused', (address) => {
    expect(safeLink(address)).toBeNull()
  })
})
