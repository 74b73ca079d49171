import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { behind, takeUp } from '#lib/charter/adopted.ts'
import { insertModel } from '#lib/charter/articles.ts'
import { schema } from '#lib/charter/schema.ts'
import { wholeOf } from '#lib/ratification/words-of.ts'
import { article, charter, doc, heading, meetings, money, values } from '../domain/ratification/text.ts'
import { Writer } from './charter-writer.ts'

/** A draft that says this. */
function drafting(content: ReturnType<typeof doc>) {
  const awa = new Writer('awa', new Y.Doc(), 1)
  awa.do((state, dispatch) => {
    dispatch?.(state.tr.replaceWith(0, state.doc.content.size, schema.nodeFromJSON(content).content))
    return true
  })
  return awa
}

describe('what is in force, beside the draft', () => {
  test('a draft that says it is behind nothing', () => {
    expect(behind(drafting(charter).state.doc, charter)).toEqual([])
  })

  test('tells the articles that are missing and those with other words', () => {
    const awa = drafting(doc(heading, article('valeurs-1', 'Nos valeurs', 'Autre chose.'), money))
    expect(behind(awa.state.doc, charter)).toEqual([
      { id: 'valeurs-1', title: 'Nos valeurs', missing: false },
      { id: 'rencontres-1', title: 'Nos rencontres', missing: true },
    ])
  })

  test('an article takes up its words where it stands, or comes back after the one it follows', () => {
    const awa = drafting(doc(heading, article('valeurs-1', 'Nos valeurs', 'Autre chose.'), money))
    awa.do(takeUp(charter, 'valeurs-1'))
    awa.do(takeUp(charter, 'rencontres-1'))
    expect(awa.state.doc.eq(schema.nodeFromJSON(charter))).toBe(true)
  })

  test('an article that follows none of the draft comes at its end; an unknown one changes nothing', () => {
    const awa = drafting(doc(money))
    awa.do(takeUp(doc(values, money), 'valeurs-1'))
    expect(awa.state.doc.eq(schema.nodeFromJSON(doc(money, values)))).toBe(true)
    expect(awa.do(takeUp(charter, 'nulle-part'))).toBe(false)
  })

  test('leaves what others wrote elsewhere', () => {
    const awa = new Writer('awa', new Y.Doc(), 1)
    awa.do(insertModel([{ title: 'À nous', text: 'Un début.' }]))
    awa.do(takeUp(doc(meetings), 'rencontres-1'))
    expect(awa.state.doc.textContent).toContain('Un début.')
  })
})

test('what changes is told in words, without the signs that make them bold or keep them plain', () => {
  const bold = { type: 'text', text: 'un an', marks: [{ type: 'strong' }] }
  const words = { type: 'paragraph', content: [{ type: 'text', text: 'Dure ' }, bold, { type: 'text', text: ' [ferme]' }] }
  const article = { type: 'article', content: [{ type: 'article_title', content: [{ type: 'text', text: 'Rôles' }] }, words] }
  expect(wholeOf(article, doc(article), 'article supprimé')).toBe('Rôles\nDure un an [ferme]')
  const item = (text: string) => ({ type: 'list_item', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] })
  const list = { type: 'bullet_list', content: [item('ferme'), item('- ou presque')] }
  const listed = { ...article, content: [...article.content.slice(0, 1), list] }
  expect(wholeOf(listed, doc(listed), 'article supprimé')).toBe('Rôles\n• ferme\n• - ou presque')
})
