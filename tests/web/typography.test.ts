import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { typeset, typesetAll } from '#domain/typography.ts'

const [narrow, noBreak] = ['\u202f', '\u00a0']

describe('French typography', () => {
  test.each([
    ['a question', 'Tu viens ?', `Tu viens${narrow}?`],
    ['the other high signs', 'Oui ! Non ; voici : rien', `Oui${narrow}! Non${narrow}; voici${narrow}: rien`],
    ['quotation marks', 'la mention « Très bien »', `la mention «${narrow}Très bien${narrow}»`],
    ['an apostrophe', "l'article d'hier", 'l’article d’hier'],
    ['hours', 'à 20 h, puis 20 h 30', `à 20${noBreak}h, puis 20${noBreak}h${noBreak}30`],
    ['dates', 'le 3 décembre et le 1er mai', `le 3${noBreak}décembre et le 1er${noBreak}mai`],
    ['percentages', '62 %', `62${narrow}%`],
    ['an address', 'https://preau.example/i/abc?retour=a:b', 'https://preau.example/i/abc?retour=a:b'],
    ['a time in figures', '10:30', '10:30'],
    ['a quotation in English', 'the ’90s “so called”', 'the ’90s “so called”'],
  ])('%s', (_, typed, expected) => {
    expect(typeset(typed)).toBe(expected)
  })

  test('setting twice changes nothing more', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', ' ', narrow, noBreak, '?', ':', '«', '»', "'", '’', '3', 'h', '%', 'mai') })
    fc.assert(fc.property(text, (typed) => typeset(typeset(typed)) === typeset(typed)))
  })

  test('no letter is ever lost', () => {
    const letters = (text: string) => text.replace(/[\s'’]/g, '')
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (typed) => letters(typeset(typed)) === letters(typed)))
  })

  test('a whole catalogue is set, sentences and functions alike', () => {
    const catalogue = typesetAll({ hello: (name: string) => `Ça va, ${name} ?`, deep: { list: ['Oui !'] }, n: 3 })
    expect(catalogue.hello('Awa')).toBe(`Ça va, Awa${narrow}?`)
    expect(catalogue.deep.list).toEqual([`Oui${narrow}!`])
    expect(catalogue.n).toBe(3)
  })
})
