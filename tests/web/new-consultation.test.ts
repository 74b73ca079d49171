import { expect, test } from 'vitest'
import { consultationOf } from '#lib/consultations/new-consultation.ts'
import { fr } from '#lib/messages/fr.ts'

const now = new Date('2026-11-29T10:00:00Z')
const filled = {
  name: 'Nos priorités',
  question: 'Par quoi commencer ?',
  choice0: 'Navette',
  source0: 'la rencontre de juin',
  choice1: '',
  source1: '',
  choice2: 'Cantine',
  'group-drome': 'on',
  'group-saone-et-loire': 'on',
  level: 'secret',
  proposals: 'no',
  proposalsUntil: '2026-12-09T20:00',
  closesAt: '2026-12-29T20:00',
}
const fields = (values: Record<string, string>) => consultationOf(values, fr, now).problems?.map(({ field }) => field)

test('a form makes what the API is given: empty lines are not choices, a date that is not asked for is not sent', () => {
  expect(consultationOf(filled, fr, now).body).toMatchObject({
    title: 'Nos priorités',
    choices: [
      { label: 'Navette', source: 'la rencontre de juin' },
      { label: 'Cantine', source: '' },
    ],
    groups: ['drome', 'saone-et-loire'],
    level: 'secret',
    closesAt: '2026-12-29T19:00:00.000Z',
  })
  expect(consultationOf(filled, fr, now).body).not.toHaveProperty('proposalsUntil')
  expect(consultationOf({ ...filled, proposals: 'yes' }, fr, now).body?.proposalsUntil).toBe('2026-12-09T19:00:00.000Z')
})

test('or all that is wrong with it, each under its field', () => {
  expect(fields({})).toEqual(['closesAt', 'name', 'question', 'level', 'groups'])
  expect(fields({ ...filled, choice2: '' })).toEqual(['choice0'])
  expect(fields({ ...filled, choice0: '', choice2: '', source0: '', proposals: 'yes' })).toBeUndefined()
  expect(fields({ ...filled, proposals: 'yes', proposalsUntil: '2026-12-30T20:00' })).toEqual(['proposalsUntil'])
  expect(fields({ ...filled, proposals: 'yes', proposalsUntil: 'demain' })).toEqual(['proposalsUntil'])
  expect(fields({ ...filled, level: 'sealed' })).toEqual(['level'])
})
