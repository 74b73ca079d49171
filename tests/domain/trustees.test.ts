import { describe, expect, test } from 'vitest'
import {
  type CeremonySpeech,
  ceremonyStage,
  ceremonySteps,
  letterToTheEntrusted,
  missingToOpen,
  refuseGivingUp,
  refuseHanding,
  refusePart,
  refuseRestart,
  refuseSpeech,
  refuseTrust,
} from '#domain/trustees.ts'

const everyone = new Set(['awa', 'bilal', 'chloe', 'dan'])
const noon = new Date('2026-11-29T12:00:00Z')
const undrawn = { codesGivenAt: null, codesHandedAt: null }
const trust = { needed: 2, trustees: ['awa', 'bilal', 'chloe'], registrar: 'dan' }

describe('whom a sealed poll is entrusted to', () => {
  test('two of three members, and a fourth for the list', () => expect(refuseTrust(trust, everyone)).toBe(null))
  test.each([
    ['nobody', { ...trust, trustees: [] }, 'no-trustees'],
    ['ten people', { ...trust, trustees: Array.from({ length: 10 }, (_, n) => `m${n}`) }, 'too-many-trustees'],
    ['fewer than one needed', { ...trust, needed: 0 }, 'needed-out-of-range'],
    ['more needed than there are', { ...trust, needed: 4 }, 'needed-out-of-range'],
    ['one person twice', { ...trust, trustees: ['awa', 'awa', 'bilal'] }, 'repeated-trustee'],
    ['nobody for the list', { ...trust, registrar: '' }, 'no-registrar'],
    ['a registrar who keeps the key', { ...trust, registrar: 'awa' }, 'registrar-is-trustee'],
    ['someone from elsewhere', { ...trust, registrar: 'eve' }, 'not-a-member'],
  ])('not %s', (_, wrong, reason) => expect(refuseTrust(wrong, everyone)).toBe(reason))

  test('who are on the roll that was drawn up', () => {
    expect(refuseTrust(trust, everyone, everyone)).toBe(null)
    expect(refuseTrust(trust, everyone, new Set(['awa', 'bilal', 'chloe']))).toBe('off-the-roll')
  })
})

const said = (...speeches: [number, CeremonySpeech][]) => ({ trustees: 2, said: speeches.map(([number, step]) => ({ number, step })) })
const both = (...steps: CeremonySpeech[]) => steps.flatMap((step): [number, CeremonySpeech][] => [1, 2].map((number) => [number, step]))

describe('a ceremony', () => {
  test('is at the first step that someone has not taken; the server does not count', () => {
    expect(ceremonyStage(said([0, 'announcement'], [1, 'announcement']))).toBe('announcement')
    for (const [at, step] of ceremonySteps.entries()) expect(ceremonyStage(said(...both(...ceremonySteps.slice(0, at))))).toBe(step)
    expect(ceremonyStage(said(...both(...ceremonySteps)))).toBe('done')
    expect(ceremonyStage(said(...both('announcement'), [2, 'complaint']))).toBe('stopped')
  })

  test.each([
    ['a passer-by says nothing', said(), null, 'announcement', 'not-a-trustee'],
    ['nor does the server by this door', said(), 0, 'announcement', 'not-a-trustee'],
    ['nobody opens before all have announced', said([1, 'announcement']), 1, 'opening', 'not-yet'],
    ['nobody says a thing twice', said([1, 'announcement']), 1, 'announcement', 'already-said'],
    ['the second may still announce', said([1, 'announcement']), 2, 'announcement', null],
    ['a complaint may come at any time', said(...both('announcement')), 1, 'complaint', null],
    ['nothing is said once it is stopped', said([1, 'complaint']), 2, 'announcement', 'stopped'],
    ['nor once it is done', said(...both(...ceremonySteps)), 1, 'complaint', 'done'],
  ] as const)('%s', (_, facts, number, step, reason) => expect(refuseSpeech(facts, number, step)).toBe(reason))

  test('is begun again by a trustee, until all have confirmed', () => {
    expect(refuseRestart(said([1, 'complaint']), 2)).toBe(null)
    expect(refuseRestart(said(), null)).toBe('not-a-trustee')
    expect(refuseRestart(said(...both(...ceremonySteps)), 1)).toBe('done')
  })

  test('and the codes are what a poll waits for', () => {
    const done = said(...both(...ceremonySteps))
    expect(missingToOpen(said(), undrawn)).toEqual(['codes', 'ceremony'])
    expect(missingToOpen(done, undrawn)).toEqual(['codes'])
    expect(missingToOpen(done, { ...undrawn, codesGivenAt: noon })).toEqual(['handing'])
    expect(missingToOpen(done, { codesGivenAt: noon, codesHandedAt: noon })).toEqual([])
  })
})

describe('a part of the opening', () => {
  const facts = { needed: 2, summed: true, tooFew: false, givenUp: false, seen: [1], partials: [] as number[] }
  test.each([
    ['from nobody', facts, null, 'partial', 'not-a-trustee'],
    ['once the count was given up', { ...facts, givenUp: true }, 1, 'partial', 'given-up'],
    ['before the sum is there', { ...facts, summed: false }, 1, 'seen', 'not-summed'],
    ['of too few ballots, which are not summed', { ...facts, summed: false, tooFew: true }, 1, 'seen', 'too-few-ballots'],
    ['before having found the sum', facts, 2, 'partial', 'sum-not-seen'],
    ['a second time', { ...facts, partials: [1] }, 1, 'partial', 'already-said'],
    ['a sum found twice', facts, 1, 'seen', 'already-said'],
    ['once enough are there', { ...facts, seen: [1, 2, 3], partials: [1, 2, 0] }, 3, 'partial', 'counted'],
  ] as const)('is refused %s', (_, now, number, what, reason) => expect(refusePart(now, number, what)).toBe(reason))
  test('is taken from who has found the sum', () => expect(refusePart(facts, 1, 'partial')).toBe(null))
})

describe('giving up a count', () => {
  const closesAt = new Date('2026-11-01T20:00:00Z')
  const poll = { level: 'sealed', opensAt: new Date('2026-10-25T20:00:00Z'), closesAt, cancelledAt: null, openedAt: new Date('2026-10-25T20:00:00Z') } as const // prettier-ignore
  const opening = { needed: 2, summed: true, tooFew: false, givenUp: false, seen: [1], partials: [1] }
  const after = (days: number) => new Date(closesAt.getTime() + days * 86_400_000)
  test.each([
    ['may be, a month after the closing, when one trustee of two gave their part', poll, opening, after(30), null],
    ['may not be a day before', poll, opening, after(29), 'too-early'],
    ['may not be of a poll that is open', poll, opening, after(-1), 'not-closed'],
    ['may not be of a poll that was cancelled', { ...poll, cancelledAt: closesAt }, opening, after(30), 'not-closed'],
    ['may not be of a poll that counts itself', { ...poll, level: 'secret' as const }, opening, after(30), 'not-sealed'],
    ['may not be once enough gave their part', poll, { ...opening, partials: [1, 2] }, after(30), 'counted'],
    ['may not be when there are too few ballots to open', poll, { ...opening, tooFew: true }, after(30), 'counted'],
    ['may not be twice', poll, { ...opening, givenUp: true }, after(30), 'given-up'],
    ['counts trustees, not the server', poll, { ...opening, partials: [0, 1] }, after(30), null],
  ] as const)('%s', (_, poll, opening, now, refusal) => expect(refuseGivingUp(poll, opening, now)).toBe(refusal))
})

test('codes are said to be handed over once they are drawn: those, and no others', () => {
  expect(refuseHanding(undrawn, noon)).toBe('no-codes')
  expect(refuseHanding({ codesGivenAt: noon, codesHandedAt: null }, noon)).toBeNull()
  expect(refuseHanding({ codesGivenAt: noon, codesHandedAt: noon }, noon)).toBeNull()
  expect(refuseHanding({ codesGivenAt: noon, codesHandedAt: null }, new Date(noon.getTime() - 1))).toBe('other-codes')
})

test('those to whom a poll is entrusted are written to at once, when it should have opened, when it is to be counted, and a day later', () => {
  const at = (hours: number) => new Date(noon.getTime() + hours * 3_600_000)
  const letter = (now: Date, facts: object = {}) =>
    letterToTheEntrusted({ announcedAt: at(-1), opensAt: at(48), closed: false, entrustedAt: noon, countAt: null, ...facts }, now)
  expect(letter(noon, { entrustedAt: null })).toBe('entrusted')
  // Announced by mistake, it is cancelled before anyone is bothered.
  expect(letter(noon, { entrustedAt: null, announcedAt: new Date(noon.getTime() - 59_000) })).toBeNull()
  expect([letter(at(47)), letter(at(48))]).toEqual([null, 'awaited'])
  // One that should open at once leaves them a day.
  expect([letter(at(23), { opensAt: noon }), letter(at(24), { opensAt: noon })]).toEqual([null, 'awaited'])
  expect(letter(at(50), { closed: true })).toBe('count')
  const called = { closed: true, countAt: at(50) }
  expect([letter(at(73), called), letter(at(74), called)]).toEqual(['count', 'count-again'])
})
