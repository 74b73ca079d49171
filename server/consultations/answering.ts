import type { FastifyInstance } from 'fastify'
import { renderSVG } from 'uqr'
import { groupState, isAsked, refuseGroupPoll, refusePassingOn } from '#domain/consultation.ts'
import { refuseSecrecy } from '#domain/poll.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { writeInJournal } from '#server/journal.ts'
import { writeToThose } from '#server/mailings/consulted/queries.ts'
import { addPoll } from '#server/polls/adding/queries.ts'
import { takeRoll } from '#server/polls/consulted/queries.ts'
import { type Asked, aloneWith, groupRunBy } from './alone.ts'
import { consultationDoors as doors } from './doors.ts'
import { bodiesInside, groupsAsked, votersLeft } from './queries.ts'

/** How a group stands, read again: two people of one coordination may have pressed at once. */
async function stateOf(trx: Db, asked: Asked, bodyId: string, now: Date) {
  const { pollId, closesAt, passedOn } = (await groupsAsked(trx, asked.id)).find(({ id }) => id === bodyId)!
  return groupState(pollId ? { closesAt: closesAt!, counted: true } : null, passedOn, asked.phase === 'over', now)
}

/** The doors of a group that was asked: groups inside it, its poll, what it says of its meeting, the code for the room. */
export function answering(app: FastifyInstance, { db, sealing, config }: Tools) {
  open(app, doors.openGroupPoll, async ({ params, body, me, now }) => {
    const { id: bodyId } = await groupRunBy(db, params.id, params.slug, me.memberId)
    const closesAt = new Date(body.closesAt)
    const id = await aloneWith(db, params.id, now, async (trx, asked) => {
      const state = await stateOf(trx, asked, bodyId, now)
      refuseIf(refuseGroupPoll(asked.phase, asked, state, closesAt, now))
      refuseIf(refuseSecrecy(asked.level, await votersLeft(trx, asked.id, bodyId)))
      const { question, description, scale, level, missingGrades } = asked
      const choices = asked.choices.filter(isAsked).map(({ label, description }) => ({ label, description }))
      const facts = { question, description, scale, level, missingGrades, choices, bodyId, consultationId: asked.id }
      const poll = { ...facts, opensAt: now, closesAt, createdBy: me.memberId, reason: body.reason }
      return addPoll(trx, sealing, poll, now, { consultation: asked.id })
    })
    await takeRoll({ db, sealing }, id)
    return { id }
  })

  open(app, doors.passOn, async ({ params, body, me, now }) => {
    const { id: throughId } = await groupRunBy(db, params.id, params.slug, me.memberId)
    await aloneWith(db, params.id, now, async (trx, asked) => {
      refuseIf(refusePassingOn(asked.phase, await stateOf(trx, asked, throughId, now), body.groups.length))
      const bodyIds = await bodiesInside(trx, throughId, body.groups)
      const groups = bodyIds.map((bodyId) => ({ consultationId: asked.id, parentId: throughId, throughId, bodyId }))
      const added = await trx
        .insertInto('consultationGroup')
        .values(groups)
        .onConflict((conflict) => conflict.doNothing())
        .returning('bodyId')
        .execute()
      const messages = await writeToThose(trx, asked.id, added.map(({ bodyId }) => bodyId)) // prettier-ignore
      const detail = { consultation: asked.id, groups: added.length, messages }
      await writeInJournal(trx, { actorId: me.memberId, bodyId: throughId, what: 'consultation-passed-on', detail })
    })
  })

  open(app, doors.writeAccount, async ({ params, body, me, now }) => {
    const { id: bodyId } = await groupRunBy(db, params.id, params.slug, me.memberId)
    await aloneWith(db, params.id, now, async (trx, asked) => {
      refuseIf(asked.phase === 'cancelled' ? 'cancelled' : null)
      await trx
        .updateTable('consultationGroup')
        .set({ account: body.text.trim(), accountBy: me.memberId, accountAt: now })
        .where('consultationId', '=', asked.id)
        .where('bodyId', '=', bodyId)
        .execute()
    })
  })

  open(app, doors.groupCode, async ({ params }) => {
    orNotFound((await groupsAsked(db, params.id)).find(({ slug }) => slug === params.slug))
    return renderSVG(`${config.origin}/c/${params.id}/${params.slug}`, { border: 2, ecc: 'M' })
  })
}
