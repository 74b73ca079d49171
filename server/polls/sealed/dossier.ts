import type { Db } from '#db/connect.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import type { DossierRecord } from '#domain/sealing/dossier.ts'
import { readHead } from '#domain/sealing/head.ts'
import { additionsTo, boardOf, headsUpTo, leavesFrom, rollFrom } from './queries.ts'

/**
 * The records of a poll's dossier in their order: the manifest, the sorted roll, the leaves, each signed head after those that it covers.
 * Read by pages: memory does not grow with the poll. Only for a poll whose board will not change any more.
 */
export async function* dossierOf(db: Db, pollId: string, page = 500): AsyncGenerator<DossierRecord> {
  const { manifest } = (await boardOf(db, pollId))!
  yield { type: 'manifest', bytes: manifest }
  for await (const credential of frozenRoll(db, pollId)) yield { type: 'roll', entry: { credential, weight: 1 } }
  for (let from = 0; ;) {
    const leaves = await leavesFrom(db, pollId, from, page)
    const heads = await headsUpTo(db, pollId, from, from + leaves.length)
    for (const { position, bytes } of leaves) {
      yield { type: 'leaf', bytes }
      while (heads[0]?.size === position + 1) yield { type: 'head', head: readHead(heads.shift()!.bytes) }
    }
    if (leaves.length < page) return
    from += leaves.length
  }
}

/** The public credentials that the manifest froze, sorted; those that the board added later are not among them. */
export async function* frozenRoll(db: Db, pollId: string, page = 2000): AsyncGenerator<Uint8Array> {
  // A leaf that adds is its kind, then the credential.
  const added = new Set((await additionsTo(db, pollId)).map(({ bytes }) => toHex(bytes.subarray(1, 33))))
  for (let after: Buffer = Buffer.alloc(0); ;) {
    const lines = await rollFrom(db, pollId, after, page)
    for (const { k } of lines) if (!added.has(toHex(k))) yield k
    if (lines.length < page) return
    after = lines.at(-1)!.k
  }
}
