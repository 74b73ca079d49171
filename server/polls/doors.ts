import { Type } from 'typebox'
import { limits } from '#domain/limits.ts'
import { door } from '#server/door.ts'
import { count, instant, language, level, newPollRefusals, newPollTrust, nullable, phase, questionRefusals } from '#server/shapes.ts'
import { bodyParams, changes, choice, counting, gradeLine, id, missingGrades, pageQuery, pollBasics, pollParams } from './shapes.ts'
import { resultReply } from './result-shape.ts'

const { question, description, choices, choiceLabel, choiceDescription, grades, gradeLabel, reason } = limits.poll
const closed = { additionalProperties: false }
const hourly = (max: number) => ({ max, minutes: 60 })

/** A ballot as it was given: a grade a choice, or blank. */
const ownBallot = Type.Object({ blank: Type.Boolean(), grades: Type.Array(Type.Object({ choice: Type.String(), grade: Type.Integer() })) })

/** What casts a ballot, for oneself or for another. */
const ballotBody = {
  id: Type.String({ format: 'uuid' }),
  counter: Type.Integer({ minimum: 1, maximum: limits.castsOfOne }),
  grades: Type.Optional(Type.Array(gradeLine, { maxItems: choices.max })),
  blank: Type.Optional(Type.Literal(true)),
}
const castRefusals = ['not-yet-open', 'closed', 'cancelled', 'not-on-the-roll', 'already-voted', 'changed-elsewhere'] as const

export const pollDoors = {
  listPolls: door({
    method: 'GET',
    url: '/api/bodies/:slug/polls',
    who: 'member',
    summary: 'The polls of a body, those that close last first. voted is null for who is not on the roll.',
    params: bodyParams,
    query: pageQuery,
    reply: Type.Object({
      polls: Type.Array(
        Type.Object({
          id: Type.String(),
          question: Type.String(),
          level,
          phase,
          opensAt: instant,
          closesAt: instant,
          choices: count,
          voted: nullable(Type.Boolean()),
        }),
      ),
      total: count,
      page: count,
      perPage: count,
    }),
  }),

  createPoll: door({
    method: 'POST',
    url: '/api/bodies/:slug/polls',
    who: 'member',
    summary: 'Opens a poll, now or later. Here scale goes from the best grade to the worst, as on a form.',
    params: bodyParams,
    body: Type.Object(
      {
        question: Type.String({ minLength: 1, maxLength: question }),
        description: Type.Optional(Type.String({ maxLength: description })),
        choices: Type.Array(
          Type.Object(
            {
              label: Type.String({ minLength: 1, maxLength: choiceLabel }),
              description: Type.Optional(Type.String({ maxLength: choiceDescription })),
            },
            closed,
          ),
          { maxItems: choices.max },
        ),
        scale: Type.Array(Type.String({ minLength: 1, maxLength: gradeLabel }), { maxItems: grades.max }),
        missingGrades,
        changes,
        ...newPollTrust,
        level: Type.Optional(newPollTrust.level),
        /** A frozen roll of the body, whose people vote instead of its members. */
        electorate: Type.Optional(id),
        opensAt: instant,
        closesAt: instant,
      },
      closed,
    ),
    reply: Type.Object({ id: Type.String() }),
    refusals: [
      'not-a-coordinator',
      ...questionRefusals,
      'opens-in-the-past',
      'opens-too-far',
      'too-short',
      'lasts-too-long',
      ...newPollRefusals,
      'roll-not-frozen',
      'weights-in-secret',
    ],
    limit: hourly(limits.rates.newPollsAnHour),
  }),

  getPoll: door({
    method: 'GET',
    url: '/api/polls/:id',
    who: 'anyone',
    summary:
      'A poll, and what I have to do with it. Never anything of others’ grades. While it is open only members of the body see turnout.',
    params: pollParams,
    reply: Type.Object({
      ...pollBasics,
      choices: Type.Array(choice),
      choiceCount: count,
      phase,
      cancelledAt: nullable(instant),
      cancelReason: nullable(Type.String()),
      /** Its trustees did not open it: it has no result, ever. */
      givenUp: nullable(Type.Object({ at: instant, reason: Type.String() })),
      extensions: Type.Array(Type.Object({ at: instant, from: instant, to: instant, reason: Type.String() })),
      turnout: nullable(Type.Object({ rollSize: count, voters: count })),
      counting,
      me: nullable(
        Type.Object({
          onTheRoll: Type.Boolean(),
          casts: count,
          castAt: nullable(instant),
          language,
          /** I vote by a personal link: sent to this address, hardly readable, or printed on a sheet (null). */
          link: nullable(Type.Object({ maskedEmail: nullable(Type.String()) })),
          /** Whether I may change what I cast: as the poll says, but never by the code of a printed sheet. */
          changes,
          ballot: nullable(ownBallot),
          /** In a vote of an assembly: the people in whose name I may cast, and what I cast for them so far. */
          seats: Type.Array(
            Type.Object({
              proxy: Type.String(),
              giver: Type.String(),
              casts: count,
              castAt: nullable(instant),
              ballot: nullable(ownBallot),
            }),
          ),
          may: Type.Object({
            extend: Type.Boolean(),
            cancel: Type.Boolean(),
            write: Type.Boolean(),
            seeNames: Type.Boolean(),
            giveUp: Type.Boolean(),
          }),
        }),
      ),
    }),
  }),

  castBallot: door({
    method: 'POST',
    url: '/api/polls/:id/ballots',
    who: 'voter',
    summary:
      'Casts or changes my ballot: a grade for every choice, or blank. counter is 1, then one more for each change; the same id again is a retry.',
    params: pollParams,
    body: Type.Object(ballotBody, closed),
    reply: Type.Object({ castAt: instant, counter: count }),
    refusals: [...castRefusals, 'not-present'],
    limit: { max: limits.rates.castsAMinute, minutes: 1 },
  }),

  castProxyBallot: door({
    method: 'POST',
    url: '/api/polls/:id/proxy-ballots',
    who: 'member',
    summary:
      'Casts or changes, in a vote of an assembly, the ballot of someone whose proxy I hold: a ballot of its own, on their line of the roll.',
    params: pollParams,
    body: Type.Object({ proxy: id, ...ballotBody }, closed),
    reply: Type.Object({ castAt: instant, counter: count }),
    refusals: [...castRefusals, 'not-yours', 'proxy-not-accepted', 'proxy-ended', 'not-present', 'giver-is-here', 'giver-voted'],
    limit: { max: limits.rates.castsAMinute, minutes: 1 },
  }),

  extendPoll: door({
    method: 'POST',
    url: '/api/polls/:id/extension',
    who: 'member',
    summary: 'Moves the closing later, before it has come; the reason is shown with the poll.',
    params: pollParams,
    body: Type.Object({ closesAt: instant, reason: Type.String({ minLength: 1, maxLength: reason }) }, closed),
    refusals: [
      'not-a-coordinator',
      'no-reason',
      'closed',
      'cancelled',
      'not-later',
      'lasts-too-long',
      'after-deadline',
      'too-many-extensions',
      'of-an-assembly',
    ],
  }),

  cancelPoll: door({
    method: 'POST',
    url: '/api/polls/:id/cancellation',
    who: 'member',
    summary: 'Cancels a poll before its closing; the reason is shown with it, and it never has a result.',
    params: pollParams,
    body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: reason }) }, closed),
    refusals: ['not-a-coordinator', 'no-reason', 'closed', 'cancelled'],
  }),

  getResult: door({
    method: 'GET',
    url: '/api/polls/:id/result',
    who: 'anyone',
    summary: 'The result of a closed poll: choices from the best to the worst, their counts, and why each is ahead of the next.',
    params: pollParams,
    reply: resultReply,
    refusals: ['not-closed', 'being-counted', 'given-up', 'cancelled', 'too-few-ballots'],
  }),

  countsJson: door({
    method: 'GET',
    url: '/api/polls/:id/counts.json',
    who: 'anyone',
    produces: 'application/json; charset=utf-8',
    summary: 'The counts of a closed poll as a file that anyone can recount.',
    params: pollParams,
    refusals: ['not-closed', 'being-counted', 'given-up', 'cancelled', 'too-few-ballots'],
  }),

  countsCsv: door({
    method: 'GET',
    url: '/api/polls/:id/counts.csv',
    who: 'anyone',
    produces: 'text/csv; charset=utf-8',
    summary: 'The counts of a closed poll as a table for a spreadsheet.',
    params: pollParams,
    refusals: ['not-closed', 'being-counted', 'given-up', 'cancelled', 'too-few-ballots'],
  }),

  namedBallots: door({
    method: 'GET',
    url: '/api/polls/:id/ballots',
    who: 'member',
    summary: `Who graded what in a poll by show of hands, after closing: for the people of its roll only, up to ${limits.namedBallots} of them.`,
    params: pollParams,
    query: pageQuery,
    reply: Type.Object({
      ballots: Type.Array(Type.Object({ firstName: Type.String(), ...ownBallot.properties })),
      total: count,
      page: count,
      perPage: count,
    }),
    refusals: ['not-closed', 'being-counted', 'given-up', 'cancelled', 'too-few-ballots', 'not-open-ballots', 'too-many-voters'],
  }),

  importResult: door({
    method: 'POST',
    url: '/api/bodies/:slug/results',
    who: 'member',
    summary: 'Publishes the result of a past vote from a file of counts. What the file does not say can be given beside it.',
    params: bodyParams,
    body: Type.Object(
      {
        file: Type.String({ minLength: 1, maxLength: limits.counts.bytes }),
        question: Type.Optional(Type.String({ minLength: 1, maxLength: question })),
        description: Type.Optional(Type.String({ maxLength: description })),
        heldOn: Type.Optional(Type.String({ format: 'date' })),
      },
      closed,
    ),
    reply: Type.Object({ id: Type.String() }),
    refusals: ['not-a-coordinator'],
    bodyLimit: limits.counts.bytes,
    limit: hourly(limits.rates.importsAnHour),
  }),
}
