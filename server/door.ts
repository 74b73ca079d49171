import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { SignedOut } from '#server/errors.ts'
import type { SignedIn } from '#server/session.ts'

/**
 * A door of the public API: where it is, what goes in and out, who may knock.
 * `who: 'member'` answers 401 to a passer-by before anything else, `'voter'` to one without a personal link (voter.ts); whether this member may see or do the thing
 * is asked by the handler (404, or 409 with a reason). `limit` is per client address and door.
 */
export type DoorShape = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: `/api/${string}`
  summary: string
  who: 'anyone' | 'voter' | 'member'
  params?: TSchema
  query?: TSchema
  body?: TSchema
  /** What is answered, or the same as a stream of JSON where it is long. */
  reply?: TSchema
  /** Another media type than JSON comes in: the handler is given its bytes. */
  consumes?: string
  /** Another media type than JSON: the handler then returns the text itself. */
  produces?: string
  refusals?: readonly string[]
  limit?: { max: number; minutes: number }
  bodyLimit?: number
}

type Read<S> = S extends TSchema ? Static<S> : undefined

export type Knock<D extends DoorShape> = {
  params: Read<D['params']>
  query: Read<D['query']>
  body: D['consumes'] extends string ? Buffer : Read<D['body']>
  me: D['who'] extends 'member' ? SignedIn : SignedIn | null
  now: Date
  request: FastifyRequest
  reply: FastifyReply
}

type Answer<D extends DoorShape> = D['produces'] extends string
  ? string | Buffer | Readable
  : D['reply'] extends TSchema
    ? Static<D['reply']> | Readable
    : void

/** Keeps the literal types of a door, so that the web's client can be typed from it. */
export const door = <const D extends DoorShape>(shape: D) => shape

const plainError = (error: string, description: string) => Type.Object({ error: Type.Literal(error) }, { description })

/** What a door may answer, as OpenAPI tells it and as it is written: errors are those of errors.ts and nothing else. */
function answersOf({ who, params, query, body, consumes, reply, produces, refusals }: DoorShape) {
  const fields = Type.Array(Type.Object({ field: Type.String(), problem: Type.String() }))
  return {
    ...(produces
      ? { 200: { description: 'The file', content: { [produces]: { schema: Type.String() } } } }
      : reply
        ? { 200: { description: 'Done', ...reply } }
        : { 204: Type.Null({ description: 'Done' }) }),
    ...((params || query || body || consumes) && {
      400: Type.Object({ error: Type.Literal('malformed'), fields }, { description: 'Something asked is not as it should be' }),
    }),
    ...(who !== 'anyone' && { 401: plainError('signed-out', 'Nobody is signed in') }),
    404: plainError('not-found', 'It does not exist, or is not for you to see'),
    ...(refusals && {
      409: Type.Object(
        {
          error: Type.Literal('refused'),
          reason: Type.Union(refusals.map((reason) => Type.Literal(reason))),
          detail: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))),
        },
        { description: 'A rule says no' },
      ),
    }),
    429: plainError('too-many', 'Too many requests'),
    503: plainError('unconfirmed', 'The database could not confirm it: ask again, of the same thing'),
    507: plainError('no-room', 'The disk of the database is full: nothing of it was stored'),
  }
}

/** Puts a door in the wall. */
export function open<const D extends DoorShape>(
  app: FastifyInstance,
  shape: D,
  handle: (knock: Knock<D>) => Promise<Answer<D>> | Answer<D>,
) {
  app.route({
    method: shape.method as HTTPMethods,
    url: shape.url,
    bodyLimit: shape.bodyLimit,
    config: shape.limit ? { rateLimit: { max: shape.limit.max, timeWindow: shape.limit.minutes * 60_000 } } : {},
    schema: {
      summary: shape.summary,
      ...(shape.params && { params: shape.params }),
      ...(shape.query && { querystring: shape.query }),
      ...(shape.body && { body: shape.body }),
      ...(shape.consumes && { consumes: [shape.consumes] }),
      response: answersOf(shape),
      ...(shape.refusals && { description: `Refusals (409): ${shape.refusals.join(', ')}` }),
      security: shape.who === 'anyone' ? [] : [{ session: [] }, ...(shape.who === 'voter' ? [{ link: [] }] : [])],
    },
    preHandler: async (request) => {
      const knows = request.me ?? (shape.who === 'voter' ? request.ticket : null)
      if (shape.who !== 'anyone' && !knows) throw new SignedOut()
    },
    handler: async (request, reply) => {
      const answer = await handle({
        params: request.params,
        query: request.query,
        body: request.body,
        me: request.me,
        now: new Date(),
        request,
        reply,
      } as Knock<D>)
      if (shape.produces) return reply.type(shape.produces).send(answer)
      if (answer instanceof Readable) return reply.type('application/json; charset=utf-8').send(answer)
      return shape.reply ? answer : reply.code(204).send()
    },
  })
}
