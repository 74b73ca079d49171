import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { limits } from '#domain/limits.ts'
import { rightsIn } from '#domain/membership.ts'
import { refuseAskingAgain, tellsOfAFew } from '#domain/asked-again.ts'
import { refuseCancellation, refuseExtension, refuseNewPoll, refuseSecrecy } from '#domain/poll.ts'
import { refuseTrust } from '#domain/trustees.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { bodyBySlug, membersAmong, membersNow, standingIn } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { pollsAskedAlready, writeAskedAgain } from './asked-again/queries.ts'
import { pollDoors } from './doors.ts'
import { aloneWithPoll } from './lock.ts'
import { extensionsOf, findPoll, insertPoll, pendingPolls, storedResult } from './queries.ts'
import { freezeRollNow } from './roll.ts'
import { extendBoard } from './sealed/extending.ts'
import { entrust } from './sealed/trust.ts'

/** The doors of whoever runs polls: create, extend, cancel. */
export function running(app: FastifyInstance, { db, sealing }: Tools) {
  open(app, pollDoors.createPoll, async ({ params, body: form, me, now }) => {
    const body = orNotFound(await bodyBySlug(db, params.slug))
    await refuseUnlessCoordinator(db, body.id, me.memberId)
    const draft = draftOf(form)
    const { level = 'open', reason = '' } = form
    refuseIf(refuseNewPoll(draft, now))
    refuseIf(refuseSecrecy(level, await membersNow(db, body.id)))
    refuseIf((await pendingPolls(db, body.id, now)) >= limits.poll.pending ? 'too-many-polls' : null)
    const trust = level === 'sealed' ? (form.trust ?? { needed: 0, trustees: [], registrar: '' }) : null
    if (trust) refuseIf(refuseTrust(trust, await membersAmong(db, body.id, [...trust.trustees, trust.registrar])))
    const already = (await pollsAskedAlready(db, body.id, draft)).filter((one) => tellsOfAFew(level, one))
    refuseIf(refuseAskingAgain(level, already, reason), already[0] && { poll: already[0].id, question: already[0].question })
    const id = newId()
    const poll = { ...draft, id, level, opensAt: draft.opensAt < now ? now : draft.opensAt }
    await db.transaction().execute(async (trx) => {
      await insertPoll(trx, { ...poll, bodyId: body.id, createdBy: me.memberId })
      if (trust) {
        await freezeRollNow(trx, id, body.id)
        await entrust(trx, sealing, id, trust)
      }
      await writeInJournal(trx, { actorId: me.memberId, bodyId: body.id, pollId: id, what: 'poll-created' })
      for (const { id: of, apart } of already)
        await writeAskedAgain(trx, { actorId: me.memberId, bodyId: body.id, pollId: id, of, apart, reason: oneLine(reason) })
    })
    return { id }
  })

  open(app, pollDoors.extendPoll, async ({ params, body, me }) => {
    const closesAt = new Date(body.closesAt)
    await change(params.id, me.memberId, body.reason, async (trx, poll, reason, at) => {
      refuseIf(refuseExtension(poll, (await extensionsOf(trx, poll.id)).length, closesAt, at))
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
  ) => Promise<{ what: string; detail: Record<string, string> }>

  /** Asked of the right before the lock is taken, so that only a coordinator can make voters wait. */
  async function change(pollId: string, memberId: string, given: string, make: Change) {
    const { bodyId } = orNotFound(await findPoll(db, pollId))
    await refuseUnlessCoordinator(db, bodyId, memberId)
    const reason = given.trim()
    refuseIf(reason === '' ? 'no-reason' : null)
    await aloneWithPoll(db, pollId, async (trx, at) => {
      const poll = orNotFound(await findPoll(trx, pollId))
      refuseIf((await storedResult(trx, pollId)) ? 'closed' : null)
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

/** A text on one line, composed: as the manifest of a secret poll takes it. */
const oneLine = (text: string) =>
  text
    .normalize('NFC')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
