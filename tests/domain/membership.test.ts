import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cleanName, refuseLeaving, refuseStanding, rightsIn, type Standing } from '#domain/membership.ts'

const all = Object.keys(rightsIn(null)) as (keyof ReturnType<typeof rightsIn>)[]
const granted = (standing: Standing | null, orphan = false) => {
  const rights = rightsIn(standing, orphan)
  return all.filter((right) => rights[right])
}

describe('rights in a body', () => {
  test('coordination has them all', () => expect(granted('coordinator')).toEqual(all))
  test('a member shares the invitation and no more', () => expect(granted('member')).toEqual(['shareInvitation']))
  test('who is not in it has none', () => expect(granted(null)).toEqual([]))

  test('the coordination above a body left without one invites and names, and never decides', () => {
    expect(granted(null, true)).toEqual(['invite', 'shareInvitation', 'nameCoordinators'])
    expect(granted('member', true)).toEqual(['invite', 'shareInvitation', 'nameCoordinators'])
  })
})

describe('leaving', () => {
  test.each([
    ['a member', 'member', { members: 3, coordinators: 1 }, null],
    ['a coordinator among two', 'coordinator', { members: 3, coordinators: 2 }, null],
    ['the last coordinator of people who stay', 'coordinator', { members: 2, coordinators: 1 }, 'last-coordinator'],
    ['the last person', 'coordinator', { members: 1, coordinators: 1 }, null],
    ['a member of a body without coordination', 'member', { members: 2, coordinators: 0 }, null],
  ] as const)('%s', (_, standing, body, refusal) => expect(refuseLeaving(standing, body)).toBe(refusal))

  test('whoever goes, people who stay keep their coordination', () => {
    const body = fc
      .integer({ min: 1, max: 50 })
      .chain((members) => fc.record({ members: fc.constant(members), coordinators: fc.integer({ min: 1, max: members }) }))
    fc.assert(
      fc.property(body, fc.constantFrom<Standing>('member', 'coordinator'), ({ members, coordinators }, standing) => {
        fc.pre(standing === 'coordinator' || members > coordinators)
        if (refuseLeaving(standing, { members, coordinators })) return true
        const left = { members: members - 1, coordinators: coordinators - (standing === 'coordinator' ? 1 : 0) }
        return left.members === 0 || left.coordinators > 0
      }),
    )
  })
})

describe('giving a standing', () => {
  const [coordination, member] = [rightsIn('coordinator'), rightsIn('member')]
  test.each([
    ['coordination names a coordinator', coordination, 'member', 'coordinator', 1, null],
    ['coordination ends one of two', coordination, 'coordinator', 'member', 2, null],
    ['coordination ends the last one', coordination, 'coordinator', 'member', 1, 'last-coordinator'],
    ['coordination confirms the last one', coordination, 'coordinator', 'coordinator', 1, null],
    ['a member names a coordinator', member, 'member', 'coordinator', 1, 'not-a-coordinator'],
    ['a member ends the last one', member, 'coordinator', 'member', 1, 'not-a-coordinator'],
  ] as const)('%s', (_, rights, current, wanted, count, refusal) => expect(refuseStanding(rights, current, wanted, count)).toBe(refusal))
})

describe('a name as it is kept', () => {
  test.each([
    ['spaces around and inside', '  Jean   Marie ', 'Jean Marie'],
    ['accents in one sign', 'Chloe\u0301', 'Chloé'],
    ['signs that turn the text round', 'Awa\u202e', 'Awa'],
    ['a zero byte and a bell', 'A\u0000wa\u0007', 'Awa'],
    ['lines', 'A\nwa', 'Awa'],
    ['nothing', '', null],
    ['nothing that is seen', '\u200b \ufeff', null],
    ['forty letters', 'a'.repeat(40), 'a'.repeat(40)],
    ['forty-one', 'a'.repeat(41), null],
    ['another alphabet', 'Фатима', 'Фатима'],
  ])('%s', (_, typed, kept) => expect(cleanName(typed)).toBe(kept))

  test('cleaning a clean name changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
        const name = cleanName(typed)
        return name === null || cleanName(name) === name
      }),
    )
  })
})
