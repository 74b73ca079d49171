import { Type } from 'typebox'
import { limits } from '#domain/limits.ts'
import { door } from '#server/door.ts'
import { count, email, instant, level, nullable, phase } from '#server/shapes.ts'

const token = Type.Object({ token: Type.String({ minLength: 20, maxLength: 100 }) })
const { linksAMinute, lostAnHour, codesAMinute } = limits.rates

/** What someone who votes without an account may vote on, and as whom. */
const invited = Type.Object({
  roll: Type.String(),
  body: Type.Object({ name: Type.String(), slug: Type.String() }),
  /** The address that the link was sent to, hardly readable; null for a printed sheet. */
  maskedEmail: nullable(Type.String()),
  /** This browser votes by this very link already. */
  entered: Type.Boolean(),
  polls: Type.Array(
    Type.Object({
      id: Type.String(),
      level,
      question: Type.String(),
      phase,
      opensAt: instant,
      closesAt: instant,
      choices: count,
      voted: Type.Boolean(),
    }),
  ),
})

export const votingLinkDoors = {
  readLink: door({
    method: 'GET',
    url: '/api/voting-links/:token',
    who: 'anyone',
    summary: 'What a personal link lets one vote on. Reading it changes nothing, so that scanners and previews may.',
    params: token,
    reply: invited,
    limit: { max: linksAMinute, minutes: 1 },
  }),

  enterByLink: door({
    method: 'POST',
    url: '/api/voting-links/:token/entry',
    who: 'anyone',
    summary: 'From now on this browser votes by this link, on its roll and nowhere else.',
    params: token,
    limit: { max: linksAMinute, minutes: 1 },
  }),

  enterByCode: door({
    method: 'POST',
    url: '/api/voting-codes',
    who: 'anyone',
    summary: 'The same by the code of the mail and the address it was sent to, or by the code of a printed sheet and its number.',
    body: Type.Object(
      { who: Type.String({ minLength: 1, maxLength: 254 }), code: Type.String({ minLength: 1, maxLength: 40 }) },
      { additionalProperties: false },
    ),
    reply: Type.Object({ token: Type.String() }),
    refusals: ['wrong-code', 'sheet-used'],
    limit: { max: codesAMinute, minutes: 1 },
  }),

  leaveLink: door({
    method: 'DELETE',
    url: '/api/voting-link',
    who: 'anyone',
    summary: 'This browser votes by no link any more.',
  }),

  lostLink: door({
    method: 'POST',
    url: '/api/polls/:id/lost-links',
    who: 'anyone',
    summary: 'Sends a personal link again to an address of the roll of a poll. The answer is the same whether the address is on it or not.',
    params: Type.Object({ id: Type.String({ maxLength: 32 }) }),
    body: Type.Object({ email }, { additionalProperties: false }),
    limit: { max: lostAnHour, minutes: 60 },
  }),
}
