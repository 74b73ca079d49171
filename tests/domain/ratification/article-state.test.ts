import { expect, test } from 'vitest'
import { articleStates } from '#domain/ratification/article-state.ts'
import { article, charter, deleting, doc, meetings, money, values } from './text.ts'

const facts = { inForce: null, voting: null, discussed: new Set<string>() }
const told = (states: ReadonlyMap<string, string>) => Object.fromEntries(states)

test('an article is a draft until people talk about it', () => {
  expect(told(articleStates(charter, { ...facts, discussed: new Set(['argent-1']) }))).toEqual({
    'valeurs-1': 'draft',
    'rencontres-1': 'draft',
    'argent-1': 'discussed',
  })
})

test('while it is voted on it is said so, whatever else is true; an article in force that nobody would change is not asked about', () => {
  const voting = { content: charter, amendments: [deleting('a', 1, 'argent-1')] }
  const inForce = doc(values, money)
  expect(told(articleStates(charter, { inForce, voting, discussed: new Set(['rencontres-1']) }))).toEqual({
    'valeurs-1': 'adopted',
    'rencontres-1': 'voting',
    'argent-1': 'voting',
  })
})

test('once in force it is adopted, and in revision when the draft says something else', () => {
  const draft = doc(values, article('rencontres-1', 'Nos rencontres', 'Deux fois par mois.'))
  const inForce = doc(values, meetings)
  expect(told(articleStates(draft, { ...facts, inForce, discussed: new Set(['valeurs-1']) }))).toEqual({
    'valeurs-1': 'adopted',
    'rencontres-1': 'revised',
  })
})
