import type { FastifyInstance } from 'fastify'
import { renderSVG } from 'uqr'
import { groupState, isAsked, refuseGroupPoll } from '#domain/consultation.ts'
import { refuseSecrecy } from '#domain/poll.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { addPoll } from '#server/polls/adding/queries.ts'
import { takeRoll } from '#server/polls/consulted/queries.ts'
import { aloneWith, groupRunBy } from './alone.ts'
import { consultationDoors as doors } from './doors.ts'
import { groupsAsked, votersLeft } from './queries.ts'

/** The doors of a group that was asked: its poll, what it says of its meeting, the code for the room. */
export function answering(app: FastifyInstance, { db, sealing, config }: Tools) {
  open(app, doors.openGroupPoll, async ({ params, body, me, now }) => {
    const { id: bodyId } = await groupRunBy(db, params.id, params.slug, me.memberId)
    const closesAt = new Date(body.closesAt)
    const id = await aloneWith(db, params.id, now, async (trx, asked) => {
      // Read again: two people of one coordination may have pressed at once.
      const { pollId, closesAt: closes } = (await groupsAsked(trx, asked.id)).find((one) => one.id === bodyId)!
      const state = groupState(pollId ? { closesAt: closes!, counted: true } : null, asked.phase === 'over', now)
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
