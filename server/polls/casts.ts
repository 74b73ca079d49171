import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { type Ballot, blankBallot, type GradeLine, packGrades, readBallot } from '#domain/ballot.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { ownSeats, takeSeatOf } from '#server/assemblies/seats/queries.ts'
import { Malformed, NotFound, orNotFound, Refused } from '#server/errors.ts'
import { casterIn } from '#server/voter.ts'
import { type CastOutcome, castingDesk } from './casting.ts'
import { type Definition, pollDefinitions } from './definitions.ts'
import { pollDoors } from './doors.ts'

/** The door of ballots: what is read here is judged by the database, and acknowledged after its commit. */
export function casts(app: FastifyInstance, { db, sealing, casts = db }: Tools) {
  const definitionOf = pollDefinitions(db)
  const takeOwnSeat = ownSeats(db)
  const desk = castingDesk({ db, sealing }, casts)
  app.addHook('onClose', desk.settled)

  open(app, pollDoors.castBallot, async ({ params, body, request }) => {
    const poll = orNotFound(await definitionOf(params.id))
    const memberId = casterIn(poll.electorateId, request, body.counter)
    const grades = packGrades(envelopeOf(poll, body))
    if (poll.assemblyId) await takeOwnSeat(params.id, memberId)
    const outcome = await desk.cast({ pollId: params.id, memberId, id: body.id, counter: body.counter, grades })
    return { castAt: instantOf(outcome).toISOString(), counter: body.counter }
  })

  open(app, pollDoors.castProxyBallot, async ({ params, body: { proxy, ...body }, me, now }) => {
    const poll = orNotFound(await definitionOf(params.id))
    const grades = packGrades(envelopeOf(poll, body))
    const assemblyId = orNotFound(poll.assemblyId)
    const seat = { pollId: params.id, assemblyId, proxyId: proxy, ballotId: body.id, counter: body.counter, me: me.memberId, now }
    const memberId = await takeSeatOf(db, seat)
    const outcome = await desk.cast({ pollId: params.id, memberId, id: body.id, counter: body.counter, grades })
    return { castAt: instantOf(outcome).toISOString(), counter: body.counter }
  })
}

function envelopeOf(poll: Definition, { grades, blank }: Static<typeof pollDoors.castBallot.body>) {
  if (blank && grades) throw new Malformed('blank', 'with-grades')
  if (blank) return blankBallot
  if (!grades) throw new Malformed('grades', 'required')
  return readGrades(poll, grades)
}

/** Throws Malformed, naming each choice that is not as it should be. */
export function readGrades(poll: Definition, lines: readonly GradeLine[]): Ballot {
  const read = readBallot(poll, lines)
  if ('ballot' in read) return read.ballot
  const [first, ...others] = read.problems.map(({ choice, problem }) => ({ field: `grades.${choice}`, problem }))
  throw new Malformed(first!.field, first!.problem, others)
}

function instantOf(outcome: CastOutcome): Date {
  switch (outcome.outcome) {
    case 'cast':
    case 'repeated':
      return outcome.at
    case 'unknown':
      throw new NotFound()
    case 'roll-not-frozen':
    case 'malformed':
      throw new Error(`a ballot came back as ${outcome.outcome}`)
    default:
      throw new Refused(outcome.outcome)
  }
}
