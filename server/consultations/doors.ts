import { Type } from 'typebox'
import { consultationLimits, limits } from '#domain/limits.ts'
import { countedReply } from '#server/counted.ts'
import { door } from '#server/door.ts'
import { count, instant, kind, newPollRefusals, nullable, oneOf, questionRefusals } from '#server/shapes.ts'

const { question, description, choices, choiceLabel, choiceDescription, grades, gradeLabel, reason } = limits.poll
const closed = { additionalProperties: false }
const hourly = (max: number) => ({ max, minutes: 60 })
const id = Type.String({ pattern: '^[0-9a-z]{1,32}$' })
const slug = Type.String({ minLength: 1, maxLength: limits.slug })
const params = Type.Object({ id })
const ofGroup = Type.Object({ id, slug })

const level = oneOf('open', 'secret')
const phase = oneOf('proposing', 'choosing', 'voting', 'over', 'cancelled')
const state = oneOf('waiting', 'voting', 'closed', 'unopened', 'silent')
const missingGrades = oneOf('required', 'worst')
const body = Type.Object({ slug: Type.String(), name: Type.String() })
const label = Type.String({ minLength: 1, maxLength: choiceLabel })
const about = Type.Optional(Type.String({ maxLength: choiceDescription }))

/** What the two files of the sum have in common. */
const counts = { method: 'GET', who: 'anyone', params, refusals: ['not-closed', 'cancelled', 'no-count'] } as const

const whenRefusals = ['opens-in-the-past', 'opens-too-far', 'too-short', 'lasts-too-long'] as const
const choosingRefusals = ['not-a-coordinator', 'locked', 'over', 'cancelled'] as const

export const consultationDoors = {
  listConsultations: door({
    method: 'GET',
    url: '/api/bodies/:slug/consultations',
    who: 'member',
    summary: 'The consultations that a body sent or was sent, those that end last first.',
    params: Type.Object({ slug }),
    query: Type.Object({ page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })) }),
    reply: Type.Object({
      consultations: Type.Array(
        Type.Object({ id: Type.String(), title: Type.String(), phase, closesAt: instant, from: body, groups: count, answered: count }),
      ),
      total: count,
      page: count,
      perPage: count,
    }),
  }),

  sendConsultation: door({
    method: 'POST',
    url: '/api/bodies/:slug/consultations',
    who: 'member',
    summary:
      'Sends a question to bodies just inside this one. scale goes from the best grade to the worst, as on a form. Without proposalsUntil the choices are locked at once.',
    params: Type.Object({ slug }),
    body: Type.Object(
      {
        title: Type.String({ minLength: 1, maxLength: consultationLimits.title }),
        question: Type.String({ minLength: 1, maxLength: question }),
        description: Type.Optional(Type.String({ maxLength: description })),
        choices: Type.Array(
          Type.Object({ label, description: about, source: Type.Optional(Type.String({ maxLength: consultationLimits.source })) }, closed),
          { maxItems: choices.max },
        ),
        scale: Type.Array(Type.String({ minLength: 1, maxLength: gradeLabel }), { maxItems: grades.max }),
        missingGrades,
        level,
        groups: Type.Array(slug, { maxItems: 200 }),
        proposalsUntil: Type.Optional(instant),
        closesAt: instant,
      },
      closed,
    ),
    reply: Type.Object({ id: Type.String() }),
    refusals: [
      'not-a-coordinator',
      'no-title',
      ...questionRefusals,
      'not-a-level',
      'no-groups',
      'not-inside',
      'bad-proposals-end',
      'too-many-consultations',
      ...whenRefusals,
    ],
    limit: hourly(limits.rates.newPollsAnHour),
  }),

  getConsultation: door({
    method: 'GET',
    url: '/api/consultations/:id',
    who: 'anyone',
    summary:
      'A consultation: what is asked and where each choice comes from, how each group stands, and once it is over the sum of their counts, and each group’s own. Accounts of meetings and choices that were not accepted are for members.',
    params,
    reply: Type.Object({
      id: Type.String(),
      title: Type.String(),
      question: Type.String(),
      description: Type.String(),
      level,
      scale: Type.Array(Type.String()),
      missingGrades,
      phase,
      proposalsUntil: nullable(instant),
      lockedAt: nullable(instant),
      closesAt: instant,
      cancelReason: nullable(Type.String()),
      /** How the deadline was moved, the first time first. */
      extensions: Type.Array(Type.Object({ at: instant, from: instant, to: instant, reason: Type.String() })),
      body,
      /** In their order on the ballot; those that are not asked after them. */
      choices: Type.Array(
        Type.Object({
          id: Type.String(),
          label: Type.String(),
          description: Type.String(),
          /** Who proposed it: a group that was asked, or as the body that asks says. */
          group: nullable(body),
          source: Type.String(),
          state: oneOf('asked', 'pending', 'refused'),
          refusal: nullable(Type.String()),
        }),
      ),
      groups: Type.Array(
        Type.Object({
          slug: Type.String(),
          name: Type.String(),
          kind,
          members: count,
          state,
          poll: nullable(Type.String()),
          closesAt: nullable(instant),
          /** Of a poll that is closed. */
          turnout: nullable(Type.Object({ rollSize: count, voters: count })),
          /** Once the consultation is over: its histograms in the order of the choices, and those that are ahead, by their id. */
          counts: nullable(Type.Array(Type.Array(count))),
          ahead: Type.Array(Type.String()),
          account: nullable(Type.String()),
        }),
      ),
      /** Once it is over, if a group has a count: the sum. ahead: in how many groups each choice is ahead, by its id. */
      result: nullable(Type.Object({ ...countedReply, groups: count, ahead: Type.Record(Type.String(), count) })),
      me: nullable(
        Type.Object({
          member: Type.Boolean(),
          /** Groups that I coordinate, by their slug. */
          coordinates: Type.Array(Type.String()),
          /** Groups of it that I am in; votesIn: the one on whose roll I am, with its poll. */
          groups: Type.Array(Type.String()),
          votesIn: nullable(Type.String()),
          may: Type.Object({ decide: Type.Boolean(), lock: Type.Boolean(), extend: Type.Boolean(), cancel: Type.Boolean() }),
          /** For who coordinates the body that asks: the letters to those who coordinate groups, and how far they are. */
          letters: Type.Array(
            Type.Object({
              id: Type.String(),
              kind: oneOf('consultation', 'deadline'),
              madeAt: instant,
              all: count,
              sent: count,
              failed: count,
            }),
          ),
        }),
      ),
    }),
  }),

  proposeChoice: door({
    method: 'POST',
    url: '/api/consultations/:id/groups/:slug/choices',
    who: 'member',
    summary: 'Proposes a choice in the name of a group, as long as there is time for it.',
    params: ofGroup,
    body: Type.Object({ label, description: about }, closed),
    reply: Type.Object({ id: Type.String() }),
    refusals: [
      'not-a-coordinator',
      'not-proposing',
      'empty-choice',
      'repeated-choice',
      'too-long',
      'too-many-proposals',
      'too-many-choices',
    ],
  }),

  decideChoice: door({
    method: 'PUT',
    url: '/api/consultations/:id/choices/:choice/decision',
    who: 'member',
    summary: 'Accepts a choice that a group proposed, or refuses it with a reason that is shown.',
    params: Type.Object({ id, choice: id }),
    body: Type.Object({ accepted: Type.Boolean(), reason: Type.Optional(Type.String({ maxLength: reason })) }, closed),
    refusals: [...choosingRefusals, 'no-reason', 'decided', 'too-many-choices'],
  }),

  lockChoices: door({
    method: 'POST',
    url: '/api/consultations/:id/lock',
    who: 'member',
    summary: 'Locks the choices: from then on they stay, and groups may open their polls.',
    params,
    refusals: [...choosingRefusals, 'still-proposing', 'undecided', 'too-few-choices'],
  }),

  extendConsultation: door({
    method: 'POST',
    url: '/api/consultations/:id/extension',
    who: 'member',
    summary:
      'Moves the deadline of a consultation later, before it has come; the reason is shown with it. Polls that groups opened keep their closing.',
    params,
    body: Type.Object({ closesAt: instant, reason: Type.String({ minLength: 1, maxLength: reason }) }, closed),
    refusals: ['not-a-coordinator', 'no-reason', 'over', 'cancelled', 'not-later', 'lasts-too-long', 'too-many-extensions'],
  }),

  cancelConsultation: door({
    method: 'POST',
    url: '/api/consultations/:id/cancellation',
    who: 'member',
    summary: 'Cancels a consultation before its end, with a reason that is shown. Polls that groups opened are theirs and go on.',
    params,
    body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: reason }) }, closed),
    refusals: ['not-a-coordinator', 'no-reason', 'over', 'cancelled'],
  }),

  consultationCountsJson: door({
    ...counts,
    url: '/api/consultations/:id/counts.json',
    produces: 'application/json; charset=utf-8',
    summary: 'The sum of what groups answered as a file that anyone can recount, once the consultation is over.',
  }),

  consultationCountsCsv: door({
    ...counts,
    url: '/api/consultations/:id/counts.csv',
    produces: 'text/csv; charset=utf-8',
    summary: 'The sum of what groups answered as a table for a spreadsheet, once the consultation is over.',
  }),

  openGroupPoll: door({
    method: 'POST',
    url: '/api/consultations/:id/groups/:slug/poll',
    who: 'member',
    summary: 'Opens the poll by which a group answers, now, until an instant that the group chooses by the deadline.',
    params: ofGroup,
    body: Type.Object({ closesAt: instant, reason: Type.Optional(Type.String({ maxLength: reason })) }, closed),
    reply: Type.Object({ id: Type.String() }),
    refusals: [
      'not-a-coordinator',
      'not-locked',
      'over',
      'cancelled',
      'already-open',
      'after-deadline',
      ...whenRefusals,
      ...newPollRefusals,
      'roll-not-frozen',
      'weights-in-secret',
    ],
    limit: hourly(limits.rates.newPollsAnHour),
  }),

  writeAccount: door({
    method: 'PUT',
    url: '/api/consultations/:id/groups/:slug/account',
    who: 'member',
    summary: 'What was said in a group, in its own words: for the members of the body that asks.',
    params: ofGroup,
    body: Type.Object({ text: Type.String({ maxLength: consultationLimits.account }) }, closed),
    refusals: ['not-a-coordinator', 'cancelled'],
  }),

  myConsultations: door({
    method: 'GET',
    url: '/api/me/consultations',
    who: 'member',
    summary: 'What consultations wait for from those I coordinate: to propose a choice, to open a poll, to decide and lock the choices.',
    reply: Type.Array(
      Type.Object({ id: Type.String(), title: Type.String(), body, todo: oneOf('propose', 'open', 'choose'), until: instant }),
    ),
  }),

  groupCode: door({
    method: 'GET',
    url: '/api/consultations/:id/groups/:slug/qr.svg',
    who: 'anyone',
    produces: 'image/svg+xml',
    summary: 'The QR code of a page that leads to the poll of a group, or to the consultation as long as it has none.',
    params: ofGroup,
  }),
}
