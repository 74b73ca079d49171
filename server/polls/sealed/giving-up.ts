import type { FastifyInstance } from 'fastify'
import { refuseGivingUp } from '#domain/trustees.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { writeInJournal } from '#server/journal.ts'
import { aloneWithPoll } from '../lock.ts'
import { findPoll } from '../queries.ts'
import { refuseUnlessCoordinator } from '../running.ts'
import { countSealed, openingOf } from './decrypting.ts'
import { trustDoors } from './trust-doors.ts'
import { trustOf } from './trust-queries.ts'

/**
 * The door by which a count that will never come is given up. Alone with the poll: the last part of its opening either came before, and it is
 * counted, or is refused.
 */
export function givingUp(app: FastifyInstance, { db, sealing }: Tools) {
  open(app, trustDoors.giveUpCount, async ({ params, body, me }) => {
    const { bodyId, level } = orNotFound(await findPoll(db, params.id))
    await refuseUnlessCoordinator(db, bodyId, me.memberId)
    refuseIf(level === 'sealed' ? null : 'not-sealed')
    const reason = body.reason.trim()
    refuseIf(reason === '' ? 'no-reason' : null)
    await countSealed(db, sealing, params.id)
    await aloneWithPoll(db, params.id, async (trx, at) => {
      const [poll, trust] = [orNotFound(await findPoll(trx, params.id)), orNotFound(await trustOf(trx, params.id))]
      refuseIf(refuseGivingUp(poll, await openingOf(trx, sealing, trust), at))
      await trx.updateTable('poll').set({ givenUpAt: at, giveUpReason: reason }).where('id', '=', poll.id).execute()
      await writeInJournal(trx, { actorId: me.memberId, bodyId, pollId: poll.id, what: 'count-given-up', detail: { reason } })
    })
  })
}
