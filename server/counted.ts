import { Type } from 'typebox'
import type { Choice } from '#domain/poll.ts'
import { type Counts, resultOf } from '#domain/tally.ts'
import { count, nullable, oneOf } from '#server/shapes.ts'

// What a count says, of one poll or of several together. Grades are indexes in the scale, from the worst (0) to the best; counts are in the same order.

const side = oneOf('above', 'below')
const grade = Type.Integer({ minimum: 0 })
const meritStep = Type.Object({ side, camp: count, grade })

/** Why a choice is ahead of the next one: DecidingStep of domain/majority-judgment.ts, which tells each kind. */
const decidingStep = Type.Union([
  Type.Object({ kind: Type.Literal('grade'), better: grade, worse: grade }),
  Type.Object({ kind: Type.Literal('camp'), depth: count, grade, better: nullable(meritStep), worse: nullable(meritStep) }),
  Type.Object({ kind: Type.Literal('next-grade'), depth: count, side, camp: count, better: grade, worse: grade }),
])

const gauge = Type.Object({ grade, above: count, below: count, sign: nullable(oneOf('+', '-')) })

const standing = Type.Object({
  id: Type.String(),
  label: Type.String(),
  description: Type.String(),
  rank: Type.Integer({ minimum: 1 }),
  tied: Type.Boolean(),
  counts: Type.Array(count),
  majorityGrade: nullable(grade),
  gauge: nullable(gauge),
})

export const countedReply = {
  rollSize: count,
  voters: count,
  blank: count,
  spoiled: count,
  /** Where people have several votes: counts are of votes then, and rollSize, voters and blank of people all the same. */
  votes: nullable(Type.Object({ roll: count, cast: count, blank: count })),
  /** From the best to the worst. */
  choices: Type.Array(standing),
  /** One for each pair of neighbours, by the id of the choices; step is null when the two are tied. */
  steps: Type.Array(Type.Object({ better: Type.String(), worse: Type.String(), step: nullable(decidingStep) })),
}

/** A count in those words: choices from the best to the worst, and why each is ahead of the next. */
export function tellCounted(choices: readonly Choice[], { rollSize, voters, blank, spoiled, votes = null, counts }: Counts) {
  const { standings, explanations } = resultOf(counts)
  return {
    ...{ rollSize, voters, blank, spoiled, votes },
    choices: standings.map(({ index, counts, ...standing }) => ({ ...choices[index]!, ...standing, counts: [...counts] })),
    steps: explanations.map(({ better, worse, step }) => ({ better: choices[better]!.id, worse: choices[worse]!.id, step })),
  }
}
