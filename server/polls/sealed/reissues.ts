import type { FastifyInstance } from 'fastify'
import { sealingLimits } from '#domain/limits.ts'
import { phase } from '#domain/poll.ts'
import { isSignedWith } from '#domain/sealing/board-key.ts'
import { Malformed as NoSuchBytes } from '#domain/sealing/bytes.ts'
import { readKey } from '#domain/sealing/group.ts'
import { type Leaf, leafSigned, readLeaf } from '#domain/sealing/leaf.ts'
import type { OpenPoll } from '#domain/sealing/open-poll.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, Refused, refuseIf } from '#server/errors.ts'
import { writeInJournal } from '#server/journal.ts'
import { aloneWithPoll } from '../lock.ts'
import { findPoll } from '../queries.ts'
import { appendLeaves, signBoard } from './board.ts'
import { openedPolls } from './opened.ts'
import { credentialOn } from './queries.ts'
import { trustDoors } from './trust-doors.ts'
import { trustOf } from './trust-queries.ts'

type LostCode = Leaf & { kind: 'cancel'; target: { credential: Uint8Array } }
type NewCode = Leaf & { kind: 'roll-add' }

/**
 * A code that was lost: its credential is revoked on the board with all its ballots, another is added, both signed by the registrar. Who
 * was bound to the first is free to vote with the second. Everyone sees that it happened, and how many times.
 */
export function reissues(app: FastifyInstance, { db, sealing }: Tools) {
  const opened = openedPolls(db, sealing)

  open(app, trustDoors.reissue, async ({ params, body, me }) => {
    const trust = orNotFound(await trustOf(db, params.id))
    refuseIf(trust.registrarId === me.memberId ? null : 'not-the-registrar')
    const { poll } = (await opened(params.id)) ?? refuse('not-open')
    const cancel = readSigned(poll, Buffer.from(body.cancel, 'base64'))
    const add = readSigned(poll, Buffer.from(body.add, 'base64'))
    if (cancel.kind !== 'cancel' || cancel.rule !== 'lost-code' || !('credential' in cancel.target)) return refuse('malformed-part')
    if (add.kind !== 'roll-add' || add.weight !== 1) return refuse('malformed-part')
    const boardKey = await sealing.keys.boardKey()
    await aloneWithPoll(db, poll.id, async (trx, at) => {
      const found = (await findPoll(trx, poll.id))!
      refuseIf(phase(found, at) === 'open' ? null : 'not-open')
      const late = (instant: number) => Math.abs(instant - at.getTime()) > sealingLimits.registrarClock
      refuseIf(late(cancel.at) || late(add.at) ? 'at-another-time' : null)
      await replace(trx, poll, cancel as LostCode, add, at)
      await appendLeaves(trx, poll, [cancel, add], at)
      await signBoard(trx, poll, boardKey, at)
      await writeInJournal(trx, { actorId: me.memberId, bodyId: found.bodyId, pollId: poll.id, what: 'code-reissued' })
    })
  })
}

async function replace(trx: Db, poll: OpenPoll, cancel: LostCode, add: NewCode, at: Date) {
  const lost = await credentialOn(trx, poll.id, cancel.target.credential)
  refuseIf(lost && !lost.revokedAt ? null : 'no-such-credential')
  refuseIf((await credentialOn(trx, poll.id, add.credential)) ? 'already-on-the-roll' : null)
  await trx
    .updateTable('credential')
    .set({ revokedAt: at, memberId: null })
    .where('pollId', '=', poll.id)
    .where('k', '=', Buffer.from(cancel.target.credential))
    .execute()
  await trx
    .insertInto('credential')
    .values({ pollId: poll.id, k: Buffer.from(add.credential), addedAt: at })
    .execute()
}

/** A leaf as the registrar signed it. */
function readSigned(poll: OpenPoll, bytes: Uint8Array): LostCode | (Leaf & { kind: 'cancel' }) | NewCode {
  const leaf = readStrictly(poll, bytes)
  const { registrarKey } = poll.manifest
  refuseIf(registrarKey && isSignedWith(registrarKey, leafSigned(poll.ctx, bytes), leaf.signature) ? null : 'not-signed')
  return leaf
}

function readStrictly(poll: OpenPoll, bytes: Uint8Array) {
  try {
    const leaf = readLeaf(poll, bytes)
    if (leaf.kind === 'roll-add') readKey(poll.group, leaf.credential, 'credential')
    if (leaf.kind === 'cancel' || leaf.kind === 'roll-add') return leaf
  } catch (error) {
    if (!(error instanceof NoSuchBytes)) throw error
  }
  throw new Refused('malformed-part')
}

const refuse = (reason: string): never => {
  throw new Refused(reason)
}
