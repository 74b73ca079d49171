import { describe, expect, test } from 'vitest'
import { plainText, type TextNode } from '#domain/charter.ts'
import type { Amendment } from '#domain/ratification/amendment.ts'
import { unchangedIn, wordingsOf } from '#domain/ratification/ballot-paper.ts'
import { consolidate, type Version } from '#domain/ratification/consolidation.ts'
import { articlesIn } from '#domain/ratification/frozen.ts'
import { outcomeOf } from '#domain/ratification/outcome.ts'
import { brokenReferences, numbersOf, spelled } from '#domain/references.ts'
import { article, charter, deleting, doc, heading, inserting, meetings, money, replacing, rules, values } from './text.ts'

const twice = article('rencontres-1', 'Nos rencontres', 'On se voit deux fois par mois.')
const roles = article('roles-1', 'Les rôles', 'Chaque rôle dure un an.')
// Five grades; three ballots that all give the same one.
const all = (grade: number) => [0, 1, 2, 3, 4].map((each) => (each === grade ? 3 : 0))

/** Votes a frozen text: what each wording is given, in the order of the ballot. Adopted from grade 3 on. */
function vote(frozen: TextNode, amendments: readonly Amendment[], grades: readonly number[], before: Version | null = null) {
  const articles = articlesIn(frozen)
  const wordings = wordingsOf(articles, amendments, unchangedIn(articles, before?.content ?? null))
  expect(wordings.length).toBe(grades.length)
  const outcome = outcomeOf(wordings, grades.map(all), 3)
  return { wordings, outcome, version: consolidate(frozen, amendments, wordings, outcome, before) }
}

describe('a first version', () => {
  test('holds the articles that reached the threshold, in their place; the others go back to the draft', () => {
    const { version } = vote(charter, [], [4, 2, 3])
    expect(version).toEqual({
      number: 1,
      content: doc(heading, values, money),
      articles: [
        { id: 'valeurs-1', since: 1 },
        { id: 'argent-1', since: 1 },
      ],
    })
  })

  test('is not made when nothing reached it', () => {
    expect(vote(charter, [], [2, 2, 0]).version).toBeNull()
  })

  test('takes the best wording of an article: a rival that beats it, the frozen one when it beats all, and when both are tied', () => {
    const rival = [replacing('a', 1, twice)]
    expect(vote(charter, rival, [4, 3, 4, 3]).version!.content).toEqual(doc(heading, values, twice, money))
    expect(vote(charter, rival, [4, 4, 3, 3]).version!.content).toEqual(charter)
    expect(vote(charter, rival, [4, 3, 3, 3]).version!.content).toEqual(charter)
  })

  test('leaves out an article whose deletion wins, and brings a new one after the article it follows', () => {
    const given = [
      deleting('a', 1, 'argent-1'),
      inserting('b', 2, 'valeurs-1', roles),
      inserting('c', 3, '', article('neuf-1', 'Un', 'Deux.')),
    ]
    const { version, wordings } = vote(charter, given, [1, 4, 3, 4, 2, 4])
    expect(wordings.map(({ slot }) => slot)).toEqual(['+c', 'valeurs-1', '+b', 'rencontres-1', 'argent-1', 'argent-1'])
    expect(version!.content).toEqual(doc(heading, values, roles, meetings))
  })
})

describe('references of a version', () => {
  const frozen = doc(values, meetings, money, rules)
  const read = ({ content }: Version) => plainText(spelled(content.content!.at(-1)!, numbersOf(content)))

  test('show its own numbers, whatever went back to the draft', () => {
    const { version } = vote(frozen, [], [4, 2, 3, 3])
    expect(read(version!)).toContain('article 2,')
    expect(brokenReferences(version!.content)).toEqual([])
  })

  test('are told when what they lead to was repealed, or was not adopted', () => {
    const { version } = vote(frozen, [], [4, 3, 2, 3])
    expect(read(version!)).toContain('article supprimé,')
    expect(brokenReferences(version!.content)).toEqual([3])
    const second = vote(frozen, [deleting('a', 1, 'argent-1')], [1, 4], { number: 1, content: frozen, articles: [] })
    expect(brokenReferences(second.version!.content)).toEqual([3])
  })

  test('do not make an article another one when a number changes', () => {
    const second = vote(doc(article('neuf-1', 'Un', 'Deux.'), values, meetings, money, rules), [], [4], { number: 1, content: frozen, articles: frozen.content!.map(({ attrs }) => ({ id: String(attrs!.id), since: 1 })) }) // prettier-ignore
    expect(second.wordings).toEqual([{ slot: 'neuf-1', amendment: null }])
    expect(second.version!.articles.map(({ since }) => since)).toEqual([2, 1, 1, 1, 1])
    expect(read(second.version!)).toContain('article 4,')
  })
})

describe('a revision', () => {
  const first = vote(charter, [], [4, 4, 4]).version!

  test('asks only about what changes', () => {
    const { version, wordings } = vote(doc(heading, values, twice, money), [], [4], first)
    expect(wordings).toEqual([{ slot: 'rencontres-1', amendment: null }])
    expect(version).toEqual({
      number: 2,
      content: doc(heading, values, twice, money),
      articles: [
        { id: 'valeurs-1', since: 1 },
        { id: 'rencontres-1', since: 2 },
        { id: 'argent-1', since: 1 },
      ],
    })
  })

  test('leaves in force the words that nobody could better, beside what it adopts', () => {
    const frozen = doc(heading, values, twice, money, roles)
    const { version } = vote(frozen, [], [1, 4], first)
    expect(version!.content).toEqual(doc(heading, values, meetings, money, roles))
  })

  test('repeals an article by an amendment', () => {
    const { version } = vote(charter, [deleting('a', 1, 'argent-1')], [1, 4], first)
    expect(version!.content).toEqual(doc(heading, values, meetings))
  })
})
