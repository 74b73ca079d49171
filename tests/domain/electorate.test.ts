import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  codePreimage,
  listingOf,
  markPreimage,
  maySeeElectorate,
  oneLine,
  readWeight,
  refuseAddition,
  refuseClaimsUntil,
  refuseFile,
  refuseFreeze,
  refuseRemoval,
  takesClaims,
} from '#domain/electorate.ts'

const now = new Date('2026-11-29T12:00:00Z')
const before = new Date('2026-11-28T12:00:00Z')
const after = new Date('2026-11-30T12:00:00Z')
const drawn = { frozenAt: null, claimsUntil: null }
const frozen = { frozenAt: before, claimsUntil: null }

describe('a roll', () => {
  test('that is being drawn up takes files, people and removals; frozen, only people, each with a reason', () => {
    expect([refuseFile(drawn), refuseRemoval(drawn), refuseAddition(drawn, false, '')]).toEqual([null, null, null])
    expect([refuseFile(frozen), refuseRemoval(frozen)]).toEqual(['frozen', 'frozen'])
    expect(refuseAddition(frozen, false, '  ')).toBe('no-reason')
    expect(refuseAddition(frozen, false, 'Oubliée par le fichier')).toBeNull()
    expect(refuseAddition(frozen, true, 'Deux fois')).toBe('already-there')
  })

  test.each([
    ['with people', drawn, 5, 0, null],
    ['with nobody', drawn, 0, 0, 'nobody'],
    ['while a file waits', drawn, 5, 1, 'file-under-way'],
    ['a second time', frozen, 5, 0, 'frozen'],
  ])('is frozen %s', (_, electorate, electors, files, refusal) => {
    expect(refuseFreeze(electorate, electors, files)).toBe(refusal)
  })

  test('is seen by its coordination; by everyone once frozen, or while they may ask', () => {
    const asked = { frozenAt: null, claimsUntil: after }
    const seen = (electorate: typeof frozen | typeof drawn | typeof asked) => [
      maySeeElectorate(electorate, true, now),
      maySeeElectorate(electorate, false, now),
    ]
    expect([seen(drawn), seen(frozen), seen(asked)]).toEqual([
      [true, false],
      [true, true],
      [true, true],
    ])
    expect(takesClaims({ frozenAt: null, claimsUntil: before }, now)).toBe(false)
  })

  test('may be asked about until an instant that is to come and not too far', () => {
    expect(refuseClaimsUntil(null, now)).toBeNull()
    expect(refuseClaimsUntil(after, now)).toBeNull()
    expect(refuseClaimsUntil(before, now)).toBe('in-the-past')
    expect(refuseClaimsUntil(new Date(Number.NaN), now)).toBe('in-the-past')
    expect(refuseClaimsUntil(new Date('2027-06-01'), now)).toBe('too-far')
  })
})

test.each([
  ['', 1],
  ['1', 1],
  ['007', 7],
  ['10000', 10_000],
  ['0', null],
  ['10001', null],
  ['-1', null],
  ['1,5', null],
  ['1e3', null],
  ['deux', null],
])('« %s » weighs %s', (text, weight) => expect(readWeight(text)).toBe(weight))

test('a cell is kept composed, on one line, without what is not seen', () => {
  expect(oneLine(' E\u0301lodie \u200B\n  Nun\u0303ez\u202E ')).toBe('Élodie Nuñez')
})

test('the fingerprint is what anyone can compute from the words of its specification', () => {
  const sha256 = (...parts: (Uint8Array | string)[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
  const key = new Uint8Array(32).fill(7)
  const email = 'élodie@exemple.org'
  const code = sha256(key, email).subarray(0, 16)
  expect(sha256(codePreimage(key, email)).subarray(0, 16)).toEqual(code)
  const mark = sha256('preau-elector/1', code, Uint8Array.of(0, 0, 1, 2), email)
  expect(sha256(markPreimage(code, { email, weight: 258 }))).toEqual(mark)
  expect(listingOf(['ff', '01'])).toBe('01\nff\n')
})
