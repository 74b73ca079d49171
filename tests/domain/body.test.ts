import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memberLimits, refuseNewBody, slugOf } from '#domain/body.ts'

describe('the address of a body', () => {
  test.each([
    ['Crest – Die', 'crest-die'],
    ['Saône-et-Loire', 'saone-et-loire'],
    ['Cœur d’Hérault', 'coeur-d-herault'],
    ['Æquo', 'aequo'],
    ['  … 69 ! ', '69'],
    ['Łódź', 'odz'],
    ['Движение', ''],
    ['---', ''],
    ['a'.repeat(80), 'a'.repeat(60)],
    [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
  ])('%j is %j', (name, slug) => expect(slugOf(name)).toBe(slug))

  test('is always one that the database takes, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => {
        const slug = slugOf(name)
        return slug === '' || (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) && slug.length <= 60)
      }),
    )
  })

  test('of an address is itself', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => slugOf(slugOf(name)) === slugOf(name)))
  })
})

describe('a new body', () => {
  const movement = { kind: 'movement', siblings: ['Drôme'] } as const
  const group = { kind: 'group', siblings: [] } as const

  test.each([
    ['a group in the movement', 'group', movement, null],
    ['a sub-group in a group', 'subgroup', group, null],
    ['a circle in the movement', 'circle', movement, null],
    ['a circle in a group', 'circle', group, null],
    ['a circle in a circle', 'circle', { kind: 'circle', siblings: [] }, null],
    ['a group in a group', 'group', group, 'wrong-parent'],
    ['a group in a circle', 'group', { kind: 'circle', siblings: [] }, 'wrong-parent'],
    ['a sub-group in the movement', 'subgroup', movement, 'wrong-parent'],
    ['a sub-group in a sub-group', 'subgroup', { kind: 'subgroup', siblings: [] }, 'wrong-parent'],
  ] as const)('%s', (_, kind, parent, refusal) => expect(refuseNewBody({ kind, name: 'Ardèche' }, parent, true)).toBe(refusal))

  test('takes coordinating its parent, and that is told first', () => {
    expect(refuseNewBody({ kind: 'group', name: 'Drôme' }, movement, false)).toBe('not-a-coordinator')
  })

  test('does not take the name of a sibling, however it is spelled', () => {
    for (const name of ['Drôme', 'DROME', 'drome !']) expect(refuseNewBody({ kind: 'group', name }, movement, true)).toBe('name-taken')
  })

  test('is refused past the limit', () => {
    const siblings = Array.from({ length: memberLimits.bodiesInOne }, (_, n) => `Groupe ${n}`)
    expect(refuseNewBody({ kind: 'group', name: 'Un de plus' }, { kind: 'movement', siblings }, true)).toBe('too-many')
    expect(refuseNewBody({ kind: 'group', name: 'Le dernier' }, { kind: 'movement', siblings: siblings.slice(1) }, true)).toBeNull()
  })
})
