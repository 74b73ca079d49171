import type { Db } from '#db/connect.ts'
import { mailingLimits as limits } from '#domain/mailing.ts'
import type { EntrustedLetter } from '#domain/trustees.ts'
import type { Config } from '#server/config.ts'
import { findAssembly, itemsOf } from '#server/assemblies/queries.ts'
import { findConsultation } from '#server/consultations/queries.ts'
import { cancellationLetter, consultationLetter, conveningLetter, entrustedLetter, votingLetter } from '#server/mail/letters.ts'
import type { Mail } from '#server/mail/mail.ts'
import { findPoll } from '#server/polls/queries.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { inRounds } from '#server/rounds.ts'
import { together } from '#server/together.ts'
import { codeOf, writeTicket } from '#server/ticket.ts'
import { remindGroups } from './consulted/queries.ts'
import { entrustedPoll, writeToTheEntrusted } from './entrusted.ts'
import { type Carried, findMailing, mailingsToCarry, takeNext, type Taken, writeCarried } from './queries.ts'
import { nameOf } from './returned/names.ts'

type Tools = { db: Db; mail: Mail; config: Config; sealing: Sealing; inRush?: () => boolean }
type Log = { error: (facts: object, message: string) => void }

/**
 * Carries what is to be sent, a few at a time and each mailing in its turn, until there is nothing left; looks every `every` milliseconds
 * for more, and after `rest` milliseconds when the mail server does not answer. Any number of processes may do it. What became of a message
 * is written as soon as the mail server has answered: a process that is killed leaves at most the few it had in hand without an answer, and
 * those go again under the id they had, by which whoever has the first drops the second. The mail is what brings people: while there is a
 * rush for the pages of this process (`inRush`), it goes slower.
 */
export function postman(
  { db, mail, config, sealing, inRush = () => false }: Tools,
  log: Log,
  every = 1000,
  rest: number = limits.downSeconds * 1000,
) {
  let restsTill = 0
  const rounds = inRounds(carryOn, every, (error) => log.error({ err: error }, 'carrying the mail'))
  const rests = () => rounds.isStopped() || Date.now() < restsTill
  const write = together(async (carried: Carried[]) => (await writeCarried(db, carried), carried))

  async function carryOn() {
    if (Date.now() < restsTill) return
    await remindGroups(db, new Date())
    await writeToTheEntrusted(db, new Date())
    for (let carried = true; carried && !rounds.isStopped();) {
      carried = false
      for (const id of await mailingsToCarry(db)) {
        const next = rounds.isStopped() ? [] : await takeNext(db, id)
        if (next.length === 0) continue
        carried = true
        await carryAll(id, next)
        if (Date.now() < restsTill) return
      }
    }
  }

  /** Ten pairs of hands. When the mail server does not answer, or this process stops, the rest is put back. */
  async function carryAll(id: string, taken: Taken[]) {
    const letterFor = await letters(id)
    const hands = Array.from({ length: limits.hands }, async () => {
      for (let one = taken.shift(); one; one = taken.shift()) {
        const { memberId, place, tries } = one
        if (!rests() && inRush()) await new Promise((resolve) => setTimeout(resolve, limits.giveWayMilliseconds))
        const isPutBack = rests()
        const posted = isPutBack ? { outcome: 'down' as const, problem: '' } : await mail.post(letterFor(one))
        if (posted.outcome === 'down' && !isPutBack) restsTill = Date.now() + rest
        await write({ mailingId: id, memberId, place, tries, posted })
      }
    })
    await Promise.all(hands)
  }

  /** What a mailing says to each: read once for many. */
  async function letters(id: string) {
    const mailing = (await findMailing(db, id))!
    const { origin } = config
    const key = await sealing.keys.linkKey()
    const { hostname: place } = new URL(origin)
    const named = ({ memberId, again }: Taken) => ({ name: nameOf(key, { mailingId: id, memberId, again }), place })
    if (mailing.assemblyId) {
      const { reason, ...said } = await saidOf(mailing.assemblyId)
      const write = (language: 'fr' | 'en') =>
        mailing.kind === 'cancellation'
          ? cancellationLetter({ ...said, reason, to: '', language, origin })
          : conveningLetter({ ...said, to: '', language, origin })
      // The same to everyone, in two languages.
      const letter = { fr: write('fr'), en: write('en') }
      return (one: Taken) => ({ ...letter[one.language], to: one.email, ...named(one) })
    }
    if (mailing.consultationId) {
      const { title, question, bodyName, proposalsUntil, closesAt } = (await findConsultation(db, mailing.consultationId, new Date()))!
      const said = { title, question, body: bodyName, proposalsUntil, closesAt, page: `${origin}/consultations/${mailing.consultationId}` }
      const kind = mailing.kind === 'deadline' ? ('deadline' as const) : ('consultation' as const)
      const write = (language: 'fr' | 'en') => consultationLetter({ ...said, kind, to: '', language, origin })
      const letter = { fr: write('fr'), en: write('en') }
      return (one: Taken) => ({ ...letter[one.language], to: one.email, ...named(one) })
    }
    if (!mailing.electorateId) {
      const { registrarId, codesGivenAt, ...said } = await entrustedPoll(db, mailing.pollId!)
      const turnOf = (memberId: string) => (memberId !== registrarId ? 'ceremony' : codesGivenAt ? 'handing' : 'codes')
      const page = `${origin}/scrutins/${mailing.pollId!}`
      const kind = mailing.kind as EntrustedLetter
      return (one: Taken) => ({
        ...entrustedLetter({ ...said, kind, page, turn: turnOf(one.memberId), to: one.email, language: one.language, origin }),
        ...named(one),
      })
    }
    const { electorateId } = mailing
    const poll = (await findPoll(db, mailing.pollId!))!
    const opensAt = poll.opensAt > new Date() ? poll.opensAt : null
    return (one: Taken) => {
      const { memberId, email, language } = one
      const ticket = { electorateId, memberId, once: false }
      const link = `${origin}/v/${writeTicket(key, ticket)}`
      const kind = mailing.kind === 'reminder' ? ('reminder' as const) : ('opening' as const)
      const said = { kind, question: poll.question, body: poll.bodyName, opensAt, closesAt: poll.closesAt, code: codeOf(key, ticket), link }
      return { ...votingLetter({ to: email, language, origin, ...said }), ...named(one) }
    }
  }

  /** What the convening notice of an assembly says, and its cancellation. */
  async function saidOf(assemblyId: string) {
    const [assembly, agenda] = await Promise.all([findAssembly(db, assemblyId), itemsOf(db, assemblyId)])
    const { title, kind, place, link, startsAt, name, cancelReason } = assembly!
    const reason = cancelReason ?? ''
    return { reason, body: name, title, kind, place, online: link, startsAt, agenda, page: `${config.origin}/assemblees/${assemblyId}` }
  }

  /** Resolves when what was in hand has an answer. */
  return rounds.stop
}
