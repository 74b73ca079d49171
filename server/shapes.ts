import { type TSchema, Type } from 'typebox'
import { memberLimits } from '#domain/body.ts'
import { kinds } from '#domain/document.ts'
import { limits } from '#domain/limits.ts'

// The schemas that doors of several features share.

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const oneOf = <T extends string>(...words: T[]) => Type.Unsafe<T>({ type: 'string', enum: words })
export const instant = Type.String({ format: 'date-time' })
export const count = Type.Integer({ minimum: 0 })

/** Of a text. */
export const documentKind = oneOf(...kinds)

/** Of a poll. */
export const level = oneOf('open', 'secret', 'sealed', 'imported')
export const phase = oneOf('upcoming', 'not-ready', 'open', 'closed', 'cancelled')

export const kind = Type.Union([Type.Literal('movement'), Type.Literal('group'), Type.Literal('subgroup'), Type.Literal('circle')])
export const standing = Type.Union([Type.Literal('member'), Type.Literal('coordinator')])
export const language = Type.Union([Type.Literal('fr'), Type.Literal('en')])
export const email = Type.String({ minLength: 3, maxLength: 254 })
export const firstName = Type.String({ minLength: 1, maxLength: memberLimits.firstName * 2 })

/** Why a question, its choices and its grades may not be asked as they are. */
export const questionRefusals = [
  'no-question',
  'too-few-choices',
  'too-many-choices',
  'empty-choice',
  'repeated-choice',
  'too-few-grades',
  'too-many-grades',
  'empty-grade',
  'repeated-grade',
  'too-long',
] as const

const member = Type.String({ maxLength: 32 })
/** How a new poll is voted on, by whom it is kept if it is sealed (ids of members of the body), and why the same is asked again in secret. */
export const newPollTrust = {
  level: oneOf('open', 'secret', 'sealed'),
  trust: Type.Optional(
    Type.Object(
      { needed: Type.Integer({ minimum: 0, maximum: 50 }), trustees: Type.Array(member, { maxItems: 50 }), registrar: member },
      { additionalProperties: false },
    ),
  ),
  reason: Type.Optional(Type.String({ maxLength: limits.poll.reason })),
}
export const newPollRefusals = [
  'too-many-polls',
  'too-few-voters',
  'asked-already',
  'no-trustees',
  'too-many-trustees',
  'needed-out-of-range',
  'repeated-trustee',
  'no-registrar',
  'registrar-is-trustee',
  'not-a-member',
  'off-the-roll',
] as const
