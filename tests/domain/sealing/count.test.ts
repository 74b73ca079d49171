import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countBallots, refuseCounts, resultOf } from '#domain/tally.ts'
import {
  addBallot,
  aggregateLeaf,
  aggregateWords,
  emptyAggregate,
  refuseOpening,
  removeBallot,
  sumsBytes,
} from '#domain/sealing/aggregate.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import { logarithms } from '#domain/sealing/logarithm.ts'
import { countsOf, lagrangeAtZero, openAggregate, resultHolds } from '#domain/sealing/open-aggregate.ts'
import { decryptPartially, partialHolds } from '#domain/sealing/partial.ts'
import { refuseRoll } from '#domain/sealing/roll.ts'
import { L, mod } from '#domain/sealing/scalar.ts'
import { memberCode, serverSecret } from '#domain/sealing/server-key.ts'
import { groups, sodiumGroup as group } from './backends.ts'
import { chance, type Chance, seedOf } from './chance.ts'
import { anElection, type Cast, castBallot, type Election, sumOf } from './election.ts'

const seed = seedOf('sealing/count')
const luck = chance(seed)

const casts = (luck: Chance, { poll, voters }: Election, changes = 0): Cast[] => {
  const grades = () => Array.from({ length: poll.choices }, () => luck.below(poll.grades))
  const first = voters.map((_, voter) => ({ voter, counter: 1, grades: grades() }))
  const again = Array.from({ length: changes }, (_, voter) => ({ voter, counter: 2, grades: grades() }))
  return [...first, ...again]
}
const made = (luck: Chance, election: Election, given: Cast[]) => given.map((cast) => ({ cast, bytes: castBallot(luck, election, cast) }))
/** What a plain count of the last ballot of each voter gives. */
const plain = ({ poll, voters }: Election, given: Cast[]) => {
  const last = [...new Map(given.map((cast) => [cast.voter, cast])).values()]
  const ballots = last.flatMap(({ voter, grades }) =>
    new Array(voters[voter]!.weight).fill({ kind: 'open', content: { kind: 'grades', grades } }),
  )
  return countBallots({ choices: poll.choices, grades: poll.grades, rollSize: poll.manifest.roll.weight }, ballots)
}
const partialsOf = (luck: Chance, { poll, secrets }: Election, leaf: ReturnType<typeof aggregateLeaf>, holders: number[]) =>
  holders.map((number) => decryptPartially(poll, poll.holders[number]!, secrets[number]!, leaf, luck.bytes(32)))

describe('what is opened is what was voted', () => {
  test('for any number of choices, grades and voters, with changes of mind: the sum opened is the plain count', () => {
    fc.assert(
      fc.property(
        fc.record({
          choices: fc.integer({ min: 1, max: 3 }),
          grades: fc.integer({ min: 2, max: 6 }),
          voters: fc.integer({ min: 5, max: 9 }),
          run: fc.nat(),
        }),
        ({ run, ...shape }) => {
          const luck = chance(`count ${run}`)
          const election = anElection(luck, shape)
          const given = casts(luck, election, luck.below(shape.voters))
          const leaf = aggregateLeaf(election.poll, sumOf(election, made(luck, election, given)))
          const result = openAggregate(election.poll, leaf, partialsOf(luck, election, leaf, [0]))!
          const counts = countsOf(election.poll, result)
          expect(counts).toEqual(plain(election, given))
          expect(refuseCounts(counts)).toBeNull()
          expect(resultOf(counts.counts).standings).toHaveLength(shape.choices)
        },
      ),
      { seed, numRuns: 12 },
    )
  })

  test('with weights, a ballot counts for as many as its weight', () => {
    const election = anElection(luck, { choices: 2, grades: 3, voters: 10, weights: [1, 1, 1, 1, 1, 40, 40, 40, 40, 40] })
    const given = casts(luck, election)
    const leaf = aggregateLeaf(election.poll, sumOf(election, made(luck, election, given)))
    expect([leaf.ballots, leaf.weight]).toEqual([10, 205])
    const result = openAggregate(election.poll, leaf, partialsOf(luck, election, leaf, [0]))!
    expect(countsOf(election.poll, result)).toEqual(plain(election, given))
  })

  test('the order of the ballots changes nothing, and a ballot replaced leaves no trace in the sum', () => {
    const election = anElection(luck, { choices: 2, grades: 3, voters: 6 })
    const { poll } = election
    const all = made(luck, election, casts(luck, election))
    const add = (order: typeof all) => order.reduce((sum, { bytes }) => addBallot(poll, sum, bytes, 1), emptyAggregate(poll))
    const direct = toHex(sumsBytes(poll, add(all).sums))
    expect(toHex(sumsBytes(poll, add(all.toReversed()).sums))).toBe(direct)
    const before = castBallot(luck, election, { voter: 0, counter: 1, grades: [2, 2] })
    const hesitant = removeBallot(poll, addBallot(poll, add(all), before, 3), before, 3)
    expect([toHex(sumsBytes(poll, hesitant.sums)), hesitant.ballots, hesitant.weight]).toEqual([direct, 6, 6])
    expect(refuseOpening(hesitant, 5)).toBeNull()
  })

  test('aggregate, words and result are the same from both backends', () => {
    const election = anElection(luck, { choices: 1, grades: 3, voters: 5 })
    const ballots = made(luck, election, casts(luck, election))
    const [here, there] = groups.map((group) => {
      const poll = { ...election.poll, group, key: group.decode(election.poll.manifest.electionKey)! }
      const leaf = aggregateLeaf(poll, ballots.reduce((sum, { bytes }) => addBallot(poll, sum, bytes, 1), emptyAggregate(poll))) // prettier-ignore
      const random = new Uint8Array(32)
      const partial = decryptPartially(poll, poll.holders[0]!, election.secrets[0]!, leaf, random)
      return { words: aggregateWords(leaf), partial, result: openAggregate(poll, leaf, [partial]) }
    })
    expect(here).toEqual(there)
    expect(here!.words).toHaveLength(8)
  })
})

describe('k of n trustees and the server', () => {
  const election = anElection(luck, { choices: 1, grades: 3, voters: 5, needed: 2, trustees: 4 })
  const given = casts(luck, election)
  const { poll } = election
  const leaf = aggregateLeaf(poll, sumOf(election, made(luck, election, given)))
  const expected = plain(election, given).counts

  test('any two of four open, in any order, with the server', () => {
    for (const pair of [
      [1, 2],
      [4, 1],
      [3, 2],
      [3, 4],
      [4, 2],
      [1, 3],
    ])
      // prettier-ignore
      expect(openAggregate(poll, leaf, partialsOf(luck, election, leaf, [0, ...pair]))?.counts).toEqual(expected)
    expect(openAggregate(poll, leaf, partialsOf(luck, election, leaf, [4, 3, 2, 0]))?.counts).toEqual(expected)
  })

  test.each([
    ['one trustee and the server', [0, 3]],
    ['all trustees without the server', [1, 2, 3, 4]],
    ['the server alone', [0]],
    ['nobody', []],
  ])('%s open nothing', (_, holders) => {
    expect(openAggregate(poll, leaf, partialsOf(luck, election, leaf, holders))).toBeNull()
  })

  test('k − 1 shares, even used as if they were enough, give no count', () => {
    const two = partialsOf(luck, election, leaf, [0, 1])
    const pretended = openAggregate({ ...poll, manifest: { ...poll.manifest, needed: 1 } }, leaf, two)
    expect(pretended).toBeNull()
    expect(resultHolds(poll, leaf, two, { kind: 'result', ballots: 5, weight: 5, counts: expected })).toBeNull()
  })

  test('a partial decryption is that of its holder, of this sum, in this poll, or is refused', () => {
    const [good] = partialsOf(luck, election, leaf, [2])
    const holder = poll.holders[2]!
    expect(partialHolds(poll, holder, leaf, good!)).toBe(true)
    expect(partialHolds(poll, poll.holders[1]!, leaf, good!)).toBe(false)
    expect(partialHolds(poll, holder, leaf, { ...good!, holder: 1 })).toBe(false)
    expect(partialHolds(poll, holder, { ...leaf, ballots: 6 }, good!)).toBe(false)
    expect(partialHolds({ ...poll, ctx: luck.bytes(64) }, holder, leaf, good!)).toBe(false)
    const stranger = decryptPartially(poll, holder, luck.scalar(), leaf, luck.bytes(32))
    expect(partialHolds(poll, holder, leaf, stranger)).toBe(false)
    for (const field of ['decryptions', 'proof'] as const)
      for (let at = 0; at < good![field].length; at++)
        expect(
          partialHolds(poll, holder, leaf, { ...good!, [field]: good![field].with(at, good![field][at]! ^ (1 << luck.below(8))) }),
        ).toBe(false)
  })

  test('two decryptions that are both wrong but add up to the right one are refused', () => {
    const [good] = partialsOf(luck, election, leaf, [1])
    const shift = group.multiplyBase(luck.scalar())
    const decryptions = good!.decryptions.slice()
    decryptions.set(group.encode(group.add(group.decode(decryptions.slice(0, 32))!, shift)), 0)
    decryptions.set(group.encode(group.subtract(group.decode(decryptions.slice(32, 64))!, shift)), 32)
    expect(partialHolds(poll, poll.holders[1]!, leaf, { ...good!, decryptions })).toBe(false)
  })

  test('a result that says one vote more or less, or moves one, is refused', () => {
    const partials = partialsOf(luck, election, leaf, [0, 1, 2])
    const result = openAggregate(poll, leaf, partials)!
    expect(resultHolds(poll, leaf, partials, result)).toBe(true)
    const from = result.counts[0]!.findIndex((count) => count > 0)
    const moved = result.counts[0]!.with(from, result.counts[0]![from]! - 1)
    const to = (from + 1) % 3
    expect(resultHolds(poll, leaf, partials, { ...result, counts: [moved] })).toBe(false)
    expect(resultHolds(poll, leaf, partials, { ...result, counts: [moved.with(to, moved[to]! + 1)] })).toBe(false)
    expect(resultHolds(poll, leaf, partials, { ...result, ballots: 4 })).toBe(false)
  })

  test('a sum that hides no possible count gives no result', () => {
    const sums = leaf.sums.slice()
    sums.set(group.encode(group.add(group.decode(sums.slice(32, 64))!, group.multiplyBase(100n))), 32)
    const wrong = { ...leaf, sums }
    expect(openAggregate(poll, wrong, partialsOf(luck, election, wrong, [0, 1, 2]))).toBeNull()
  })
})

describe('nothing is opened that would tell one vote', () => {
  const sum = (byWeight: [number, number][]) => ({
    sums: [],
    ballots: byWeight.reduce((all, [, cast]) => all + cast, 0),
    weight: 0,
    byWeight: new Map(byWeight),
  })
  test.each([
    ['four ballots', sum([[1, 4]]), 'too-few-ballots'],
    ['five', sum([[1, 5]]), null],
    ['five and four that weigh otherwise', sum([[1, 5], [3, 4]]), 'weight-cast-by-too-few'], // prettier-ignore
    ['five and none that weigh otherwise', sum([[1, 5], [3, 0]]), null], // prettier-ignore
    ['nothing', sum([]), 'too-few-ballots'],
  ])('%s', (_, aggregate, refusal) => {
    expect(refuseOpening(aggregate, 5)).toBe(refusal)
    expect(refuseOpening(aggregate, 1)).toBe(refusal)
  })
  test('a poll may ask for more than five', () => expect(refuseOpening(sum([[1, 9]]), 10)).toBe('too-few-ballots'))

  test('a roll of four, a credential twice, a weight that four share, are refused', () => {
    const roll = Array.from({ length: 6 }, () => ({ credential: luck.bytes(32), weight: 1 }))
    expect(refuseRoll(roll)).toBeNull()
    expect(refuseRoll(roll.slice(2))).toBe('too-few-voters')
    expect(refuseRoll([...roll, roll[0]!])).toBe('repeated-credential')
    expect(refuseRoll([...roll, { credential: luck.bytes(32), weight: 2 }])).toBe('weight-held-by-too-few')
    expect(refuseRoll(roll.map((entry) => ({ ...entry, weight: 2 ** 30 })))).toBe('too-heavy')
  })
})

describe('the tools of the count', () => {
  test.each(groups)('logarithms up to any bound, and none beyond ($name)', (group) => {
    const values = [0, 1, 2, 9, 10, 99, 100, 101]
    const points = values.map((value) => group.multiplyBase(BigInt(value)))
    for (const most of [0, 1, 10, 100])
      expect(logarithms(group, points, most)).toEqual(values.map((value) => (value <= most ? value : null)))
    expect(logarithms(group, [group.multiplyBase(L - 1n)], 50)).toEqual([null])
    expect(logarithms(group, [], 50)).toEqual([])
  })

  test('any k points of a polynomial of degree k − 1 give its value at 0', () => {
    const polynomial = Array.from({ length: 4 }, () => luck.scalar())
    const at = (x: number) => polynomial.reduceRight((value, coefficient) => mod(value * BigInt(x) + coefficient), 0n)
    for (const numbers of [
      [1, 2, 3, 4],
      [2, 5, 9, 20],
      [20, 1, 7, 3],
    ])
      // prettier-ignore
      expect(numbers.reduce((sum, j) => mod(sum + lagrangeAtZero(numbers, j) * at(j)), 0n)).toBe(polynomial[0])
  })

  test('the server’s key and a member’s code are one poll’s only', () => {
    const key = luck.bytes(32)
    expect(serverSecret(key, 'one')).toBe(serverSecret(key, 'one'))
    expect(serverSecret(key, 'one')).not.toBe(serverSecret(key, 'two'))
    expect(memberCode(key, 'one', 'awa')).toEqual(memberCode(key, 'one', 'awa'))
    expect(new Set([memberCode(key, 'one', 'awa'), memberCode(key, 'two', 'awa'), memberCode(key, 'one', 'bob')].map(toHex)).size).toBe(3)
  })
})
