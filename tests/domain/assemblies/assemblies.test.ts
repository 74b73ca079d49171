import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clausesOf, clausesToRead } from '#domain/assembly-clauses.ts'
import { inForceFor, modelRules, refuseRules } from '#domain/assembly-rules.ts'
import { earliestStart, isOver, refuseAgain, refuseCancelling, refuseConvening, stageOf, wasHeld } from '#domain/assembly.ts'
import { outcomeOfResolution } from '#domain/minutes.ts'
import { assignBlanks } from '#domain/proxy.ts'
import { headsAt, missingTo, quorumNeeded, type Represented, type Stay } from '#domain/quorum.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 11, 12, 18, minute))
const stay = (memberId: string, came: number, left: number | null = null, how: Stay['how'] = 'room'): Stay => ({
  ...{ memberId, how, cameAt: at(came) },
  leftAt: left === null ? null : at(left),
})
const proxy = (giverId: string, holderId: string, accepted = 0, ended: number | null = null): Represented => ({
  ...{ giverId, holderId, acceptedAt: at(accepted) },
  endedAt: ended === null ? null : at(ended),
})

describe('the quorum', () => {
  test.each([
    [40, { part: 1, of: 2 }, 20],
    [41, { part: 1, of: 2 }, 21],
    [40, { part: 2, of: 3 }, 27],
    [40, { part: 0, of: 1 }, 0],
    [1, { part: 1, of: 10 }, 1],
    [40, { part: 1, of: 1 }, 40],
  ])('of %i people at %o is %i', (size, share, needed) => expect(quorumNeeded(size, share)).toBe(needed))

  test('counts who is there at an instant, whoever they stand for, nobody twice', () => {
    const stays = [stay('awa', 0), stay('bilal', 1, 10), stay('bilal', 20), stay('chloe', 5, null, 'remote')]
    const proxies = [proxy('dan', 'bilal'), proxy('chloe', 'awa', 0, 5), proxy('eve', 'absent'), proxy('fay', 'awa', 3)]
    expect(headsAt(stays, proxies, at(0))).toEqual({ room: 1, remote: 0, represented: 1 })
    expect(headsAt(stays, proxies, at(4))).toEqual({ room: 2, remote: 0, represented: 3 })
    expect(headsAt(stays, proxies, at(10))).toEqual({ room: 1, remote: 1, represented: 1 })
    expect(headsAt(stays, proxies, at(25))).toEqual({ room: 2, remote: 1, represented: 2 })
    expect(missingTo(6, { room: 2, remote: 1, represented: 2 })).toBe(1)
    expect(missingTo(3, { room: 2, remote: 1, represented: 2 })).toBe(0)
  })

  test('is never more than the roll, whoever comes, goes and gives proxies', () => {
    const people = ['a', 'b', 'c', 'd', 'e']
    const who = fc.constantFrom(...people)
    const minutes = fc.integer({ min: 0, max: 30 })
    const stays = fc.array(fc.tuple(who, minutes, fc.option(minutes)).map(([id, came, left]) => stay(id, came, left)))
    const given = fc.uniqueArray(fc.tuple(who, who, minutes), { selector: ([giver]) => giver })
    fc.assert(
      fc.property(stays, given, minutes, (stays, given, minute) => {
        const heads = headsAt(stays, given.map(([giver, holder, from]) => proxy(giver, holder, from)), at(minute)) // prettier-ignore
        expect(heads.room + heads.remote + heads.represented).toBeLessThanOrEqual(people.length)
      }),
    )
  })
})

describe('blank proxies', () => {
  const bearers = [
    { memberId: '3', firstName: 'Zoé', holds: 0 },
    { memberId: '2', firstName: 'Élise', holds: 1 },
    { memberId: '1', firstName: 'Eva', holds: 1 },
  ]
  const blanks = ['p1', 'p2', 'p3', 'p4'].map((id) => ({ id, giverId: `giver ${id}` }))

  test('go to who carries the fewest, then by the alphabet, within the cap; then to nobody', () => {
    const given = assignBlanks(blanks, bearers, 2).map(({ holderId }) => holderId)
    // Zoé carries none; then all carry one: Élise before Eva before Zoé; then all are full but one.
    expect(given).toEqual(['3', '2', '1', '3'])
    expect(assignBlanks(blanks, bearers, 1).map(({ holderId }) => holderId)).toEqual(['3', null, null, null])
  })

  test('are given the same whatever the order of the people', () => {
    expect(assignBlanks(blanks, [...bearers].reverse(), 2)).toEqual(assignBlanks(blanks, bearers, 2))
  })

  test('never go back to who gave them', () => {
    expect(assignBlanks([{ id: 'p', giverId: '3' }], [bearers[0]!], 2)).toEqual([{ id: 'p', holderId: null }])
  })
})

const half = { part: 1, of: 2 }

describe('a resolution', () => {
  test.each([
    ['half above and half below the threshold', [2, 0, 0, 2, 0], 3, 0, false],
    ['one more above', [2, 0, 0, 3, 0], 3, 3, true],
    ['no ballot', [0, 0, 0, 0, 0], 2, null, false],
    ['all at the threshold', [0, 0, 5, 0, 0], 2, 2, true],
  ])('with %s', (_, counts, threshold, grade, adopted) =>
    expect(outcomeOfResolution(counts, { threshold, majority: half })).toEqual({ grade, adopted }),
  )

  test('is adopted exactly when more than half of the expressed ballots reach the threshold, as its clause says', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 5, maxLength: 5 })
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 4 }), (counts, threshold) => {
        const all = counts.reduce((sum, count) => sum + count, 0)
        const reach = counts.slice(threshold).reduce((sum, count) => sum + count, 0)
        const { grade, adopted } = outcomeOfResolution(counts, { threshold, majority: half })
        expect(adopted).toBe(2 * reach > all)
        expect(adopted).toBe(grade !== null && grade >= threshold)
      }),
    )
  })

  test.each([
    ['two thirds of six is four', [0, 2, 0, 4, 0], { part: 2, of: 3 }, true],
    ['three of five is less than two thirds', [0, 2, 0, 3, 0], { part: 2, of: 3 }, false],
    ['three quarters of four is three', [1, 0, 0, 0, 3], { part: 3, of: 4 }, true],
    ['all but one is not all', [0, 1, 0, 9, 0], { part: 1, of: 1 }, false],
    ['without a ballot nothing is adopted, not even by nobody', [0, 0, 0, 0, 0], { part: 1, of: 1 }, false],
  ])('by a larger majority: %s', (_, counts, majority, adopted) =>
    expect(outcomeOfResolution(counts, { threshold: 3, majority }).adopted).toBe(adopted),
  )

  test('that a larger majority adopts, more than half of the expressed ballots adopt too', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 5, maxLength: 5 })
    const larger = fc
      .integer({ min: 2, max: 100 })
      .chain((of) => fc.integer({ min: Math.floor(of / 2) + 1, max: of }).map((part) => ({ part, of })))
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 4 }), larger, (counts, threshold, majority) => {
        if (outcomeOfResolution(counts, { threshold, majority }).adopted)
          expect(outcomeOfResolution(counts, { threshold, majority: half }).adopted).toBe(true)
      }),
    )
  })
})

describe('the rules', () => {
  test('of the model are rules, and their clauses say their figures', () => {
    expect(refuseRules(modelRules, '', null)).toBeNull()
    const said = clausesOf(modelRules, 'extraordinary').join(' ')
    for (const words of [
      /au moins 15 jours avant/,
      /les deux tiers des membres/,
      /2 au plus/,
      /au moins les deux tiers des bulletins exprimés la jugent «\sPassable\s» ou mieux/,
      /le tiers des membres/,
      /Un pouvoir vaut pour une seule assemblée et pour tous les votes .* pas pour la seconde convocation/,
    ])
      expect(said).toMatch(words)
    const unusual = { ...modelRules, ordinary: { ...modelRules.ordinary, quorum: { part: 3, of: 7 }, majority: { part: 4, of: 7 } } }
    expect(clausesOf(unusual, 'ordinary').join(' ')).toMatch(/3 sur 7 des membres .* au moins 4 sur 7 des bulletins/)
  })

  test('say the same figures in English, clause by clause; grades are named as on the ballot', () => {
    const { fr, en } = clausesToRead(modelRules, 'extraordinary')
    expect(fr).toEqual(clausesOf(modelRules, 'extraordinary'))
    expect(en).toHaveLength(fr.length)
    const figures = (clause: string) => clause.match(/\d+/g)
    expect(en.map(figures)).toEqual(fr.map(figures))
    const said = en.join(' ')
    for (const words of [
      /at least 15 days before/,
      /two thirds of the members/,
      /at least two thirds of the expressed ballots judge it “Passable” or better/,
      /a third of the members/,
    ])
      // prettier-ignore
      expect(said).toMatch(words)
    expect(said).not.toMatch(/[«»’é]/)
    const none = {
      ...modelRules,
      remote: true,
      ordinary: { ...modelRules.ordinary, noticeDays: 0, proxies: 0, majority: { part: 1, of: 1 } },
    }
    expect(clausesToRead(none, 'ordinary').en.join(' ')).toMatch(
      /without notice.*not allowed.*when all of the expressed.*at a distance counts/,
    )
  })

  test('of a second convening take the place of the first ones, but for what they do not say', () => {
    expect(inForceFor(modelRules, 'ordinary', true)).toEqual({
      ...{ noticeDays: 7, quorum: { part: 0, of: 1 }, threshold: 2, majority: half, proxies: 2 },
    })
  })

  test('ask for whole days of notice, to the millisecond', () => {
    const now = at(0)
    const rules = { noticeDays: 15, remote: false }
    const start = earliestStart(15, now)
    const roll = { size: 3, frozen: true }
    expect(refuseConvening('draft', { startsAt: start, place: 'Crest' }, rules, roll, now)).toBeNull()
    expect(refuseConvening('draft', { startsAt: new Date(start.getTime() - 1), place: 'Crest' }, rules, roll, now)).toBe('notice-too-short')
  })

  test.each([
    ['one that may still change', { size: 3, frozen: false }, 'roll-not-frozen'],
    ['one with nobody on it', { size: 0, frozen: true }, 'nobody'],
    ['one of more than a million', { size: 1_000_001, frozen: true }, 'too-many-people'],
    ['one of half a million', { size: 500_000, frozen: true }, null],
  ])('of the roll refuse %s', (_, roll, reason) => {
    const rules = { noticeDays: 0, remote: false }
    expect(refuseConvening('draft', { startsAt: at(1), place: 'Crest' }, rules, roll, at(0))).toBe(reason)
  })
})

test('the stage of an assembly comes from its instants', () => {
  const none = { convenedAt: null, openedAt: null, closedAt: null, adjournedAt: null, cancelledAt: null }
  expect(stageOf(none)).toBe('draft')
  expect(stageOf({ ...none, convenedAt: at(0) })).toBe('convened')
  expect(stageOf({ ...none, convenedAt: at(0), openedAt: at(1) })).toBe('open')
  expect(stageOf({ ...none, convenedAt: at(0), openedAt: at(1), closedAt: at(2) })).toBe('closed')
  expect(stageOf({ ...none, convenedAt: at(0), openedAt: at(1), adjournedAt: at(2) })).toBe('adjourned')
  expect(stageOf({ ...none, convenedAt: at(0), cancelledAt: at(1) })).toBe('cancelled')
})

test('what was convened and is not open is cancelled, with a reason; what was cancelled was never held, and may be convened again', () => {
  expect(refuseCancelling('convened', 'La salle est inondée.')).toBeNull()
  expect(refuseCancelling('convened', '  ')).toBe('no-reason')
  expect(refuseCancelling('draft', 'x')).toBe('not-convened')
  expect(refuseCancelling('open', 'x')).toBe('already-open')
  for (const stage of ['closed', 'adjourned', 'cancelled'] as const) expect(refuseCancelling(stage, 'x')).toBe('over')
  expect([isOver('cancelled'), wasHeld('cancelled')]).toEqual([true, false])
  expect(refuseAgain('cancelled', false)).toBeNull()
  expect(refuseAgain('adjourned', true)).toBe('already-followed')
  expect(refuseAgain('closed', false)).toBe('not-adjourned')
})
