import { describe, expect, test } from 'vitest'
import { labelsOf } from '#domain/ratification/ballot-labels.ts'
import { wordingsOf } from '#domain/ratification/ballot-paper.ts'
import { changeInWords } from '#domain/ratification/change-in-words.ts'
import { articlesIn } from '#domain/ratification/frozen.ts'
import { limits } from '#domain/limits.ts'
import { article, charter, deleting, inserting, replacing } from './text.ts'

const reason = 'C’est plus clair.'

test('a ballot says of each rival wording what it changes, then why', () => {
  const meetings = (says: string) => article('rencontres-1', 'Nos rencontres', says)
  const amendments = [
    replacing('a1', 1, meetings('On se voit deux fois par mois.')),
    replacing('a2', 2, meetings('On se voit une fois par mois. Et en visio.')),
    deleting('a3', 3, 'argent-1'),
    inserting('a4', 4, 'valeurs-1', article('roles-1', 'Les rôles', 'Chaque rôle dure un an.')),
  ].map((amendment) => ({ ...amendment, reason }))
  const articles = articlesIn(charter)
  const labels = labelsOf(wordingsOf(articles, amendments, new Set()), articles, amendments, 'fr')
  expect(labels.filter(({ label }) => label.includes('amendement')).map(({ description }) => description)).toEqual([
    `Il dirait\u00a0: «\u202fChaque rôle dure un an.\u202f» ${reason}`,
    `«\u202fune\u202f» devient «\u202fdeux\u202f». ${reason}`,
    `Ajoute «\u202fEt en visio.\u202f» ${reason}`,
    reason,
  ])
})

describe('a change, in sentences', () => {
  test.each([
    ['On se voit une fois par mois.', 'On se voit une fois.', 'Removes “par mois”.'],
    ['On compte.\nOn montre.', 'On compte.\nOn montre.', 'Changes how it looks, not its words.'],
  ])('%j to %j', (before, after, told) => expect(changeInWords(before, after, 'en')).toBe(told))

  test('however long, is told short enough to leave room for its reason', () => {
    const text = (from: string) => Array.from({ length: 400 }, (_, at) => (at % 20 === 0 ? `${from}${at}` : `mot${at}`)).join(' ')
    for (const told of [changeInWords(text('a'), text('b'), 'fr'), changeInWords('Rien.', text('c'), 'fr')]) {
      expect(told).toMatch(/…/)
      expect(told.length).toBeLessThan(limits.poll.choiceDescription - 100)
    }
  })
})
