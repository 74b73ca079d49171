import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import type { DeedName } from '#domain/journal.ts'
import { rightsIn } from '#domain/membership.ts'
import { refuseCancellation, refuseExtension, refuseNewPoll } from '#domain/poll.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { bodyBySlug, standingIn } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { writeInJournal } from '#server/journal.ts'
import { addPoll, oneLine } from './adding/queries.ts'
import { pollDoors } from './doors.ts'
import { aloneWithPoll } from './lock.ts'
import { findPoll, storedResult } from './queries.ts'
import { extendBoard } from './sealed/extending.ts'
import { isClosedOnBoard } from './sealed/queries.ts'

/** The doors of whoever runs polls: create, extend, cancel. */
export function running(app: FastifyInstance, { db, sealing }: Tools) {
  open(app, pollDoors.createPoll, async ({ params, body: form, me, now }) => {
    const body = orNotFound(await bodyBySlug(db, params.slug))
    await refuseUnlessCoordinator(db, body.id, me.memberId)
    const draft = draftOf(form)
    const { level = 'open', trust, reason, electorate: electorateId } = form
    refuseIf(refuseNewPoll(draft, now))
    const facts = { ...draft, level, trust, reason, electorateId, bodyId: body.id, createdBy: me.memberId }
    const poll = { ...facts, opensAt: draft.opensAt < now ? now : draft.opensAt }
    return { id: await db.transaction().execute((trx) => addPoll(trx, sealing, poll, now)) }
  })

  open(app, pollDoors.extendPoll, async ({ params, body, me }) => {
    const closesAt = new Date(body.closesAt)
    await change(params.id, me.memberId, body.reason, async (trx, poll, reason, at) => {
      // Whoever runs the assembly closes its vote; it has no hour to move.
      refuseIf(poll.agendaItemId ? 'of-an-assembly' : null)
      refuseIf(refuseExtension(poll, poll.extensions.length, closesAt, at, poll.consultationClosesAt))
      await trx.updateTable('poll').set({ closesAt }).where('id', '=', poll.id).execute()
      await extendBoard(trx, sealing, poll.id, { closesAt, reason }, at)
      return { what: 'poll-extended', detail: { from: poll.closesAt.toISOString(), to: closesAt.toISOString(), reason } }
    })
  })

  open(app, pollDoors.cancelPoll, async ({ params, body, me }) => {
    await change(params.id, me.memberId, body.reason, async (trx, poll, reason, at) => {
      refuseIf(refuseCancellation(poll, at))
      await trx.updateTable('poll').set({ cancelledAt: at, cancelReason: reason }).where('id', '=', poll.id).execute()
      return { what: 'poll-cancelled', detail: { reason } }
    })
  })

  type Change = (
    trx: Db,
    poll: NonNullable<Awaited<ReturnType<typeof findPoll>>>,
    reason: string,
    at: Date,
  ) => Promise<{ what: DeedName; detail: Record<string, string> }>

  /** Asked of the right before the lock is taken, so that only a coordinator can make voters wait. */
  async function change(pollId: string, memberId: string, given: string, make: Change) {
    const { bodyId } = orNotFound(await findPoll(db, pollId))
    await refuseUnlessCoordinator(db, bodyId, memberId)
    const reason = given.trim()
    refuseIf(reason === '' ? 'no-reason' : null)
    await aloneWithPoll(db, pollId, async (trx, at) => {
      const poll = orNotFound(await findPoll(trx, pollId))
      // A clock set back opens nothing again: what is counted, or closed on its board, stays so.
      refuseIf((await storedResult(trx, pollId)) || (await isClosedOnBoard(trx, pollId)) ? 'closed' : null)
      const { what, detail } = await make(trx, poll, reason, at)
      await writeInJournal(trx, { actorId: memberId, bodyId, pollId, what, detail })
    })
  }
}

export async function refuseUnlessCoordinator(db: Db, bodyId: string, memberId: string) {
  refuseIf(rightsIn(await standingIn(db, bodyId, memberId)).openPolls ? null : 'not-a-coordinator')
}

/** The form's scale goes from the best grade to the worst: it is turned round here, at the door. */
function draftOf(form: Static<typeof pollDoors.createPoll.body>) {
  return {
    question: oneLine(form.question),
    description: form.description?.trim() ?? '',
    choices: form.choices.map(({ label, description = '' }) => ({ label: oneLine(label), description: description.trim() })),
    scale: form.scale.map(oneLine).reverse(),
    missingGrades: form.missingGrades,
    changes: form.changes,
    opensAt: new Date(form.opensAt),
    closesAt: new Date(form.closesAt),
  }
}
