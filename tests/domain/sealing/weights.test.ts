import { expect, test } from 'vitest'
import { aggregateLeaf } from '#domain/sealing/aggregate.ts'
import { verifyDossier } from '#domain/sealing/verify-dossier.ts'
import { sodiumGroup as group } from './backends.ts'
import { chance, seedOf } from './chance.ts'
import { anElection, type Cast, castBallot, fileOf, leavesOf, recordsOf, reopened, sumOf } from './election.ts'

// The program gives everyone one voice where a vote is secret. The format knows weights; so whoever verifies, a trustee first, holds the rule by themselves.

const luck = chance(seedOf('sealing/weights'))

/** What the board says of a poll in which `cast[w]` of those who weigh w voted, whose operator sums and opens whatever it is. */
async function verdictOn(cast: Record<number, number>) {
  const weights = Object.entries(cast).flatMap(([weight, voters]) => new Array<number>(voters).fill(Number(weight)))
  const election = anElection(luck, { choices: 1, grades: 2, voters: Math.max(5, weights.length), weights })
  const casts: Cast[] = weights.map((_, voter) => ({ voter, counter: 1, grades: [luck.below(2)] }))
  const records = recordsOf(election, leavesOf(luck, election, casts))
  return { verdict: await verifyDossier(group, reopened(await fileOf(records))), ballots: weights.length, election, casts }
}

test('one person who weighs seven would show in the sum: it is refused before anyone gives a part of its opening', async () => {
  const { verdict, election, casts } = await verdictOn({ 1: 6, 7: 1 })
  const sum = sumOf(
    election,
    casts.map((cast) => ({ cast, bytes: castBallot(luck, election, cast) })),
  )
  expect(aggregateLeaf(election.poll, sum)).toMatchObject({ ballots: 7, weight: 13 })
  expect([verdict.fault?.kind, verdict.fault?.reason]).toEqual(['aggregate', 'weight-cast-by-too-few'])
})

test('whatever the weights, what the board lets open holds five ballots of each, or none', { timeout: 60_000 }, async () => {
  const drawn = Array.from({ length: 9 }, () => ({ 1: luck.below(8), [2 + luck.below(30)]: luck.below(7) }))
  for (const cast of [{ 1: 5, 9: 5 }, { 1: 5, 9: 4 }, { 1: 4 }, ...drawn] as Record<number, number>[]) {
    const { verdict, ballots } = await verdictOn(cast)
    const enough = Object.values(cast).every((voters) => voters === 0 || voters >= 5)
    const refusal = ballots < 5 ? 'too-few-ballots' : enough ? undefined : 'weight-cast-by-too-few'
    expect(verdict.fault?.reason, JSON.stringify(cast)).toBe(refusal)
    expect(verdict.fault === null && verdict.board.result !== null).toBe(refusal === undefined)
  }
})
