import { Type } from 'typebox'
import { historyLimits as limits } from '#domain/limits.ts'
import { door } from '#server/door.ts'
import { instant, nullable } from '#server/shapes.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 32 })
const Seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const Content = Type.Object({ type: Type.Literal('doc') }, { additionalProperties: true })
const Which = Type.Object({ id: Id, seq: Seq })

/** Who: first names, those who wrote most first, for members of the body; none for others, who are told how many. */
const Hands = { people: Type.Integer(), authors: Type.Array(Type.String()) }

/** What a text said when a sitting of writing ended: the rows `fromSeq` to `seq` of its log. */
const version = {
  seq: Type.Integer(),
  fromSeq: Type.Integer(),
  from: instant,
  until: instant,
  edits: Type.Integer(),
  ...Hands,
  name: nullable(Type.String()),
  /** Who named it or took it up, for members of the body. */
  madeBy: nullable(Type.String()),
  /** The version that was taken up by it. */
  takenFrom: nullable(Type.Object({ seq: Type.Integer(), until: instant, name: nullable(Type.String()) })),
}
const May = Type.Object({ write: Type.Boolean() })

export const historyDoors = {
  listHistory: door({
    method: 'GET',
    url: '/api/documents/:id/history',
    who: 'anyone',
    summary:
      'The versions of a draft, the last first; from the one that ends at row `upto` when it is given. older: where the next page begins.',
    params: Type.Object({ id: Id }),
    query: Type.Object({ upto: Type.Optional(Seq) }, closed),
    reply: Type.Object({ versions: Type.Array(Type.Object(version)), last: Type.Integer(), older: nullable(Type.Integer()), may: May }),
  }),
  getDraftVersion: door({
    method: 'GET',
    url: '/api/documents/:id/history/:seq',
    who: 'anyone',
    summary:
      'What a draft said at a row of its log and before the sitting that led there, and who wrote in which article ("" is outside of any)',
    params: Which,
    reply: Type.Object({
      ...version,
      content: Content,
      before: Content,
      wrote: Type.Array(Type.Object({ article: Type.String(), ...Hands })),
      /** The version before it, and the last row of the draft. */
      former: nullable(Type.Integer()),
      last: Type.Integer(),
      may: May,
    }),
    limit: { max: 600, minutes: 1 },
  }),
  nameVersion: door({
    method: 'POST',
    url: '/api/documents/:id/history/:seq/name',
    who: 'member',
    summary: 'Gives a name to a version of a draft, once and for all',
    params: Which,
    body: Type.Object({ name: Type.String({ minLength: 1, maxLength: limits.nameCharacters, pattern: '\\S' }) }, closed),
    refusals: ['archived', 'not-a-writer', 'named-already', 'too-many'],
    limit: { max: 60, minutes: 10 },
  }),
  takeUpVersion: door({
    method: 'POST',
    url: '/api/documents/:id/history/:seq/taking-up',
    who: 'member',
    summary:
      'Takes up a version again: writes forward, in the live draft, what makes it say the same. Whoever is there sees it; nothing is rewritten.',
    params: Which,
    reply: Type.Object({ seq: Type.Integer() }),
    refusals: ['archived', 'not-a-writer', 'same-words', 'too-large', 'try-later'],
    limit: { max: 30, minutes: 10 },
  }),
} as const
