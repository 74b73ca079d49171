import { describe, expect, test } from 'vitest'
import { documentLimits, mayManage, mayRead, mayWrite, type Reader, refuseNewDocument } from '#domain/document.ts'

const visitor: Reader = null
const stranger: Reader = { standing: null, inMovement: false }
const movement: Reader = { standing: null, inMovement: true }
const member: Reader = { standing: 'member', inMovement: true }
const coordinator: Reader = { standing: 'coordinator', inMovement: true }
const everyone = { visitor, stranger, movement, member, coordinator }
const who = (may: (reader: Reader) => boolean) =>
  Object.entries(everyone)
    .filter(([, reader]) => may(reader))
    .map(([name]) => name)

describe('a text', () => {
  test.each([
    ['body', ['member', 'coordinator']],
    ['movement', ['movement', 'member', 'coordinator']],
    ['everyone', ['visitor', 'stranger', 'movement', 'member', 'coordinator']],
  ] as const)('for %s is read by %s', (audience, readers) => {
    for (const writers of ['members', 'coordinators'] as const)
      expect(who((reader) => mayRead({ audience, writers }, reader))).toEqual(readers)
  })

  test.each([
    ['members', ['member', 'coordinator']],
    ['coordinators', ['coordinator']],
  ] as const)('of %s is written by %s, whoever reads it', (writers, hands) => {
    for (const audience of ['body', 'movement', 'everyone'] as const)
      expect(who((reader) => mayWrite({ audience, writers }, reader))).toEqual(hands)
  })

  test('is read by whoever writes it, whatever was chosen', () => {
    for (const audience of ['body', 'movement', 'everyone'] as const)
      for (const writers of ['members', 'coordinators'] as const)
        for (const reader of Object.values(everyone))
          expect(mayWrite({ audience, writers }, reader) && !mayRead({ audience, writers }, reader)).toBe(false)
  })

  test('is settled by the coordination of its body', () => expect(who(mayManage)).toEqual(['coordinator']))
})

describe('a new text', () => {
  test.each([
    ['a note by the coordination', 'note', { charters: 1, texts: 3 }, coordinator, null],
    ['statutes beside a charter', 'statutes', { charters: 1, texts: 3 }, coordinator, null],
    ['internal rules, as many as one likes', 'rules', { charters: 1, texts: 3 }, coordinator, null],
    ['a position', 'position', { charters: 0, texts: 3 }, coordinator, null],
    ['the charter', 'charter', { charters: 0, texts: 3 }, coordinator, null],
    ['a second charter', 'charter', { charters: 1, texts: 3 }, coordinator, 'charter-exists'],
    ['one too many', 'note', { charters: 1, texts: documentLimits.perBody }, coordinator, 'too-many'],
    ['a note by a member', 'note', { charters: 0, texts: 0 }, member, 'not-a-coordinator'],
    ['a charter by the rest of the movement', 'charter', { charters: 1, texts: 0 }, movement, 'not-a-coordinator'],
    ['a note by a visitor', 'note', { charters: 0, texts: 0 }, visitor, 'not-a-coordinator'],
  ] as const)('%s', (_, kind, existing, reader, refusal) => expect(refuseNewDocument({ kind }, existing, reader)).toBe(refusal))
})
