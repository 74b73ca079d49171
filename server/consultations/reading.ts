import type { FastifyInstance } from 'fastify'
import { groupsInside } from '#domain/consulted.ts'
import { isAsked, refuseConsultationCancellation, refuseLocking } from '#domain/consultation.ts'
import { limits, pageSize } from '#domain/limits.ts'
import { rightsIn } from '#domain/membership.ts'
import type { Tools } from '#server/app.ts'
import { bodyBySlug, standingIn } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound } from '#server/errors.ts'
import { lettersAbout } from '#server/mailings/consulted/queries.ts'
import { resultsOf } from '#server/polls/consulted/queries.ts'
import { type Asked, phaseOf } from './alone.ts'
import { consultationDoors as doors } from './doors.ts'
import {
  choicesOf,
  consultationsOf,
  consultationsWaiting,
  extensionsOf,
  findConsultation,
  groupsAsked,
  groupsOfMember,
  type AskedGroup,
} from './queries.ts'
import { tellChoices, tellGroup, tellSum } from './telling.ts'

/** The doors that show consultations. */
export function reading(app: FastifyInstance, { db, sealing }: Tools) {
  open(app, doors.listConsultations, async ({ params, query: { page = 1 }, now }) => {
    const body = orNotFound(await bodyBySlug(db, params.slug))
    const { found, total } = await consultationsOf(db, body.id, now, page)
    const consultations = found.map((asked) => ({
      ...{ id: asked.id, title: asked.title, phase: phaseOf(asked, now), closesAt: asked.closesAt.toISOString() },
      ...{ from: { slug: asked.bodySlug, name: asked.bodyName }, groups: asked.groups, answered: asked.answered },
    }))
    return { consultations, total, page, perPage: pageSize }
  })

  open(app, doors.myConsultations, async ({ me, now }) => {
    const waiting = await consultationsWaiting(db, me.memberId, now)
    return waiting.map(({ id, title, todo, until, ...body }) => ({ id, title, body, todo, until: until.toISOString() }))
  })

  open(app, doors.getConsultation, async ({ params, me, now }) => {
    const found = orNotFound(await findConsultation(db, params.id, now))
    const [choices, groups, extensions] = await Promise.all([choicesOf(db, found.id), groupsAsked(db, found.id), extensionsOf(db, found)])
    const asked: Asked = { ...found, phase: phaseOf(found, now), choices }
    const mine = me && (await mineOf(asked, groups, me.memberId, extensions.length))
    const member = mine?.member ?? false
    const closed = groups.flatMap(({ pollId, closesAt }) => (pollId && closesAt! <= now ? [pollId] : []))
    const results = await resultsOf({ db, sealing }, closed)
    const over = asked.phase === 'over'
    const shown = over && closed.every((pollId) => results.has(pollId))
    const telling = { results, all: groups, choiceIds: choices.filter(isAsked).map(({ id }) => id), over, shown, member, now }
    return {
      ...basics(asked),
      extensions,
      choices: tellChoices(choices, member),
      groups: groups.map((group) => tellGroup(group, telling)),
      result: shown ? tellSum(choices, groups, results) : null,
      me: mine,
    }
  })

  /** What I have to do with it. */
  async function mineOf(asked: Asked, all: AskedGroup[], memberId: string, extensions: number) {
    const [standing, mine] = await Promise.all([standingIn(db, asked.bodyId, memberId), groupsOfMember(db, asked.id, memberId)])
    // Who is in a group to which theirs passed the question on votes there.
    const votingIn = mine.filter(({ id }) => !groupsInside(id, all).some((inside) => mine.some((one) => one.id === inside.id)))
    const runs = rightsIn(standing).openPolls
    const live = refuseConsultationCancellation(asked.phase) === null
    return {
      member: standing !== null,
      coordinates: mine.filter((group) => rightsIn(group.standing).openPolls).map(({ slug }) => slug),
      groups: votingIn.map(({ slug }) => slug),
      votesIn: mine.find(({ votes }) => votes !== null)?.slug ?? null,
      may: {
        decide: runs && (asked.phase === 'proposing' || asked.phase === 'choosing'),
        lock: runs && refuseLocking(asked.phase, asked.choices) === null,
        extend: runs && live && extensions < limits.poll.extensions,
        cancel: runs && live,
      },
      letters: runs ? (await lettersAbout(db, asked.id)).map(tellLetter) : [],
    }
  }
}

function tellLetter({ id, kind, madeAt, all, sent, failed }: Awaited<ReturnType<typeof lettersAbout>>[number]) {
  return { id, kind: kind as 'consultation' | 'deadline', madeAt: madeAt.toISOString(), all, sent, failed }
}

function basics(asked: Asked) {
  const { id, title, question, description, level, scale, missingGrades, phase, cancelReason, bodySlug, bodyName } = asked
  return {
    ...{ id, title, question, description, level, scale, missingGrades, phase, cancelReason },
    body: { slug: bodySlug, name: bodyName },
    proposalsUntil: asked.proposalsUntil?.toISOString() ?? null,
    lockedAt: asked.lockedAt?.toISOString() ?? null,
    closesAt: asked.closesAt.toISOString(),
  }
}
