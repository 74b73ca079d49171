import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { aloneWithPoll } from './lock.ts'
import { freezeSecret } from './sealed/freezing.ts'

/**
 * Writes the roll of a poll that has opened: the members of its body at that instant. Whoever comes first past the instant
 * does it; the others find it done.
 */
export async function freezeRoll({ db, sealing }: { db: Db; sealing: Sealing }, pollId: string) {
  await aloneWithPoll(db, pollId, async (trx, at) => {
    const level = await writeRoll(trx, pollId, at)
    if (level === 'secret') await freezeSecret(trx, sealing, pollId, at)
  })
}

/** The roll inside a transaction that already holds the poll; the level of a poll whose roll was not there yet, else null. */
export async function writeRoll(trx: Db, pollId: string, at: Date) {
  const frozen = await trx
    .updateTable('poll')
    .set({ rollFrozenAt: at })
    .where('id', '=', pollId)
    .where('level', 'in', ['open', 'secret'])
    .where('opensAt', '<=', at)
    .where('cancelledAt', 'is', null)
    .where('rollFrozenAt', 'is', null)
    .returning(['bodyId', 'electorateId', 'opensAt', 'level'])
    .executeTakeFirst()
  if (!frozen) return null
  if (frozen.electorateId) await enrolElectors(trx, pollId, frozen.electorateId)
  else await enrolMembers(trx, pollId, frozen.bodyId, frozen.opensAt)
  return frozen.level
}

/** The roll of a sealed poll is written when it is announced: codes are made for its people before it opens. */
export async function freezeRollNow(trx: Db, pollId: string, bodyId: string) {
  const { rows } = await sql<{
    at: Date
  }>`update poll set roll_frozen_at = clock_timestamp() where id = ${pollId} returning roll_frozen_at as at`.execute(trx)
  await enrolMembers(trx, pollId, bodyId, rows[0]!.at)
}

/** Puts on a roll those of the list that was drawn up for it. */
async function enrolElectors(trx: Db, pollId: string, electorateId: string) {
  await trx
    .insertInto('rollEntry')
    .columns(['pollId', 'memberId', 'weight'])
    .expression((eb) =>
      eb
        .selectFrom('elector')
        .select([sql.lit(pollId).as('pollId'), 'memberId', 'weight'])
        .where('electorateId', '=', electorateId),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Puts on a roll the members of a body at an instant. */
async function enrolMembers(trx: Db, pollId: string, bodyId: string, instant: Date) {
  await trx
    .insertInto('rollEntry')
    .columns(['pollId', 'memberId'])
    .expression((eb) =>
      eb
        .selectFrom('membership')
        .distinct()
        .select([sql.lit(pollId).as('pollId'), 'memberId'])
        .where('bodyId', '=', bodyId)
        .where('joinedAt', '<=', instant)
        .where((or) => or.or([or('leftAt', 'is', null), or('leftAt', '>', instant)])),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
