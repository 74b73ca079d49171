import { Type } from 'typebox'
import { limits } from '#domain/limits.ts'
import { count, instant, level, nullable, oneOf } from '#server/shapes.ts'

// The schemas that several doors of polls share.

export const id = Type.String({ pattern: '^[0-9a-z]{1,32}$' })
export const pollParams = Type.Object({ id })
export const bodyParams = Type.Object({ slug: Type.String({ minLength: 1, maxLength: limits.slug }) })
/** The first page when none is asked for. */
export const pageQuery = Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) })

export const missingGrades = oneOf('required', 'worst')
export const changes = oneOf('until-closing', 'never')
/** from: who proposed it, in a poll by which a group answers a consultation. */
export const choice = Type.Object({ id: Type.String(), label: Type.String(), description: Type.String(), from: nullable(Type.String()) })
export const bodyLink = Type.Object({ slug: Type.String(), name: Type.String() })

/** A line of a ballot; null is "sans avis". One type list and not a union: a wrong grade is then one problem, not three. */
export const gradeLine = Type.Object(
  { choice: id, grade: Type.Unsafe<number | null>({ type: ['integer', 'null'], minimum: 0, maximum: limits.poll.grades.max - 1 }) },
  { additionalProperties: false },
)

/**
 * Where the count of a closed secret or sealed poll is, until it has its result: ballots added up of how many count (null: not known yet), whether
 * the sum is on the board, parts of its opening that trustees gave of how many it takes (0 at the secret level).
 */
export const counting = nullable(
  Type.Object({ added: count, ballots: nullable(count), summed: Type.Boolean(), parts: count, needed: count }),
)

/** What a poll is, told the same way beside its ballot and beside its result. scale: from the worst grade (0) to the best. */
export const pollBasics = {
  id: Type.String(),
  level,
  question: Type.String(),
  description: Type.String(),
  scale: Type.Array(Type.String()),
  missingGrades,
  changes,
  opensAt: instant,
  closesAt: instant,
  body: bodyLink,
  /** The frozen text whose articles are voted on. */
  ratifies: nullable(Type.String()),
  /** The frozen roll whose people vote, when they are not the members of the body. */
  roll: nullable(Type.Object({ id: Type.String(), title: Type.String(), fingerprint: Type.String() })),
  /** Of that roll, or of the members who vote, once their roll is written (domain/electorate.ts). */
  rollFingerprint: nullable(Type.String()),
  /** The assembly of which this is a resolution. */
  assembly: nullable(Type.String()),
  /** The consultation that this group answers. */
  consultation: nullable(Type.Object({ id: Type.String(), title: Type.String() })),
}
