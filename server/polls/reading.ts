import type { FastifyInstance, FastifyRequest } from 'fastify'
import { maskEmail } from '#domain/email.ts'
import { limits, pageSize } from '#domain/limits.ts'
import { rightsIn } from '#domain/membership.ts'
import { isSecret, phase } from '#domain/poll.ts'
import { refuseGivingUp } from '#domain/trustees.ts'
import type { Tools } from '#server/app.ts'
import { bodyBySlug, standingIn } from '#server/bodies/queries.ts'
import { seatsHeldIn } from '#server/assemblies/seats/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound } from '#server/errors.ts'
import type { Ticket } from '#server/ticket.ts'
import { together } from '#server/together.ts'
import { ticketOn } from '#server/voter.ts'
import { electorsOf } from '#server/voting-links/queries.ts'
import { resultOnceClosed } from './counting.ts'
import { pollDoors } from './doors.ts'
import { findPoll, type FoundPoll, pollsOf, votersOf } from './queries.ts'
import { freezeRoll } from './roll.ts'
import { openingOf } from './sealed/decrypting.ts'
import { openOnceReady } from './sealed/opening.ts'
import { castsOf } from './sealed/queries.ts'
import { whereTheCountIs } from './sealed/summing.ts'
import { trustOf } from './sealed/trust-queries.ts'
import { tellBallot, tellPoll } from './telling.ts'
import { turnoutCache } from './turnout.ts'

/** The doors that show polls before their result. */
export function reading(app: FastifyInstance, { db, sealing }: Tools) {
  const turnoutNow = turnoutCache(db)
  /** What a poll says to everyone: a rush of its voters asks it once for all who wait. */
  const pollNow = together((ids: string[]) => {
    const each = new Map([...new Set(ids)].map((id) => [id, findPoll(db, id)]))
    return Promise.all(ids.map((id) => each.get(id)!))
  })
  const voterNow = together((asked: { pollId: string; memberId: string }[]) => votersOf(db, asked))
  const electorNow = together((asked: Ticket[]) => electorsOf(db, asked))

  open(app, pollDoors.listPolls, async ({ params, query: { page = 1 }, me, now }) => {
    const body = orNotFound(await bodyBySlug(db, params.slug))
    const { polls, total } = await pollsOf(db, body.id, me.memberId, page)
    const told = polls.map(({ cancelledAt, choiceCount, openedAt, ...poll }) => ({
      ...poll,
      choices: choiceCount,
      phase: phase({ ...poll, openedAt, cancelledAt }, now),
      opensAt: poll.opensAt.toISOString(),
      closesAt: poll.closesAt.toISOString(),
    }))
    return { polls: told, total, page, perPage: pageSize }
  })

  open(app, pollDoors.getPoll, async ({ params, me, request, now }) => {
    const poll = await opened({ db, sealing }, orNotFound(await pollNow(params.id)), now)
    const standing = me ? await standingIn(db, poll.bodyId, me.memberId) : null
    const turnout = await turnoutFor(poll, standing !== null, now)
    return {
      ...tellPoll(poll),
      choices: poll.choices,
      choiceCount: poll.choices.length,
      phase: phase(poll, now),
      cancelledAt: poll.cancelledAt?.toISOString() ?? null,
      cancelReason: poll.cancelReason,
      givenUp: poll.givenUpAt && { at: poll.givenUpAt.toISOString(), reason: poll.giveUpReason! },
      extensions: poll.extensions.map(({ at, ...moved }) => ({ at: new Date(at).toISOString(), ...moved })),
      turnout,
      counting: (phase(poll, now) === 'closed' && !turnout && !poll.givenUpAt && (await whereTheCountIs(db, poll.id))) || null,
      me: await mine(poll, request, {
        runs: rightsIn(standing).openPolls,
        rollSize: turnout?.rollSize,
        now,
      }),
    }
  })

  /** While a poll is open its turnout is for the members of its body; afterwards for everyone; cancelled, it has none. */
  async function turnoutFor(poll: FoundPoll, isMember: boolean, now: Date) {
    switch (phase(poll, now)) {
      case 'upcoming':
      case 'not-ready':
      case 'cancelled':
        return null
      case 'open':
        return isMember ? turnoutNow(poll.id) : null
      case 'closed': {
        const result = await resultOnceClosed({ db, sealing }, poll.id)
        return result ? { rollSize: result.rollSize, voters: result.voters } : null
      }
    }
  }

  async function mine(poll: FoundPoll, request: FastifyRequest, facts: { runs: boolean; rollSize: number | undefined; now: Date }) {
    const ticket = ticketOn(poll.electorateId, request)
    const memberId = ticket?.memberId ?? request.me?.memberId
    if (!memberId) return null
    const { onTheRoll, casts, grades, castAt, person } = isSecret(poll.level)
      ? { ...(await castsOf(db, poll.id, memberId)), grades: null, person: null }
      : await voterNow({ pollId: poll.id, memberId })
    const elector = ticket && (person ?? (await electorNow(ticket)))
    const language = (elector?.language ?? request.me?.language) === 'en' ? ('en' as const) : ('fr' as const)
    const link = ticket && { maskedEmail: elector?.email ? maskEmail(elector.email) : null }
    const now = phase(poll, facts.now)
    const running = facts.runs && (now === 'upcoming' || now === 'not-ready' || now === 'open')
    const seeNames =
      request.me?.memberId === memberId &&
      poll.level === 'open' &&
      onTheRoll &&
      now === 'closed' &&
      facts.rollSize !== undefined &&
      facts.rollSize <= limits.namedBallots
    const ofAssembly = poll.assemblyId !== null
    const may = {
      extend: running && !ofAssembly && poll.extensions.length < limits.poll.extensions,
      cancel: running,
      write: running && !ofAssembly && poll.electorateId !== null,
      seeNames,
      giveUp: facts.runs && (await mayGiveUp(poll, facts.now)),
    }
    const held = poll.assemblyId && now === 'open' ? await seatsHeldIn(db, poll.id, poll.assemblyId, memberId, facts.now) : []
    const told = <B extends { castAt: Date | null; grades: Uint8Array | null }>({ castAt, grades, ...ballot }: B) => ({
      ...ballot,
      castAt: castAt?.toISOString() ?? null,
      ballot: grades && tellBallot(poll.choices, grades),
    })
    const changes = ticket?.once ? ('never' as const) : poll.changes
    return { onTheRoll, ...told({ casts, castAt, grades }), language, link, changes, seats: held.map((seat) => told(seat)), may }
  }

  async function mayGiveUp(poll: FoundPoll, now: Date) {
    if (poll.level !== 'sealed' || phase(poll, now) !== 'closed') return false
    const trust = await trustOf(db, poll.id)
    return trust !== null && refuseGivingUp(poll, await openingOf(db, sealing, trust), now) === null
  }
}

/** Whoever comes first past the opening writes the roll, so that nobody reads "not on the roll" for a moment, or opens what is sealed. */
async function opened(tools: Pick<Tools, 'db' | 'sealing'>, poll: FoundPoll, now: Date): Promise<FoundPoll> {
  if (poll.level === 'sealed') {
    if (poll.openedAt || now < poll.opensAt) return poll
    await openOnceReady(tools, poll.id)
    return (await findPoll(tools.db, poll.id))!
  }
  const waits = (poll.level === 'open' || poll.level === 'secret') && poll.rollFrozenAt === null && phase(poll, now) === 'open'
  if (!waits) return poll
  await freezeRoll(tools, poll.id)
  // Its roll has a fingerprint now; one too small for secrecy has just cancelled the poll.
  return (await findPoll(tools.db, poll.id))!
}
