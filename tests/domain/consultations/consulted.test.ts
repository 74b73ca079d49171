import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Ballot, blankBallot } from '#domain/ballot.ts'
import { aheadIn, countsIn, groupsAhead, groupsInside, onTheRollOf, passedOnBy, sumCounts } from '#domain/consulted.ts'
import { countBallots, type Counts, refuseCounts, resultOf } from '#domain/tally.ts'

const graded = (grades: number[]): Ballot => ({ kind: 'open', content: { kind: 'grades', grades } })
const shape = { choices: 3, grades: 5 }
const ballot = fc.oneof({ weight: 9, arbitrary: fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }).map(graded) }, { weight: 1, arbitrary: fc.constant(blankBallot) }) // prettier-ignore
const group = fc.record({ ballots: fc.array(ballot, { maxLength: 12 }), absent: fc.nat(5) })
const groups = fc.array(group, { minLength: 1, maxLength: 6 })
const countOf = ({ ballots, absent }: { ballots: Ballot[]; absent: number }) =>
  countBallots({ ...shape, rollSize: ballots.length + absent }, ballots)

describe('the counts of groups are summed', () => {
  test('to the count of all their ballots together, people included', () => {
    fc.assert(
      fc.property(groups, (all) => {
        const together = countOf({
          ballots: all.flatMap(({ ballots }) => ballots),
          absent: all.reduce((sum, { absent }) => sum + absent, 0),
        })
        const sum = sumCounts(all.map(countOf))!
        expect(sum).toEqual(together)
        expect(refuseCounts(sum)).toBeNull()
        expect(resultOf(sum.counts)).toEqual(resultOf(together.counts))
      }),
    )
  })

  test('in whatever order, and by parts', () => {
    fc.assert(
      fc.property(groups, groups, (some, others) => {
        const [a, b] = [some.map(countOf), others.map(countOf)]
        const sum = sumCounts([...a, ...b])
        expect(sumCounts([...b, ...a].toReversed())).toEqual(sum)
        expect(sumCounts([sumCounts(a)!, sumCounts(b)!])).toEqual(sum)
      }),
    )
  })

  test('and never their rankings: two groups that choose the same may choose another together', () => {
    const one = [[0, 2, 0], [1, 0, 1]] // prettier-ignore
    const two = [[0, 1, 2], [1, 0, 2]] // prettier-ignore
    const counts = (voters: number, histograms: number[][]): Counts => ({ rollSize: 5, voters, blank: 0, spoiled: 0, counts: histograms })
    expect([aheadIn(one), aheadIn(two)]).toEqual([[0], [0]])
    const sum = sumCounts([counts(2, one), counts(3, two)])!
    expect(sum.counts).toEqual([[0, 3, 2], [2, 0, 3]]) // prettier-ignore
    expect(aheadIn(sum.counts)).toEqual([1])
    expect(groupsAhead(2, [one, two])).toEqual([2, 0])
  })

  test('of nothing there is none, and counts of another ballot are refused', () => {
    expect(sumCounts([])).toBeNull()
    const counts = countOf({ ballots: [graded([1, 2, 3])], absent: 0 })
    expect(() => sumCounts([counts, { ...counts, counts: counts.counts.slice(1) }])).toThrow(RangeError)
    expect(() => sumCounts([counts, { ...counts, counts: counts.counts.map((one) => one.slice(1)) }])).toThrow(RangeError)
  })
})

describe('in how many groups a choice is ahead', () => {
  test('ties count for each, and where nobody expressed anything nothing is ahead', () => {
    const tied = [[0, 1], [0, 1], [1, 0]] // prettier-ignore
    const silent = [[0, 0], [0, 0], [0, 0]] // prettier-ignore
    expect(aheadIn(tied)).toEqual([0, 1])
    expect(aheadIn(silent)).toEqual([])
    expect(groupsAhead(3, [tied, silent])).toEqual([1, 1, 0])
  })
})

test('someone in several groups is on one roll only, whatever the order in which they open', () => {
  const people = fc.uniqueArray(fc.nat(20).map(String))
  fc.assert(
    fc.property(fc.array(people, { maxLength: 6 }), (all) => {
      const taken = new Set<string>()
      const rolls = all.map((members) => {
        const roll = onTheRollOf(members, taken)
        for (const member of roll) taken.add(member)
        return roll
      })
      expect(rolls.flat().toSorted()).toEqual([...new Set(all.flat())].toSorted())
    }),
  )
})

test('whatever is passed on to whom, each poll is in the sum of all groups once, and in that of each group above it once', () => {
  // A tree: each group after the first few was asked through one that came before it.
  const tree = fc.array(fc.record({ answered: fc.option(group), above: fc.nat(20) }), { minLength: 1, maxLength: 12 }).map((drawn) =>
    drawn.map(({ answered, above }, at) => ({
      ...{ id: `g${at}`, throughId: at === 0 || above > at - 1 ? null : `g${above}` },
      counts: answered && countOf(answered),
    })),
  )
  fc.assert(
    fc.property(tree, (all) => {
      const polls = all.flatMap(({ counts }) => counts ?? [])
      const parts = passedOnBy(null, all).flatMap((one) => sumCounts(countsIn(one, all)) ?? [])
      expect(sumCounts(parts)).toEqual(sumCounts(polls))
      for (const one of all) {
        const inside = groupsInside(one.id, all)
        expect(new Set(inside).size).toBe(inside.length)
        expect(inside).not.toContain(one)
        expect(countsIn(one, all)).toHaveLength([one, ...inside].filter(({ counts }) => counts).length)
      }
    }),
  )
})
