import { expect, test } from 'vitest'
import { type CountsFile, readCounts, writeCountsCsv, writeCountsJson } from '#domain/counts-file.ts'
import { expressed, refuseCounts } from '#domain/tally.ts'

const counts = [
  [30, 0, 3],
  [3, 0, 30],
]
const weighted = { rollSize: 5, voters: 4, blank: 1, spoiled: 0, counts, votes: { roll: 35, cast: 34, blank: 1 } }

test.each([
  ['as they are', weighted, null],
  ['without a word of votes', { ...weighted, votes: null }, 'voters-do-not-add-up'],
  ['of more votes than the roll has', { ...weighted, votes: { roll: 33, cast: 34, blank: 1 } }, 'more-voters-than-roll'],
  ['of fewer votes than people', { ...weighted, votes: { roll: 35, cast: 34, blank: 0 } }, 'voters-do-not-add-up'],
  ['that do not add up', { ...weighted, votes: { roll: 36, cast: 35, blank: 1 } }, 'voters-do-not-add-up'],
  ['with half a vote', { ...weighted, votes: { roll: 35.5, cast: 34, blank: 1 } }, 'not-whole-numbers'],
  ['with spoiled ballots, whose votes nobody knows', { ...weighted, spoiled: 1 }, 'voters-do-not-add-up'],
])('counts of people who have several votes, %s: %s', (_, given, refusal) => {
  expect(refuseCounts(given)).toBe(refusal)
})

test('votes are what histograms hold; where everyone has one, people are', () => {
  expect(expressed(weighted)).toBe(33)
  expect(expressed({ ...weighted, votes: null })).toBe(3)
})

test('a file of such counts says so in either form, and is read as it was written', () => {
  const choices = counts.map((row, n) => ({ label: `Choix ${n}`, counts: row }))
  const { counts: _, ...numbers } = weighted
  const file: CountsFile = { question: 'Quoi ?', scale: ['Non', 'Bof', 'Oui'], choices, ...numbers, closedAt: '2026-11-29T12:00:00.000Z', source: null } // prettier-ignore
  for (const written of [writeCountsJson(file), writeCountsCsv(file)]) expect(readCounts(written)).toEqual({ file })
})
