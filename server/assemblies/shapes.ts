import { Type } from 'typebox'
import { assemblyLimits as limits } from '#domain/limits.ts'
import { instant, nullable, oneOf } from '#server/shapes.ts'

// The schemas that several doors of assemblies share.

export const closed = { additionalProperties: false }
export const Id = Type.String({ pattern: '^[0-9a-z]{1,32}$' })
export const assemblyParams = Type.Object({ id: Id })
export const bodyParams = Type.Object({ slug: Type.String({ minLength: 1, maxLength: 64 }) })
export const count = Type.Integer({ minimum: 0 })
export const kind = oneOf('ordinary', 'extraordinary')
export const stage = oneOf('draft', 'convened', 'open', 'closed', 'adjourned', 'cancelled')
export const how = oneOf('room', 'remote')
export const Person = Type.Object({ id: Type.String(), firstName: Type.String() })
export const Heads = Type.Object({ room: count, remote: count, represented: count })

/** A figure of the rules; whether it may be one is said by the rule, so that a form can be told of it. */
const figure = Type.Integer({ minimum: -1, maximum: 9999 })
const Share = Type.Object({ part: figure, of: figure }, closed)
const Variant = Type.Object(
  {
    noticeDays: figure,
    quorum: Share,
    threshold: figure,
    majority: Share,
    proxies: figure,
    second: Type.Object({ noticeDays: figure, quorum: Share }, closed),
  },
  closed,
)
export const Rules = Type.Object(
  { convenes: Type.Literal('coordination'), remote: Type.Boolean(), ordinary: Variant, extraordinary: Variant },
  closed,
)

/** What rules say, clause by clause: in French, as documents quote them, and in English for who reads it. */
export const Clauses = Type.Object({ fr: Type.Array(Type.String()), en: Type.Array(Type.String()) })

/** What is prepared; whether it is too long or empty is said by the rule, so that a form can be told of it. */
export const Draft = Type.Object(
  {
    kind,
    /** A roll of the body, drawn up from a file; without one, the members of the body are convened. */
    roll: Type.Optional(nullable(Id)),
    title: Type.String({ maxLength: limits.title * 2 }),
    place: Type.String({ maxLength: limits.place * 2 }),
    link: Type.String({ maxLength: limits.link * 2 }),
    startsAt: instant,
    agenda: Type.Array(
      Type.Object(
        {
          title: Type.String({ maxLength: limits.title * 2 }),
          text: Type.String({ maxLength: limits.itemText * 2 }),
          resolution: nullable(Type.String({ maxLength: limits.itemText * 2 })),
        },
        closed,
      ),
      { maxItems: limits.items * 2 },
    ),
  },
  closed,
)
export const draftRefusals = [
  'no-such-roll',
  'no-title',
  'no-place',
  'bad-link',
  'bad-date',
  'in-the-past',
  'too-far',
  'no-agenda',
  'item-without-title',
  'too-many-items',
  'too-long',
] as const

/** The vote on a point: its poll, and once it is counted what came out of it. */
export const Vote = Type.Object({
  id: Type.String(),
  phase: oneOf('upcoming', 'not-ready', 'open', 'closed', 'cancelled'),
  opensAt: instant,
  closesAt: instant,
  result: nullable(
    Type.Object({
      voters: count,
      byProxy: count,
      blank: count,
      counts: Type.Array(count),
      grade: nullable(count),
      adopted: Type.Boolean(),
    }),
  ),
})
export const Item = Type.Object({
  id: Type.String(),
  title: Type.String(),
  text: Type.String(),
  resolution: nullable(Type.String()),
  vote: nullable(Vote),
})
