import fc from 'fast-check'
import { expect, test } from 'vitest'
import { difference, legible, touched } from '#domain/ratification/difference.ts'

const text = fc
  .array(fc.constantFrom('la', 'voix', 'compte', ' ', ' ', ',', '\n', 'pareil'), { maxLength: 20 })
  .map((words) => words.join(''))
const kept = (before: string, after: string, kind: 'inserted' | 'deleted') =>
  difference(before, after)
    .filter((run) => run.kind !== kind)
    .map((run) => run.text)
    .join('')

test('without what is inserted it is the former text, without what is deleted the new one', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      expect(kept(before, after, 'inserted')).toBe(before)
      expect(kept(before, after, 'deleted')).toBe(after)
    }),
  )
})

test('read with ease it is still both texts, and a few words that two other sentences share are not picked out of them', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const runs = legible(difference(before, after))
      const without = (kind: string) => runs.filter((run) => run.kind !== kind).map((run) => run.text).join('') // prettier-ignore
      expect([without('inserted'), without('deleted')]).toEqual([before, after])
    }),
  )
  expect(
    legible(difference('On se voit. Les comptes sont tenus, par une personne.', 'On se voit. Le groupe paie, avec un chapeau.')),
  ).toEqual([
    { kind: 'same', text: 'On se voit. ' },
    { kind: 'deleted', text: 'Les comptes sont tenus, par une personne' },
    { kind: 'inserted', text: 'Le groupe paie, avec un chapeau' },
    { kind: 'same', text: '.' },
  ])
  const small = difference('On se voit une fois par mois.', 'On se voit deux fois par mois, le lundi.')
  expect(legible(small)).toEqual(small)
})

test('tells words, not letters', () => {
  expect(difference('On se voit une fois par mois.', 'On se voit deux fois par mois, le lundi.')).toEqual([
    { kind: 'same', text: 'On se voit ' },
    { kind: 'deleted', text: 'une' },
    { kind: 'inserted', text: 'deux' },
    { kind: 'same', text: ' fois par mois' },
    { kind: 'inserted', text: ', le lundi' },
    { kind: 'same', text: '.' },
  ])
})

test('tells where the former text is touched', () => {
  expect(touched('un deux trois', 'un 2 trois quatre')).toEqual([
    { from: 3, to: 7 },
    { from: 13, to: 13 },
  ])
})

test('two long texts that share nothing are told as one replaced by the other, at once', () => {
  const long = (word: string) => `${word} `.repeat(3000)
  expect(
    difference(long('un'), long('deux'))
      .map(({ kind }) => kind)
      .slice(0, 2),
  ).toEqual(['deleted', 'inserted'])
})
