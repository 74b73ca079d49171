import { Type } from 'typebox'
import { assemblyLimits, pageSize } from '#domain/limits.ts'
import { mailingLimits } from '#domain/mailing.ts'
import { messageStates } from '#domain/proof-of-sending.ts'
import { mailboxProblems } from '#domain/returned.ts'
import { door } from '#server/door.ts'
import { count, instant, nullable, oneOf } from '#server/shapes.ts'

const id = Type.String({ pattern: '^[0-9a-z]{1,32}$' })
const params = Type.Object({ id })
const closed = { additionalProperties: false }
const kind = oneOf('opening', 'reminder')

/** What a mailing is, and how far. */
const Mailing = Type.Object({
  kind: oneOf(
    'opening',
    'reminder',
    'convening',
    'cancellation',
    'consultation',
    'deadline',
    'entrusted',
    'awaited',
    'count',
    'count-again',
  ),
  /** What it is about, one of the three. */
  poll: nullable(Type.String()),
  assembly: nullable(Type.String()),
  consultation: nullable(Type.String()),
  about: Type.String(),
  body: Type.Object({ slug: Type.String(), name: Type.String() }),
  all: count,
  sent: count,
})

export const mailingDoors = {
  listMailings: door({
    method: 'GET',
    url: '/api/polls/:id/mailings',
    who: 'member',
    summary: 'The mails sent to the people on the roll of a poll, the latest first, and how far each is; how many would get one now.',
    params,
    reply: Type.Object({
      /** This installation has a mail server: without one, messages stay in its outbox. */
      smtp: Type.Boolean(),
      electors: count,
      withoutAddress: count,
      /** Whose address is nobody's any more: reminders leave them out. */
      gone: count,
      mailings: Type.Array(
        Type.Object({
          id: Type.String(),
          kind,
          pace: count,
          madeAt: instant,
          pausedAt: nullable(instant),
          stoppedAt: nullable(instant),
          lastSentAt: nullable(instant),
          all: count,
          sent: count,
          failed: count,
          skipped: count,
          /** Of those waiting, whose domain asked to be written to later. */
          later: count,
          waiting: count,
        }),
      ),
    }),
  }),

  sendMailing: door({
    method: 'POST',
    url: '/api/polls/:id/mailings',
    who: 'member',
    summary: 'Writes to everyone on the roll of a poll: a personal link and a code each. A reminder goes to those who have not signed.',
    params,
    body: Type.Object({ kind, pace: Type.Integer({ minimum: mailingLimits.slowest, maximum: mailingLimits.fastest }) }, closed),
    reply: Type.Object({ id: Type.String(), messages: count }),
    refusals: ['not-a-coordinator', 'no-roll', 'roll-not-frozen', 'of-an-assembly', 'cancelled', 'closed', 'already-sending', 'already-sent', 'not-open'], // prettier-ignore
    limit: { max: 60, minutes: 60 },
  }),

  changeMailing: door({
    method: 'PATCH',
    url: '/api/mailings/:id',
    who: 'member',
    summary: 'Pauses a mailing, resumes it, changes its pace, or stops it for good.',
    params,
    body: Type.Object(
      {
        state: Type.Optional(oneOf('paused', 'running', 'stopped')),
        pace: Type.Optional(Type.Integer({ minimum: mailingLimits.slowest, maximum: mailingLimits.fastest })),
      },
      closed,
    ),
    refusals: ['stopped'],
  }),

  failedDeliveries: door({
    method: 'GET',
    url: '/api/mailings/:id/failures',
    who: 'member',
    summary: `The addresses that the mail refused for good, or whose message came back, ${pageSize} a page, with why: the answer of the mail, or returned and a status.`,
    params,
    query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
    reply: Type.Object({
      mailing: Mailing,
      /** The mailbox to which messages come back, when the installation reads it: when it was last read to its end, how many messages waited there for people then, what prevents it. */
      box: nullable(Type.Object({ readAt: nullable(instant), left: count, problem: nullable(oneOf(...mailboxProblems)) })),
      /** Of a poll: the roll on which it is, and how many of its addresses are nobody's any more. */
      gone: nullable(Type.Object({ electorate: Type.String(), addresses: count })),
      total: count,
      failures: Type.Array(Type.Object({ email: Type.String(), problem: Type.String(), at: instant })),
      page: count,
      perPage: count,
    }),
  }),

  proofOfSending: door({
    method: 'GET',
    url: '/api/mailings/:id/proof',
    who: 'member',
    summary: `What is known of the message of each person of a mailing: to the coordination, with their addresses; of an assembly, to its chair and its secretary, without. All on one page up to ${assemblyLimits.wholeSheet}, else ${assemblyLimits.sheetPage} a page.`,
    params,
    query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
    reply: Type.Object({
      mailing: Mailing,
      madeAt: instant,
      /** When it was asked: what is told is what was known then. */
      asOf: instant,
      /** Whether addresses are for this reader. */
      addresses: Type.Boolean(),
      /** How far it is: handed over and not come back; came back; refused; to be handed over. */
      ...{ handed: count, returned: count, refused: count, waiting: count },
      people: Type.Array(
        Type.Object({
          id: Type.String(),
          name: Type.String(),
          email: nullable(Type.String()),
          /** The number of the printed sheet of someone who never had an address. */
          sheet: nullable(count),
          state: oneOf(...messageStates),
          handedAt: nullable(instant),
          /** When it was refused, or said to have come back. */
          failedAt: nullable(instant),
          status: nullable(Type.String()),
        }),
      ),
      ...{ total: count, page: count, perPage: count },
    }),
    refusals: ['tells-who-voted'],
  }),

  takeProof: door({
    method: 'GET',
    url: '/api/mailings/:id/proof.csv',
    who: 'member',
    summary: 'The same of everyone, as a file: name, address for the coordination, sheet, state, instants, status.',
    params,
    produces: 'text/csv; charset=utf-8',
    refusals: ['tells-who-voted'],
    limit: { max: 60, minutes: 60 },
  }),

  returnMail: door({
    method: 'POST',
    url: '/api/mailings/:id/returns',
    who: 'member',
    summary:
      'Tells which messages of a mailing came back: a list of addresses, or the messages as they came (RFC 3464). They become failures; addresses to which nothing left are told.',
    params,
    body: Type.Object({ text: Type.String({ minLength: 1, maxLength: mailingLimits.returnedLetters }) }, closed),
    reply: Type.Object({
      returned: count,
      /** They were failures before. */
      already: count,
      unknown: count,
      unknownAddresses: Type.Array(Type.String(), { maxItems: mailingLimits.unknownTold }),
    }),
    refusals: ['no-address', 'no-report', 'no-failure'],
    // A letter of JSON may take six bytes; most take one.
    bodyLimit: 3 * mailingLimits.returnedLetters,
    limit: { max: 60, minutes: 60 },
  }),
}
