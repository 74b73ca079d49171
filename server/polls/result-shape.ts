import { Type } from 'typebox'
import { count, instant, nullable, oneOf } from '#server/shapes.ts'
import { pollBasics } from './shapes.ts'

// What a result says. Grades are indexes in scale, from the worst (0) to the best; counts are in the same order.

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

/** Where imported counts come from, and what was published then. */
const source = Type.Object({
  title: Type.String(),
  url: nullable(Type.String()),
  note: nullable(Type.String()),
  reconstituted: Type.Boolean(),
  published: nullable(Type.Object({ ranking: Type.Array(Type.Array(Type.String())), gauges: Type.Record(Type.String(), Type.String()) })),
})

export const resultReply = Type.Object({
  ...pollBasics,
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
  source: nullable(source),
  countedAt: instant,
})
