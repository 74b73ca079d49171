import type { FastifyInstance } from 'fastify'
import { maskEmail, normaliseEmail } from '#domain/email.ts'
import { limits } from '#domain/limits.ts'
import { phase } from '#domain/poll.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, Refused, refuseIf } from '#server/errors.ts'
import { votingLetter } from '#server/mail/letters.ts'
import { findPoll, type FoundPoll } from '#server/polls/queries.ts'
import { readEmail } from '#server/sign-in.ts'
import { giveTicket, takeTicket, ticketOn } from '#server/voter.ts'
import { votingLinkDoors as doors } from './doors.ts'
import { electorsCalled, electorsOf, isTakenBy, noteLostLink, pollsOn } from './queries.ts'
import { codeOf, isCodeOf, readTicket, type Ticket, writeTicket } from '#server/ticket.ts'
import { together } from '#server/together.ts'

/** Voting without an account: by a personal link, by its code, by that of a printed sheet. */
export function votingLinks(app: FastifyInstance, { db, config, mail, sealing }: Tools) {
  /** A mail that has just left brings many at once: they are asked for together. */
  const electorNow = together((asked: Ticket[]) => electorsOf(db, asked))

  open(app, doors.readLink, async ({ params, request, now }) => {
    const { ticket, elector } = await invitedBy(params.token)
    const polls = await pollsOn(db, ticket)
    return {
      roll: elector.title,
      body: { name: elector.bodyName, slug: elector.slug },
      maskedEmail: elector.email && maskEmail(elector.email),
      entered: ticketOn(ticket.electorateId, request)?.memberId === ticket.memberId,
      polls: polls.map((poll) => ({
        id: poll.id,
        level: poll.level,
        question: poll.question,
        phase: phase(poll, now),
        opensAt: poll.opensAt.toISOString(),
        closesAt: poll.closesAt.toISOString(),
        choices: poll.choiceCount,
        voted: poll.voted,
      })),
    }
  })

  open(app, doors.enterByLink, async ({ params, reply }) => {
    await invitedBy(params.token)
    giveTicket(reply, config, params.token)
  })

  open(app, doors.enterByCode, async ({ body, reply }) => {
    const key = await sealing.keys.linkKey()
    const sheet = sheetOf(body.who)
    const called = await electorsCalled(db, sheet ? { sheet } : { email: normaliseEmail(body.who) })
    const elector = called.find((one) => isCodeOf(key, one, body.code))
    if (!elector) throw new Refused('wrong-code')
    const ticket = { electorateId: elector.electorateId, memberId: elector.memberId, once: sheet !== null }
    const polls = await pollsOn(db, ticket)
    refuseIf(ticket.once && polls.length > 0 && polls.every(({ voted }) => voted) ? 'sheet-used' : null)
    const token = writeTicket(key, ticket)
    giveTicket(reply, config, token)
    return { token }
  })

  open(app, doors.leaveLink, ({ reply }) => void takeTicket(reply, config))

  open(app, doors.lostLink, async ({ params, body, now, request }) => {
    const poll = orNotFound(await findPoll(db, params.id))
    const email = readEmail(body.email)
    // Not waited for: how long the answer takes would tell who is on the roll.
    void sendAgain(poll, email, now).catch((error: unknown) => request.log.error({ err: error }, 'a lost link was not sent again'))
  })

  async function sendAgain(poll: FoundPoll, email: string, at: Date) {
    const now = phase(poll, at)
    if (now === 'cancelled' || now === 'closed') return
    const [elector] = (await electorsCalled(db, { email })).filter(({ electorateId }) => electorateId === poll.electorateId)
    if (!elector?.email || !(await isTakenBy(db, poll.id, elector.memberId)) || !(await noteLostLink(db, elector, limits.lostLinksAnHour)))
      return
    const key = await sealing.keys.linkKey()
    const { origin } = config
    mail.send(
      votingLetter({
        to: elector.email,
        language: elector.language as 'fr' | 'en',
        origin,
        kind: 'again',
        question: poll.question,
        body: elector.bodyName,
        closesAt: poll.closesAt,
        opensAt: poll.opensAt > at ? poll.opensAt : null,
        code: codeOf(key, elector),
        link: `${origin}/v/${writeTicket(key, { ...elector, once: false })}`,
      }),
    )
  }

  async function invitedBy(token: string) {
    const ticket = orNotFound(readTicket(await sealing.keys.linkKey(), token))
    return { ticket, elector: orNotFound(await electorNow(ticket)) }
  }
}

/** The number of a printed sheet, as people copy it from there, « n° 12 » too; null: something else was typed. */
function sheetOf(typed: string): number | null {
  const [, digits] = /^(?:n(?:[°ºo]|um[eé]ro)?\.?|#)?\s*(\d{1,6})$/i.exec(typed.normalize('NFC').trim()) ?? []
  return digits ? Number(digits) : null
}
