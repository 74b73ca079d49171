import { describe, expect, test } from 'vitest'
import { collisionsAmong, refuseAmendment } from '#domain/ratification/amendment.ts'
import { articlesIn } from '#domain/ratification/frozen.ts'
import { article, charter, deleting, inserting, meetings, replacing } from './text.ts'

const articles = articlesIn(charter)
const member = { standing: 'member', inMovement: true } as const
const twice = article('rencontres-1', 'Nos rencontres', 'On se voit deux fois par mois.')
const monday = article('rencontres-1', 'Nos rencontres', 'On se voit une fois par mois, le lundi.')
const draft = { kind: 'replace', article: 'rencontres-1', proposed: twice, reason: 'Une fois, c’est trop peu.' } as const
const text = { stage: 'amendable', articles } as const

describe('an amendment', () => {
  test('is given by a member while the text is open to them', () => {
    expect(refuseAmendment(draft, text, [], 0, member)).toBeNull()
    expect(refuseAmendment({ ...draft, kind: 'delete', proposed: null }, text, [], 0, member)).toBeNull()
    expect(
      refuseAmendment({ ...draft, kind: 'insert', article: '', proposed: article('neuf-1', 'Un', 'Deux.') }, text, [], 0, member),
    ).toBeNull()
  })

  test.each([
    ['by who is not in the body', {}, {}, { standing: null, inMovement: true }, 'not-a-member'],
    ['by a passer-by', {}, {}, null, 'not-a-member'],
    ['once the window is over', {}, { stage: 'to-vote' }, member, 'not-amendable'],
    ['of an article that is not there', { article: 'nulle-part' }, {}, member, 'unknown-article'],
    ['that deletes before the first article', { kind: 'delete', article: '', proposed: null }, {}, member, 'unknown-article'],
    ['without a reason', { reason: ' ' }, {}, member, 'no-reason'],
    ['without a title', { proposed: article('rencontres-1', ' ', 'Oui.') }, {}, member, 'no-title'],
    ['without words', { proposed: article('rencontres-1', 'Titre', ' ') }, {}, member, 'no-words'],
    ['that changes nothing', { proposed: meetings }, {}, member, 'same-words'],
    ['longer than an article may be', { proposed: article('rencontres-1', 'Titre', 'a'.repeat(50_000)) }, {}, member, 'too-long'],
  ] as const)('is refused %s', (_, changed, facts, reader, refusal) => {
    expect(refuseAmendment({ ...draft, ...changed }, { ...text, ...facts }, [], 0, reader)).toBe(refusal)
  })

  test('is refused when someone has proposed the same words, or when one person has given too many', () => {
    expect(refuseAmendment(draft, text, [replacing('a', 1, twice)], 0, member)).toBe('already-proposed')
    expect(refuseAmendment(draft, text, [replacing('a', 1, monday)], 0, member)).toBeNull()
    expect(refuseAmendment(draft, text, [], 20, member)).toBe('too-many')
  })
})

test('two amendments of one article collide: on the same words or elsewhere in it; those of others, and new articles, never', () => {
  const given = [
    replacing('a', 1, twice),
    replacing('b', 2, monday),
    replacing('c', 3, article('rencontres-1', 'Nos rencontres', 'On se voit trois fois par mois.')),
    deleting('d', 4, 'argent-1'),
    inserting('e', 5, 'rencontres-1', article('neuf-1', 'Un', 'Deux.')),
  ]
  expect(collisionsAmong(articles, given)).toEqual([
    { a: 'a', b: 'b', on: 'article' },
    { a: 'a', b: 'c', on: 'words' },
    { a: 'b', b: 'c', on: 'article' },
  ])
})
