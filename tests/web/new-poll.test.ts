import { describe, expect, test } from 'vitest'
import { fr } from '#lib/messages/fr.ts'
import { pollOf } from '#lib/polls/new-poll.ts'

const now = new Date('2026-11-28T12:00:00Z')
const words = fr.polls.create
const filled = { question: 'Qui coordonne ?', choice0: 'Nour', choice1: 'Soraya', level: 'open', closesAt: '2026-12-03T20:00' }
const entrusted = { trustee0: 'awa', trustee1: 'bilal', trustee2: 'chloe', needed: '2', registrar: 'dan' }
const read = (changed: Record<string, string>) => pollOf({ ...filled, ...changed }, words, now)
const fieldsOf = (changed: Record<string, string>) => read(changed).problems?.map(({ field }) => field)

describe('the form of a new poll', () => {
  test.each(['open', 'secret', 'sealed'])('takes the level that was chosen: %s', (level) => {
    expect(read({ ...entrusted, level }).body?.level).toBe(level)
  })

  test('entrusts a poll when it is sealed, and only then, whatever the other fields hold', () => {
    expect(read({ ...entrusted, level: 'sealed' }).body).toMatchObject({
      trust: { needed: 2, trustees: ['awa', 'bilal', 'chloe'], registrar: 'dan' },
    })
    for (const level of ['open', 'secret']) expect(read({ ...entrusted, level }).body).not.toHaveProperty('trust')
  })

  test('guesses no level', () => {
    for (const level of ['', 'imported', 'autre']) expect(read({ level }).problems).toEqual([{ field: 'level', message: words.noLevel }])
  })

  test.each([
    ['whom a sealed poll is entrusted to', { level: 'sealed' }, ['trustee0']],
    ['who keeps the list', { ...entrusted, level: 'sealed', registrar: '' }, ['registrar']],
    ['that the list is not with a trustee', { ...entrusted, level: 'sealed', registrar: 'awa' }, ['registrar']],
    ['that two of one are not two', { ...entrusted, level: 'sealed', trustee1: '', trustee2: '' }, ['needed']],
    [
      'everything at once, under its field',
      { level: 'sealed', question: '', grade0: 'Bien', grade1: 'Bien', grade2: 'Non', opensAt: '2020-01-01T10:00' },
      ['question', 'grade0', 'opensAt', 'trustee0'],
    ],
    ['a date that does not read beside the rest', { question: ' ', closesAt: 'demain' }, ['closesAt', 'question']],
  ])('answers what is missing: %s', (_, changed, fields) => expect(fieldsOf(changed as Record<string, string>)).toEqual(fields))
})
