import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { aloneWithPoll } from './lock.ts'
import { enrolElectors, fingerprintRoll, votesElsewhere } from './queries.ts'
import { freezeSecret } from './sealed/freezing.ts'

/**
 * Writes the roll of a poll that has opened: the members of its body at that instant, or the people of the frozen roll that was chosen. Whoever comes first past the instant
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
    .returning(['bodyId', 'electorateId', 'consultationId', 'opensAt', 'level'])
    .executeTakeFirst()
  if (!frozen) return null
  await enrol(trx, pollId, frozen, frozen.opensAt)
  return frozen.level
}

/** The roll of a sealed poll is written when it is announced: codes are made for its people before it opens. */
export async function freezeRollNow(trx: Db, pollId: string, of: Of) {
  const { rows } = await sql<{
    at: Date
  }>`update poll set roll_frozen_at = clock_timestamp() where id = ${pollId} returning roll_frozen_at as at`.execute(trx)
  await enrol(trx, pollId, of, rows[0]!.at)
}

/** Whose poll it is: of the members of a body, or of those on a roll that the body drew up. */
type Of = { bodyId: string; electorateId?: string | null; consultationId?: string | null }

async function enrol(trx: Db, pollId: string, { bodyId, electorateId, consultationId }: Of, instant: Date) {
  if (electorateId) return enrolElectors(trx, pollId, electorateId)
  // The rolls of one consultation are written one at a time: each sees the others (0013_consultation.sql).
  if (consultationId) await sql`select from consultation where id = ${consultationId} for no key update`.execute(trx)
  await enrolMembers(trx, pollId, { bodyId, consultationId }, instant)
  await fingerprintRoll(trx, pollId)
}

/** Puts on a roll the members of a body at an instant; of a consultation, those who do not vote in another group of it. */
async function enrolMembers(trx: Db, pollId: string, { bodyId, consultationId }: Of, instant: Date) {
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
        .where((or) => or.or([or('leftAt', 'is', null), or('leftAt', '>', instant)]))
        .$if(Boolean(consultationId), (members) => members.where(({ not }) => not(votesElsewhere(consultationId!, bodyId)))),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
