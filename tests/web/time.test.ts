import { describe, expect, test } from 'vitest'
import { datedDay, day, fromLocalText, fromNow, hour, left, localText, shortDay } from '../../web/src/lib/time.ts'

const noBreak = '\u00a0'

describe('instants told in the movement’s time', () => {
  test.each([
    ['winter', '2026-11-26T20:00', '2026-11-26T19:00:00.000Z'],
    ['summer', '2026-07-14T09:30', '2026-07-14T07:30:00.000Z'],
    ['the hour that comes twice in autumn is its second', '2026-10-25T02:30', '2026-10-25T01:30:00.000Z'],
    ['midnight', '2026-01-01T00:00', '2025-12-31T23:00:00.000Z'],
  ])('%s', (_, typed, instant) => {
    expect(fromLocalText(typed)?.toISOString()).toBe(instant)
    expect(localText(instant)).toBe(typed)
  })

  test('the hour that spring skips still gives an instant near it', () => {
    const instant = fromLocalText('2027-03-28T02:30')!
    expect(Math.abs(instant.getTime() - Date.parse('2027-03-28T01:30:00Z'))).toBeLessThanOrEqual(3600_000)
  })

  test.each(['', 'demain', '2026-11-26', '2026-13-40T99:99', '2026-11-26T20:00:00Z'])('%j is no instant', (typed) => {
    expect(fromLocalText(typed)).toBeNull()
  })

  test('hours and days as people say them', () => {
    const now = new Date('2026-11-24T12:00:00Z')
    expect(hour('fr', '2026-11-26T19:00:00Z')).toBe(`20${noBreak}h`)
    expect(hour('fr', '2026-11-26T08:05:00Z')).toBe(`9${noBreak}h${noBreak}05`)
    expect(hour('en', '2026-11-26T19:00:00Z')).toBe('20:00')
    expect(day('fr', '2026-11-26T19:00:00Z', now)).toBe(`jeudi 26${noBreak}novembre`)
    expect(day('fr', '2022-01-30T19:00:00Z', now)).toBe(`dimanche 30${noBreak}janvier 2022`)
    expect(datedDay('fr', '2026-12-01T19:00:00Z')).toBe(`mardi 1er${noBreak}décembre 2026`)
    expect(datedDay('en', '2026-12-01T19:00:00Z')).toBe(`Tuesday, 1${noBreak}December 2026`)
    expect(day('fr', '2026-12-01T19:00:00Z', now)).toBe(`mardi 1er${noBreak}décembre`)
    expect(day('fr', '2026-12-11T19:00:00Z', now)).toBe(`vendredi 11${noBreak}décembre`)
    expect(day('en', '2026-12-01T19:00:00Z', now)).toBe(`Tuesday 1${noBreak}December`)
    expect(shortDay('fr', '2026-12-01T19:00:00Z')).toBe(`1er${noBreak}déc. 2026`)
    expect(left('fr', '2026-11-24T17:30:00Z', now)).toBe(`5${noBreak}heures`)
    expect(left('fr', '2026-11-24T12:00:20Z', now)).toBe(`1${noBreak}minute`)
    expect(left('en', '2026-11-24T12:12:00Z', now)).toBe(`12${noBreak}minutes`)
    expect(fromNow('fr', '2026-11-26T12:00:00Z', now)).toBe('après-demain')
    expect(fromNow('fr', '2026-11-24T09:00:00Z', now)).toBe('il y a 3 heures')
  })
})
