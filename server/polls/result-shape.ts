import { Type } from 'typebox'
import { countedReply } from '#server/counted.ts'
import { instant, nullable } from '#server/shapes.ts'
import { resolutionReply } from './resolution.ts'
import { pollBasics } from './shapes.ts'

// What a result says. Grades are indexes in scale, from the worst (0) to the best; counts are in the same order.

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
  ...countedReply,
  /** Of a vote of an assembly: what it decided. */
  resolution: nullable(resolutionReply),
  source: nullable(source),
  countedAt: instant,
})
