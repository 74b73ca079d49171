import { signWith } from '#domain/sealing/board-key.ts'
import { type Leaf, leafSigned, writeLeaf } from '#domain/sealing/leaf.ts'
import { openPoll } from '#domain/sealing/open-poll.ts'
import type { Db } from '#db/connect.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { appendLeaves, signBoard } from './board.ts'
import { boardOf } from './queries.ts'

/** Writes on the board that the closing was moved, and why, signed by it; nothing when the poll has no board yet. */
export async function extendBoard(trx: Db, sealing: Sealing, pollId: string, moved: { closesAt: Date; reason: string }, at: Date) {
  const board = await boardOf(trx, pollId)
  if (!board) return
  const poll = openPoll(sealing.group, board.manifest)
  const boardKey = await sealing.keys.boardKey()
  const { closesAt, reason } = moved
  const unsigned: Leaf & { kind: 'extend' } = {
    kind: 'extend',
    closesAt: closesAt.getTime(),
    at: at.getTime(),
    reason: reason.normalize('NFC').replace(/\p{Cc}+/gu, ' '),
    signature: new Uint8Array(64),
  }
  await appendLeaves(trx, poll, [{ ...unsigned, signature: signWith(boardKey, leafSigned(poll.ctx, writeLeaf(unsigned))) }], at)
  await signBoard(trx, poll, boardKey, at)
}
