import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { isOutOfRoom, isUnconfirmed } from '#db/unconfirmed.ts'

/** A rule said no: 409 with the reason, which the page translates. Detail never holds anything personal. */
export class Refused extends Error {
  override name = 'Refused'
  reason: string
  detail: Record<string, string | number> | undefined
  constructor(reason: string, detail?: Record<string, string | number>) {
    super(reason)
    this.reason = reason
    this.detail = detail
  }
}

/** What does not exist, and what one may not see: the same answer. */
export class NotFound extends Error {
  override name = 'NotFound'
}

/** Nobody is signed in, and this door wants someone: 401. */
export class SignedOut extends Error {
  override name = 'SignedOut'
}

export type FieldProblem = { field: string; problem: string }

/** A field is not what it should be, in a way the schema cannot say: 400 naming it, and the others when there are several. */
export class Malformed extends Error {
  override name = 'Malformed'
  fields: FieldProblem[]
  constructor(field: string, problem: string, others: FieldProblem[] = []) {
    super(`${field}: ${problem}`)
    this.fields = [{ field, problem }, ...others]
  }
}

/** Throws the reason when a rule gives one: `refuseIf(refuseBallot(poll, voter, now))`. */
export function refuseIf(reason: string | null | undefined, detail?: Record<string, string | number>) {
  if (reason) throw new Refused(reason, detail)
}

export function orNotFound<T>(found: T | null | undefined): T {
  if (found === null || found === undefined) throw new NotFound()
  return found
}

/** SQLSTATE of a text that PostgreSQL cannot hold: a zero byte, as it is or escaped in JSON. */
const unspeakable = ['22021', '22P05']

/** The bodies of all error replies: `{error: 'malformed', fields}`, `{error: 'refused', reason, detail?}`, `{error}`. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof Refused) return reply.code(409).send({ error: 'refused', reason: error.reason, detail: error.detail })
  if (error instanceof NotFound) return reply.code(404).send({ error: 'not-found' })
  if (error instanceof SignedOut) return reply.code(401).send({ error: 'signed-out' })
  if (error instanceof Malformed) return reply.code(400).send({ error: 'malformed', fields: error.fields })
  if ('validation' in error && error.validation) {
    const fields = error.validation.map((issue) => ({
      field: [error.validationContext, ...issue.instancePath.split('/').slice(1), missingName(issue)]
        .filter(Boolean)
        .join('.')
        .replace(/^(body|params|querystring)\./, ''),
      problem: issue.keyword ?? 'malformed',
    }))
    return reply.code(400).send({ error: 'malformed', fields })
  }
  if ('code' in error && unspeakable.includes(error.code)) return reply.code(400).send({ error: 'malformed', fields: [] })
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500
  if (status === 429) return reply.code(429).send({ error: 'too-many' })
  if (status === 413) return reply.code(413).send({ error: 'too-large' })
  if (status >= 400 && status < 500) return reply.code(status).send({ error: 'malformed', fields: [] })
  if (isUnconfirmed(error)) {
    request.log.error({ err: error }, 'unconfirmed')
    return reply.code(503).header('retry-after', '2').send({ error: 'unconfirmed' })
  }
  if (isOutOfRoom(error)) {
    request.log.error({ err: error }, 'the disk of the database is full')
    return reply.code(507).send({ error: 'no-room' })
  }
  request.log.error({ err: error }, 'bug')
  return reply.code(500).send({ error: 'bug' })
}

function missingName(issue: { keyword?: string; params?: Record<string, unknown> }) {
  const { missingProperty, additionalProperty, requiredProperties, additionalProperties } = issue.params ?? {}
  if (Array.isArray(requiredProperties)) return String(requiredProperties[0])
  if (Array.isArray(additionalProperties)) return String(additionalProperties[0])
  return missingProperty ?? additionalProperty
}
