import { expect, test } from 'vitest'
import { toldApart } from '#domain/namesakes.ts'

const on = (day: string) => new Date(`${day}T12:00:00Z`)
const marie = (id: string, facts: object = {}) => ({ id, name: 'Marie', unit: '', since: null, ...facts })
const apart = { unit: null, since: null, number: null }

test('who is alone to be called so is called so, and nothing more', () => {
  expect([...toldApart([marie('a'), { ...marie('b'), name: 'Mario' }])]).toEqual([])
})

test('two who are called the same are told apart by their group, or by the day they came', () => {
  const grouped = toldApart([marie('a', { unit: 'Crest' }), marie('b', { unit: 'Die' })])
  expect(Object.fromEntries(grouped)).toEqual({ a: { ...apart, unit: 'Crest' }, b: { ...apart, unit: 'Die' } })
  const dated = toldApart([marie('a', { since: on('2026-03-01') }), marie('b', { since: on('2026-04-01') })])
  expect(Object.fromEntries(dated)).toEqual({ a: { ...apart, since: on('2026-03-01') }, b: { ...apart, since: on('2026-04-01') } })
})

test('where that is not enough they are numbered, each differently', () => {
  const same = { since: on('2026-03-01') }
  const numbers = [...toldApart([marie('a', same), marie('b', same), marie('c', same)]).values()].map(({ number }) => number)
  expect(numbers).toEqual([1, 2, 3])
  expect([...toldApart([marie('a'), marie('b')]).values()].map(({ number }) => number)).toEqual([1, 2])
})

test('capitals, accents and spaces tell nobody apart', () => {
  expect([
    ...toldApart([
      { ...marie('a'), name: 'Chloé' },
      { ...marie('b'), name: ' CHLOE ' },
    ]).keys(),
  ]).toEqual(['a', 'b'])
})
