import { Type } from 'typebox'
import { memberLimits } from '#domain/body.ts'
import { consultationLimits, limits } from '#domain/limits.ts'
import { door } from '#server/door.ts'
import { count, instant, newPollRefusals, oneOf, questionRefusals } from '#server/shapes.ts'
import { body, consultation, level, missingGrades, phase } from './shapes.ts'

const { question, description, choices, choiceLabel, choiceDescription, grades, gradeLabel, reason } = limits.poll
const closed = { additionalProperties: false }
const hourly = (max: number) => ({ max, minutes: 60 })
const id = Type.String({ pattern: '^[0-9a-z]{1,32}$' })
const slug = Type.String({ minLength: 1, maxLength: limits.slug })
const params = Type.Object({ id })
const ofGroup = Type.Object({ id, slug })

const label = Type.String({ minLength: 1, maxLength: choiceLabel })
const about = Type.Optional(Type.String({ maxLength: choiceDescription }))

/** What the two files of the sum have in common. */
const counts = { method: 'GET', who: 'anyone', params, refusals: ['not-closed', 'being-counted', 'cancelled', 'no-count'] } as const

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
        groups: Type.Array(slug, { maxItems: memberLimits.bodiesInOne }),
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
    reply: consultation,
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

  passOn: door({
    method: 'POST',
    url: '/api/consultations/:id/groups/:slug/groups',
    who: 'member',
    summary:
      'Passes the question on to groups just inside a group that was asked, before its own poll: they are asked as it is, and that poll is of its members who are in none of them.',
    params: ofGroup,
    body: Type.Object({ groups: Type.Array(slug, { maxItems: memberLimits.bodiesInOne }) }, closed),
    refusals: ['not-a-coordinator', 'over', 'cancelled', 'already-open', 'no-groups', 'not-inside'],
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
