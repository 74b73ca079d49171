import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { missingToOpen } from '#domain/trustees.ts'
import { recordOf } from '#domain/sealing/ceremony-bytes.ts'
import { electionKeyOf, transcriptHash, trusteesOf } from '#domain/sealing/ceremony-result.ts'
import { ceremonyOf } from '#domain/sealing/ceremony.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { aloneWithPoll } from '../lock.ts'
import { findPoll } from '../queries.ts'
import { raiseBoard } from './freezing.ts'
import { factsOf, frozenCredentials, type Said, saidIn, type Trusted, trustOf } from './trust-queries.ts'

/** Told instead of a coordinator's reason when a sealed poll came to its closing without its key or its codes. */
export const neverReady = 'never-ready'

/**
 * Opens a sealed poll whose instant has come, if its ceremony is done and its codes are handed over: by whoever comes first. Past its closing it
 * is cancelled. Gives back what it still waits for, or null when there is nothing to open.
 */
export async function openOnceReady({ db, sealing }: { db: Db; sealing: Sealing }, pollId: string) {
  if (!(await isDue(db, pollId))) return null
  return aloneWithPoll(db, pollId, async (trx, at) => {
    const poll = (await findPoll(trx, pollId))!
    if (poll.openedAt || poll.cancelledAt || at < poll.opensAt) return null
    if (at >= poll.closesAt) {
      await trx.updateTable('poll').set({ cancelledAt: at, cancelReason: neverReady }).where('id', '=', pollId).execute()
      return null
    }
    const now = (await trustOf(trx, pollId))!
    const said = await saidIn(trx, now)
    const missing = missingToOpen(factsOf(now, said), now)
    if (missing.length > 0) return missing
    const roll = (await frozenCredentials(trx, pollId)).map(({ k }) => ({ credential: k, weight: 1 }))
    await trx.updateTable('poll').set({ openedAt: at }).where('id', '=', pollId).execute()
    await raiseBoard(trx, sealing, { poll, roll, keys: keysOf(sealing, now, said) }, at)
    return null
  })
}

/** Asked before taking the lock, so that a poll that opened long ago makes nobody wait. */
const isDue = (db: Db, pollId: string) =>
  db
    .selectFrom('poll')
    .select('id')
    .where('id', '=', pollId)
    .where('level', '=', 'sealed')
    .where('openedAt', 'is', null)
    .where('cancelledAt', 'is', null)
    .where('opensAt', '<=', sql<Date>`clock_timestamp()`)
    .executeTakeFirst()

/** What the trustees agreed on, as the manifest says it. */
function keysOf({ group }: Sealing, trust: Trusted, said: readonly Said[]) {
  const ceremony = ceremonyOf(trust.pollId, trust.needed, trust.names)
  const record = recordOf(ceremony, said)!
  const electionKey = electionKeyOf(group, record)
  return {
    needed: trust.needed,
    trustees: trusteesOf(ceremony, record),
    ceremony: transcriptHash(ceremony, record, electionKey),
    serverKey: record.second[0]!.commitments[0]!,
    electionKey,
    registrarKey: new Uint8Array(trust.registrarKey!),
  }
}
