import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { sealingLimits } from '#domain/limits.ts'
import { readLeaf } from '#domain/sealing/leaf.ts'
import { readBallotParts } from '#domain/sealing/ballot-bytes.ts'
import { consistencyPath, inclusionPath, type Node, proofAlong } from '#domain/sealing/merkle-log.ts'
import { trackerStart } from '#domain/sealing/tracker-start.ts'
import { readTracker, trackerOf } from '#domain/sealing/tracker.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound } from '#server/errors.ts'
import { base64 } from './casts.ts'
import { sealedDoors } from './doors.ts'
import { openedPolls } from './opened.ts'
import { ballotOfTracker, boardOf, headsOf, isReplaced, leavesFrom, subtreesOf } from './queries.ts'

/** The doors of whoever looks at a board: anyone. What is there is encrypted, and says nothing of who or what. */
export function boards(app: FastifyInstance, { db, sealing }: Tools) {
  const opened = openedPolls(db, sealing)

  open(app, sealedDoors.manifest, async ({ params }) => orNotFound(await opened(params.id)).manifest)

  open(app, sealedDoors.board, async ({ params }) => {
    const { size } = orNotFound(await boardOf(db, params.id))
    const heads = await headsOf(db, params.id)
    const { ballots } = await db
      .selectFrom('sealedBallot')
      .select(({ fn }) => fn.countAll<number>().as('ballots'))
      .where('pollId', '=', params.id)
      .executeTakeFirstOrThrow()
    return { size, ballots, heads: heads.map(({ size, at, bytes }) => ({ size, at: at.toISOString(), head: base64(bytes) })) }
  })

  open(app, sealedDoors.leaves, async ({ params, query: { from = 0, most = sealingLimits.leavesAPage } }) => {
    const { size } = orNotFound(await boardOf(db, params.id))
    return Readable.from(leavesAsJson(db, params.id, { from, most, size }), { objectMode: false })
  })

  open(app, sealedDoors.ballotOnBoard, async ({ params }) => {
    const { poll } = orNotFound(await opened(params.id))
    const tracker = orNotFound(readTracker(params.tracker))
    const row = orNotFound(await ballotOfTracker(db, poll.id, trackerStart(tracker), (hash) => trackerOf(hash) === tracker))
    const leaf = readLeaf(poll, row.bytes)
    if (leaf.kind !== 'ballot') throw new Error('a ballot is no ballot')
    const { credential, counter } = readBallotParts(poll, leaf.ballot)
    const [head] = await headsOf(db, poll.id, 1)
    const holds = head && head.size > row.position
    const path = holds ? await along(db, poll.id, inclusionPath(row.position, head.size)) : []
    return {
      position: row.position,
      at: row.at.toISOString(),
      hash: toHex(row.hash),
      counter,
      replaced: await isReplaced(db, poll.id, credential, counter),
      proof: holds ? { head: base64(head.bytes), path } : null,
    }
  })

  open(app, sealedDoors.consistency, async ({ params, query: { from, to } }) => {
    const { size } = orNotFound(await boardOf(db, params.id))
    orNotFound(from <= to && to <= size ? true : null)
    return { path: await along(db, params.id, consistencyPath(from, to)) }
  })
}

const atOnce = 20

/** A few leaves at a time, as they are read: a page of long ballots is megabytes, which whoever reads slowly would leave in memory. */
async function* leavesAsJson(db: Db, pollId: string, { from, most, size }: { from: number; most: number; size: number }) {
  yield '{"leaves":['
  const end = Math.min(from + most, size)
  for (let at = from; at < end; at += atOnce) {
    const some = await leavesFrom(db, pollId, at, Math.min(atOnce, end - at))
    const told = some.map(({ at, hash, bytes, ...leaf }) => ({ ...leaf, at: at.toISOString(), hash: toHex(hash), bytes: base64(bytes) }))
    yield `${at > from ? ',' : ''}${JSON.stringify(told).slice(1, -1)}`
  }
  yield `],"size":${size}}`
}

/** A proof from the perfect subtrees that the database keeps, in hexadecimal. */
async function along(db: Db, pollId: string, path: readonly (readonly Node[])[]) {
  const kept = await subtreesOf(db, pollId, path.flat())
  return proofAlong(path, ({ level, index }) => kept.get(`${level} ${index}`)!).map(toHex)
}
