import type { FastifyInstance } from 'fastify'
import {
  isAsked,
  refuseConsultationCancellation,
  refuseDeadline,
  refuseDecision,
  refuseLocking,
  refuseProposal,
} from '#domain/consultation.ts'
import type { DeedName } from '#domain/journal.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { oneLine } from '#server/polls/adding/queries.ts'
import { type Asked, aloneWith, groupRunBy, refuseUnlessRunning } from './alone.ts'
import { consultationDoors as doors } from './doors.ts'
import { lockChoices } from './locking.ts'
import { extensionsOf, findConsultation } from './queries.ts'
import type { Db } from '#db/connect.ts'

/** The doors by which choices come from groups and are decided, and by which a consultation is given more time or cancelled. */
export function choosing(app: FastifyInstance, { db }: Tools) {
  open(app, doors.proposeChoice, async ({ params, body, me, now }) => {
    const { id: groupId } = await groupRunBy(db, params.id, params.slug, me.memberId)
    const choice = { label: oneLine(body.label), description: body.description?.trim() ?? '', groupId }
    return aloneWith(db, params.id, now, async (trx, asked) => {
      refuseIf(refuseProposal(asked.phase, choice, asked.choices))
      const id = newId()
      const line = { ...choice, id, consultationId: asked.id, place: asked.choices.length, proposedBy: me.memberId }
      await trx.insertInto('consultationChoice').values(line).execute()
      const detail = { consultation: asked.id, choice: id }
      await writeInJournal(trx, { actorId: me.memberId, bodyId: groupId, what: 'consultation-choice-proposed', detail })
      return { id }
    })
  })

  open(app, doors.decideChoice, async ({ params, body: { accepted, reason: given = '' }, me, now }) => {
    const reason = accepted ? null : given.trim()
    await change(params.id, me.memberId, now, async (trx, asked) => {
      const choice = orNotFound(asked.choices.find(({ id }) => id === params.choice))
      refuseIf(refuseDecision(asked.phase, choice, reason, asked.choices))
      const decided = { decidedAt: now, decidedBy: me.memberId, refusal: reason }
      await trx.updateTable('consultationChoice').set(decided).where('id', '=', choice.id).execute()
      return {
        what: accepted ? 'consultation-choice-accepted' : 'consultation-choice-refused',
        choice: choice.id,
        ...(reason && { reason }),
      }
    })
  })

  open(app, doors.lockChoices, async ({ params, me, now }) => {
    await change(params.id, me.memberId, now, async (trx, asked) => {
      refuseIf(refuseLocking(asked.phase, asked.choices))
      const choices = asked.choices.filter(isAsked).length
      await lockChoices(trx, asked.id, choices)
      return { what: 'consultation-locked', choices }
    })
  })

  open(app, doors.extendConsultation, async ({ params, body, me, now }) => {
    const reason = body.reason.trim()
    const closesAt = new Date(body.closesAt)
    await change(params.id, me.memberId, now, async (trx, asked) => {
      const { length } = await extensionsOf(trx, asked)
      refuseIf(reason === '' ? 'no-reason' : refuseDeadline(asked.phase, asked, length, closesAt))
      await trx.updateTable('consultation').set({ closesAt }).where('id', '=', asked.id).execute()
      return { what: 'consultation-extended', from: asked.closesAt.toISOString(), to: closesAt.toISOString(), reason }
    })
  })

  open(app, doors.cancelConsultation, async ({ params, body, me, now }) => {
    const reason = body.reason.trim()
    await change(params.id, me.memberId, now, async (trx, asked) => {
      refuseIf(reason === '' ? 'no-reason' : refuseConsultationCancellation(asked.phase))
      await trx.updateTable('consultation').set({ cancelledAt: now, cancelReason: reason }).where('id', '=', asked.id).execute()
      return { what: 'consultation-cancelled', reason }
    })
  })

  type Change = (trx: Db, asked: Asked) => Promise<{ what: DeedName } & Record<string, string | number>>

  /** By the coordination of the body that asks, with its line in the journal. */
  async function change(id: string, memberId: string, now: Date, make: Change) {
    const { bodyId } = orNotFound(await findConsultation(db, id, now))
    await refuseUnlessRunning(db, bodyId, memberId)
    await aloneWith(db, id, now, async (trx, asked) => {
      const { what, ...detail } = await make(trx, asked)
      await writeInJournal(trx, { actorId: memberId, bodyId, what, detail: { consultation: id, ...detail } })
    })
  }
}
