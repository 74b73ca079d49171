import { describe, expect, test } from 'vitest'
import {
  cleanWords,
  mayModerate,
  mayResolve,
  refuseModeration,
  refuseRemark,
  refuseRemoval,
  refuseResolution,
  refuseThread,
  voicesIn,
} from '#domain/discussion.ts'
import type { Reader } from '#domain/document.ts'
import { discussionLimits as limits } from '#domain/limits.ts'

const member: Reader = { standing: 'member', inMovement: true }
const coordinator: Reader = { standing: 'coordinator', inMovement: true }
const movement: Reader = { standing: null, inMovement: true }

describe('a thread', () => {
  const draft = { stance: 'remark', words: 'Pourquoi un mois ?', quote: 'une fois par mois', anchored: true } as const
  const none = { open: 0, mine: 0 }

  test('is opened by a member of the body, about words or about a whole article', () => {
    expect(refuseThread(draft, none, member)).toBeNull()
    expect(refuseThread({ ...draft, quote: '', anchored: false }, none, coordinator)).toBeNull()
  })

  test.each([
    ['by who is not in the body', {}, none, movement, 'not-a-member'],
    ['by a passer-by', {}, none, null, 'not-a-member'],
    ['without a word', { words: '' }, none, member, 'no-words'],
    ['as an objection without its reason', { stance: 'object', words: '' }, none, member, 'no-reason'],
    ['with too many words', { words: 'a'.repeat(limits.wordsCharacters + 1) }, none, member, 'too-long'],
    ['about words that are not told', { quote: '' }, none, member, 'no-quote'],
    ['when the text has enough of them', {}, { open: limits.openThreads, mine: 0 }, member, 'too-many'],
    ['when one person has', {}, { open: 40, mine: limits.openThreadsOfOne }, member, 'too-many'],
  ] as const)('is refused %s', (_, changed, threads, reader, refusal) => {
    expect(refuseThread({ ...draft, ...changed }, threads, reader)).toBe(refusal)
  })
})

describe('a remark', () => {
  const thread = { resolved: false, remarks: 3, mine: null }

  test.each([
    ['a remark', 'remark', 'Oui, mais quand ?'],
    ['an agreement without a word', 'agree', ''],
    ['an agreement with words', 'agree', 'Tout à fait.'],
    ['an objection with its reason', 'object', 'Certains travaillent le lundi.'],
  ] as const)('may be %s', (_, stance, words) => expect(refuseRemark({ stance, words }, thread, member)).toBeNull())

  test.each([
    ['by who is not in the body', {}, {}, movement, 'not-a-member'],
    ['once the thread is resolved', {}, { resolved: true }, member, 'resolved'],
    ['without a word', { words: '' }, {}, member, 'no-words'],
    ['as an objection without its reason', { stance: 'object', words: '' }, {}, member, 'no-reason'],
    ['with too many words', { words: 'a'.repeat(limits.wordsCharacters + 1) }, {}, member, 'too-long'],
    ['as an agreement that was told already', { stance: 'agree', words: '' }, { mine: 'agree' }, member, 'already-said'],
    ['when the thread has enough of them', {}, { remarks: limits.remarksInThread }, member, 'too-many'],
  ] as const)('is refused %s', (_, said, facts, reader, refusal) => {
    expect(refuseRemark({ stance: 'remark', words: 'Oui.', ...said }, { ...thread, ...facts }, reader)).toBe(refusal)
  })

  test('is taken back by who said it, and nobody else', () => {
    expect([refuseRemoval(true), refuseRemoval(false)]).toEqual([null, 'not-yours'])
  })
})

describe('removing what someone else said', () => {
  const insult = { mine: false, words: 'Une insulte.' }
  test.each([
    ['the coordination, with a reason', insult, 'Insulte une personne.', coordinator, null],
    ['a member', insult, 'Insulte une personne.', member, 'not-a-coordinator'],
    ['who is not in the body', insult, 'Insulte une personne.', movement, 'not-a-coordinator'],
    ['the coordination, of its own words', { ...insult, mine: true }, 'Erreur.', coordinator, 'your-own'],
    ['the coordination, of a voice without words', { mine: false, words: '' }, 'Pas d’accord.', coordinator, 'nothing-said'],
    ['the coordination, without a reason', insult, ' \n', coordinator, 'unexplained'],
  ] as const)('by %s', (_, remark, reason, reader, refusal) => {
    expect(refuseModeration(remark, reason, reader)).toBe(refusal)
    if (reason.trim() !== '') expect(mayModerate(remark, reader)).toBe(refusal === null)
  })
})

describe('resolving a thread', () => {
  const byCoordination = { audience: 'movement', writers: 'coordinators' } as const
  test.each([
    ['who opened it, in a text that they do not write', true, byCoordination, member, true],
    ['a member who writes the text', false, { audience: 'body', writers: 'members' }, member, true],
    ['the coordination', false, byCoordination, coordinator, true],
    ['no member who does not write the text', false, byCoordination, member, false],
    ['nobody who has left the body, not even who opened it', true, byCoordination, movement, false],
    ['no passer-by', false, byCoordination, null, false],
  ] as const)('is for %s', (_, opened, text, reader, may) => expect(mayResolve(opened, text, reader)).toBe(may))

  test.each([
    ['one that is not one’s to resolve', false, false, true, 1, 'not-yours'],
    ['one that is resolved already', true, true, true, 1, 'already-so'],
    ['reopening one that is open', true, false, false, 1, 'already-so'],
    ['reopening one too many', true, true, false, limits.openThreads, 'too-many'],
    ['nothing else', true, false, true, limits.openThreads, null],
  ] as const)('is refused for %s', (_, may, resolved, wanted, open, refusal) => {
    expect(refuseResolution(may, resolved, wanted, open)).toBe(refusal)
  })
})

test('everyone stands where they last stood: one voice each, and none that was taken back', () => {
  const said = (authorId: string, stance: 'remark' | 'agree' | 'object', removed = false) => ({ authorId, stance, removed })
  const remarks = [
    said('awa', 'object'),
    said('bilal', 'agree'),
    said('awa', 'agree'),
    said('chloe', 'object', true),
    said('bilal', 'remark'),
  ]
  expect([...voicesIn(remarks)]).toEqual([
    ['bilal', 'agree'],
    ['awa', 'agree'],
  ])
})

test('words are kept composed, without what is not seen, with their lines', () => {
  expect(cleanWords('  E\u0301cole\u202e\r\n\r\n\r\n\r\nau\u0007 revoir \t\n')).toBe('École\n\nau revoir')
  expect(cleanWords(' \n\t ')).toBe('')
  expect(cleanWords('👩‍🌾 d’accord')).toBe('👩‍🌾 d’accord')
})
