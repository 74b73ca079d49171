import type { Db } from '#db/connect.ts'
import { pieces } from '#domain/sealing/bytes.ts'
import { signHead, writeHead } from '#domain/sealing/head.ts'
import { type Leaf, nodeOf, writeLeaf } from '#domain/sealing/leaf.ts'
import { append, type Peaks, rootOf } from '#domain/sealing/merkle-log.ts'
import type { OpenPoll } from '#domain/sealing/open-poll.ts'
import { ballotHash } from '#domain/sealing/ballot-bytes.ts'
import { sha256 } from '#domain/sealing/transcript.ts'

/**
 * Adds leaves at the end of a poll's board, all at the instant `at`; gives back the position of the first. Only for who holds the poll
 * alone (lock.ts): the lock is what gives leaves their order.
 */
export async function appendLeaves(trx: Db, poll: OpenPoll, leaves: readonly Leaf[], at: Date): Promise<number> {
  const before = await peaksOf(trx, poll.id)
  const trees: { level: number; index: number; hash: Buffer }[] = []
  const written = leaves.map((leaf) => ({ leaf, bytes: writeLeaf(leaf) }))
  const after = written.reduce(
    (peaks, { bytes }) => append(peaks, nodeOf(poll, bytes), (node, hash) => trees.push({ ...node, hash: Buffer.from(hash) })),
    before,
  )
  const rows = written.map(({ leaf, bytes }, index) => ({
    pollId: poll.id,
    position: before.size + index,
    kind: leaf.kind,
    hash: Buffer.from(leaf.kind === 'ballot' ? ballotHash(poll, leaf.ballot) : sha256(bytes)),
    bytes: Buffer.from(bytes),
    at,
  }))
  await trx.insertInto('leaf').values(rows).execute()
  await trx
    .insertInto('leafTree')
    .values(trees.map((tree) => ({ pollId: poll.id, ...tree })))
    .execute()
  await trx
    .updateTable('board')
    .set({ size: after.size, peaks: Buffer.concat(after.hashes) })
    .where('pollId', '=', poll.id)
    .execute()
  return before.size
}

/** Signs the board as it stands, unless that was done already. */
export async function signBoard(trx: Db, poll: OpenPoll, boardKey: Uint8Array, at: Date) {
  const peaks = await peaksOf(trx, poll.id)
  const head = signHead(boardKey, poll.ctx, { size: peaks.size, root: rootOf(peaks), at: at.getTime() })
  await trx
    .insertInto('boardHead')
    .values({ pollId: poll.id, size: peaks.size, bytes: Buffer.from(writeHead(head)), at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function peaksOf(trx: Db, pollId: string): Promise<Peaks> {
  const { size, peaks } = await trx.selectFrom('board').select(['size', 'peaks']).where('pollId', '=', pollId).executeTakeFirstOrThrow()
  return { size, hashes: pieces(peaks, 32) }
}
