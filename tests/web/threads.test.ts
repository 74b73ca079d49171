import { TextSelection } from 'prosemirror-state'
import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { insertModel } from '#lib/charter/articles.ts'
import { aboutHere, placeOf } from '#lib/charter/threads.ts'
import { toBase64 } from '#lib/receipts/base64.ts'
import { meet, Writer } from './charter-writer.ts'

/** Two people in a charter of two articles; the first has selected words, and the thread is about them. */
function opened(words = 'une fois par mois') {
  const [awa, bilal] = [new Writer('awa', undefined, 1), new Writer('bilal', undefined, 2)]
  awa.do(insertModel([{ title: 'Nos rencontres', text: 'On se voit une fois par mois.' }, { title: 'Argent', text: 'Rien.' }])) // prettier-ignore
  meet(awa, bilal)
  const about = aboutHere(awa.at(words, 'all').state)
  const marked = (writer: Writer) => {
    const place = placeOf(writer.state, about.anchor!)
    return place && writer.state.doc.textBetween(place.from, place.to, '\n')
  }
  return { awa, bilal, about, marked }
}

describe('a thread is about', () => {
  test('the words selected, in their article', () => {
    const { awa, about, marked } = opened()
    expect([about.article, about.quote]).toEqual([awa.ids[0], 'une fois par mois'])
    expect(marked(awa)).toBe('une fois par mois')
  })

  test('the words, not the space that was selected with them', () => {
    const { awa, about, marked } = opened(' une fois par ')
    expect([about.quote, marked(awa)]).toEqual(['une fois par', 'une fois par'])
    const across = awa.state.apply(awa.state.tr.setSelection(TextSelection.between(awa.state.doc.resolve(5), awa.state.doc.resolve(awa.state.doc.firstChild!.nodeSize + 2)))) // prettier-ignore
    expect(marked({ state: across } as typeof awa)).toBe('une fois par')
    const place = placeOf(across, aboutHere(across).anchor!)!
    expect(across.doc.textBetween(place.from, place.to, '|')).toMatch(/\|On se voit une fois par mois\.$/)
  })

  test('the article one is in when nothing is selected', () => {
    const { awa } = opened()
    expect(aboutHere(awa.at('Rien').state)).toEqual({ article: awa.ids[1], quote: '', anchor: null })
  })

  test('the whole text outside of any article', () => {
    expect(aboutHere(new Writer('chloe').state)).toEqual({ article: '', quote: '', anchor: null })
  })
})

describe('its mark', () => {
  test('follows its words as others write before, in and after them', () => {
    const { awa, bilal, marked } = opened()
    bilal.at('On se voit').type('Ici, ')
    bilal.at('fois').type('seule ')
    bilal.at('par mois', 8).type(', le lundi')
    meet(awa, bilal)
    expect([marked(awa), marked(bilal)]).toEqual(['une seule fois par mois', 'une seule fois par mois'])
  })

  test('does not take in what is typed after the last word of a line', () => {
    const { awa, bilal, marked } = opened('mois.')
    bilal.at('mois.', 5).type(' Et plus si besoin.')
    meet(awa, bilal)
    expect([marked(awa), marked(bilal)]).toEqual(['mois.', 'mois.'])
  })

  test('shrinks to what is left of its words, and is gone with the last of them, or with their article', () => {
    const { awa, bilal, marked } = opened()
    bilal.at('fois par mois', 'all').type('matinée')
    meet(awa, bilal)
    expect(marked(awa)).toMatch(/^une /)
    const left = marked(bilal)!
    bilal.at(left, 'all').dispatch(bilal.state.tr.deleteSelection())
    meet(awa, bilal)
    expect([marked(awa), marked(bilal)]).toEqual([null, null])
    const other = opened()
    const article = other.bilal.state.doc.firstChild!
    other.bilal.dispatch(other.bilal.state.tr.delete(0, article.nodeSize))
    meet(other.awa, other.bilal)
    expect([other.marked(other.awa), other.marked(other.bilal)]).toEqual([null, null])
  })

  test('goes over the lines that were selected together', () => {
    const { awa, about } = opened()
    const end = awa.state.doc.content.size - 2
    awa.dispatch(awa.state.tr.setSelection(TextSelection.create(awa.state.doc, 3, end)))
    const whole = aboutHere(awa.state)
    expect(whole.quote.split('\n').length).toBe(4)
    expect(placeOf(awa.state, whole.anchor!)).toEqual({ from: 3, to: end })
    expect(whole.article).toBe(about.article)
  })

  test.each([
    ['nothing', ''],
    ['no base64', '%%'],
    ['bytes that are no position', toBase64(new Uint8Array([250, 250, 250]))],
    ['a letter that never was', toBase64(Y.encodeRelativePosition(Y.createRelativePositionFromJSON({ item: { client: 99, clock: 99 } })))],
    ['another part of the document', toBase64(Y.encodeRelativePosition(Y.createRelativePositionFromJSON({ tname: 'ailleurs' })))],
  ])('is nowhere when someone sent %s', (_, position) => {
    const { awa } = opened()
    expect(placeOf(awa.state, { begins: position, ends: position })).toBeNull()
  })
})
