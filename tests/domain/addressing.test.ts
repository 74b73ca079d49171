import { describe, expect, test } from 'vitest'
import { addressed, namesCalled } from '#domain/addressing.ts'

describe('the names that words call', () => {
  test.each([
    ['@Samia, tu en penses quoi ?', ['samia']],
    ['Merci @Marie Anne pour tout', ['marie', 'marie anne', 'marie anne pour']],
    ['@N’Golo et @Anne-Lise', ["n'golo", "n'golo et", 'anne-lise']],
    ['écris à samia@exemple.fr ou à @ personne, @2', []],
    ['@E\u0301lodie', ['élodie']],
    ['rien', []],
  ])('in « %s »', (words, names) => expect(namesCalled(words, 10)).toEqual(names))

  test('are each told once, and no more calls are read than that', () => {
    expect(namesCalled('@Awa @Awa @Bilal @Chloé', 3)).toEqual(['awa', 'bilal'])
  })
})

describe('words that address someone', () => {
  const marked = (words: string, names: string[]) =>
    addressed(words, names)
      .map(({ text, to }) => (to ? `[${text}]` : text))
      .join('')
  test.each([
    ['Oui @samia, et @Bilal aussi.', ['Samia', 'Bilal'], 'Oui [@samia], et [@Bilal] aussi.'],
    ['@Marie Anne est là', ['Marie', 'Marie Anne'], '[@Marie Anne] est là'],
    ['@Annette', ['Anne'], '@Annette'],
    ["@N'Golo", ['N’Golo'], "[@N'Golo]"],
    ['@Samia', [], '@Samia'],
  ])('« %s »', (words, names, shown) => expect(marked(words, names)).toBe(shown))
})
