import { describe, expect, test } from 'vitest'
import { asksTheSame, refuseAskingAgain } from '#domain/asked-again.ts'
import type { Level } from '#domain/poll.ts'

const asked = (question: string, ...labels: string[]) => ({ question, choices: labels.map((label) => ({ label })) })

describe('two polls ask the same', () => {
  test.each([
    ['with the same question', asked('Qui coordonne ?', 'Nour', 'Soraya'), asked('Qui coordonne ?', 'Jo', 'Karim')],
    ['whatever its case, spaces and signs', asked('Qui coordonne ?', 'Nour', 'Soraya'), asked(' QUI  coordonne…', 'Jo', 'Karim')],
    ['with the same three choices in another order', asked('Qui ?', 'Nour', 'Jo', 'Karim'), asked('Élection', 'karim', 'Nour ', 'Jo')],
    ['when the question has no letter', asked('??', 'Nour', 'Soraya'), asked('??', 'Jo', 'Karim')],
  ])('%s', (_, one, other) => expect([asksTheSame(one, other), asksTheSame(other, one)]).toEqual([true, true]))

  test.each([
    ['another question', asked('Qui coordonne ?', 'Nour', 'Soraya'), asked('Qui accueille ?', 'Nour', 'Soraya')],
    ['another question answered by yes or no', asked('Une fête ?', 'Oui', 'Non'), asked('Une liste ?', 'Oui', 'Non')],
    ['one more choice', asked('Qui ?', 'Nour', 'Jo', 'Karim'), asked('Élection', 'Nour', 'Jo', 'Karim', 'Samia')],
    ['words that differ by an accent', asked('Pêche ?', 'a', 'b'), asked('Péché ?', 'a', 'b')],
  ])('but not with %s', (_, one, other) => expect(asksTheSame(one, other)).toBe(false))
})

describe('asking again', () => {
  const beside = (level: Level, other: Level, apart: number, reason = '') => refuseAskingAgain(level, [{ level: other, apart }], reason)

  test.each<[Level, Level, number]>([
    ['secret', 'secret', 0],
    ['secret', 'secret', 4],
    ['sealed', 'secret', 1],
    ['secret', 'open', 1],
    ['open', 'sealed', 1],
  ])('a %s poll beside a %s one, %i people apart, needs a reason', (level, other, apart) => {
    expect(beside(level, other, apart)).toBe('asked-already')
    expect(beside(level, other, apart, '  ')).toBe('asked-already')
    expect(beside(level, other, apart, 'Les candidatures ont changé')).toBeNull()
  })

  test('five people apart it needs none; nor where no vote is secret; nor when nothing else asks the same', () => {
    expect(beside('secret', 'secret', 5)).toBeNull()
    expect(beside('open', 'open', 0)).toBeNull()
    expect(refuseAskingAgain('sealed', [], '')).toBeNull()
  })

  test('one that is near is enough', () => {
    const several = [5, 4, 5].map((apart) => ({ level: 'secret' as const, apart }))
    expect(refuseAskingAgain('secret', several, '')).toBe('asked-already')
  })
})
