import { describe, expect, test } from 'vitest'
import { compare } from '#domain/history/compared.ts'
import { refuseName, refuseTakingUp } from '#domain/history/draft-version.ts'
import { historyLimits as limits } from '#domain/limits.ts'
import { article, charter, doc, heading, meetings, money, p, values } from '../ratification/text.ts'

const told = (before: Parameters<typeof compare>[0], after: Parameters<typeof compare>[1]) =>
  compare(before, after).map(({ key, number, was, is, changed }) => [key, number, Boolean(was), Boolean(is), changed])

describe('two texts, part by part', () => {
  test('the same say nothing of change', () => {
    expect(told(charter, charter).map(([key, , , , changed]) => [key, changed])).toEqual([
      ['', false],
      ['valeurs-1', false],
      ['rencontres-1', false],
      ['argent-1', false],
    ])
  })

  test('an article that moved is the same article; what is new and what is gone stand where they were', () => {
    const roles = article('roles-1', 'Les rôles', 'Un an.')
    expect(told(doc(heading, values, meetings, money), doc(heading, money, values, roles))).toEqual([
      ['', null, true, true, false],
      ['argent-1', 1, true, true, false],
      ['valeurs-1', 2, true, true, false],
      ['rencontres-1', 2, true, false, true],
      ['roles-1', 3, false, true, true],
    ])
  })

  test('what moved is as few articles as tell it, and from where; what only has another number did not', () => {
    const roles = article('roles-1', 'Les rôles', 'Un an.')
    const moved = (...order: Parameters<typeof doc>) =>
      compare(doc(values, meetings, money), doc(...order)).flatMap(({ key, number, movedFrom }) => (movedFrom ? [[key, movedFrom, number]] : [])) // prettier-ignore
    expect(moved(roles, values, meetings, money)).toEqual([])
    expect(moved(meetings, money)).toEqual([])
    expect(moved(money, values, meetings)).toEqual([['argent-1', 3, 1]])
    expect(moved(meetings, money, roles, values)).toEqual([['valeurs-1', 1, 4]])
    expect(moved(money, meetings, values)).toHaveLength(2)
  })

  test('bold that comes is a change too; an empty paragraph outside is none', () => {
    const bold = { ...values, content: [values.content![0]!, { type: 'paragraph', content: [{ type: 'text', text: 'Chaque voix compte pareil.', marks: [{ type: 'strong' }] }] }] } // prettier-ignore
    expect(told(doc(values), doc(bold, p('')))).toEqual([['valeurs-1', 1, true, true, true]])
  })

  test('articles without an id are told by their place among themselves', () => {
    const nameless = { ...values, attrs: {} }
    expect(told(doc(nameless), doc(money, nameless)).map(([key, , , , changed]) => [key, changed])).toEqual([
      ['argent-1', true],
      ['#1', false],
    ])
  })
})

const open = { audience: 'everyone', writers: 'members', archived: false } as const
const member = { standing: 'member', inMovement: true } as const
const reader = { standing: null, inMovement: true } as const

describe('adding to the history', () => {
  test.each([
    ['a member', open, member, null, null],
    ['who only reads', open, reader, 'not-a-writer', 'not-a-writer'],
    ['a passer-by', open, null, 'not-a-writer', 'not-a-writer'],
    ['a member where the coordination writes', { ...open, writers: 'coordinators' } as const, member, 'not-a-writer', 'not-a-writer'],
    ['a member, of an archived text', { ...open, archived: true }, member, 'archived', 'archived'],
  ])('%s', (_, draft, who, name, takingUp) => {
    expect(refuseName(draft, { taken: false, named: 0 }, who)).toBe(name)
    expect(refuseTakingUp(draft, false, who)).toBe(takingUp)
  })

  test('a version is named once, a text so many times; what is there already is not taken up', () => {
    expect(refuseName(open, { taken: true, named: 0 }, member)).toBe('named-already')
    expect(refuseName(open, { taken: false, named: limits.named }, member)).toBe('too-many')
    expect(refuseTakingUp(open, true, member)).toBe('same-words')
  })
})
