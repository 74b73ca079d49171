import { Type } from 'typebox'
import { deeds } from '#domain/journal.ts'
import { journalLimits, limits } from '#domain/limits.ts'
import { door } from '#server/door.ts'
import { count, instant, nullable, oneOf } from '#server/shapes.ts'

const params = Type.Object({ slug: Type.String({ maxLength: limits.slug }) })
const id = Type.String({ pattern: '^[0-9a-z]{1,32}$' })
/** null: of someone who has erased themselves; empty: of someone who is on a roll without an account. */
const firstName = nullable(Type.String())
const thing = Type.Object({
  kind: oneOf('poll', 'assembly', 'consultation', 'text', 'frozen-text', 'roll'),
  id: Type.String(),
  title: Type.String(),
})

export const journalDoors = {
  readJournal: door({
    method: 'GET',
    url: '/api/bodies/:slug/journal',
    summary: `What was done to a body, its polls and its assemblies by whoever has power over them, the latest first, for its members; whether its last ${journalLimits.checked.toLocaleString('en')} lines follow from each other`,
    who: 'member',
    params,
    query: Type.Object(
      {
        page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
        poll: Type.Optional(id),
        assembly: Type.Optional(id),
        /** The hash of a line, as minutes quote it: is it there, and where? */
        line: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
      },
      { additionalProperties: false },
    ),
    reply: Type.Object({
      entries: Type.Array(
        Type.Object({
          hash: Type.String(),
          at: instant,
          by: nullable(Type.Object({ firstName })),
          what: oneOf(...deeds, 'other'),
          people: Type.Array(firstName),
          facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
          reason: Type.String(),
          about: Type.Array(thing),
        }),
      ),
      total: count,
      page: count,
      lines: count,
      head: Type.String(),
      checked: count,
      broken: nullable(Type.String()),
      sought: nullable(Type.Object({ number: count, page: count })),
      about: nullable(thing),
    }),
    limit: { max: 600, minutes: 10 },
  }),
  takeJournal: door({
    method: 'GET',
    url: '/api/bodies/:slug/journal.txt',
    summary:
      'The whole chain of the journal of a body, for its members: hash, space, the JSON that was hashed after the former hash, or a hyphen where it names people of a roll',
    who: 'member',
    params,
    produces: 'text/plain; charset=utf-8',
    limit: { max: 60, minutes: 10 },
  }),
} as const
