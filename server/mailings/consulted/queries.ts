import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { reminderAt } from '#domain/consultation.ts'
import { consultationLimits } from '#domain/limits.ts'
import { mailingLimits } from '#domain/mailing.ts'
import { newId } from '#server/ids.ts'
import { hasToOpen } from '#server/consultations/queries.ts'
import { withHeads } from '../queries.ts'

/** What a letter about a consultation is for: it has just been sent, or its deadline nears. */
export type ConsultationLetter = 'consultation' | 'deadline'

/**
 * A message to each person who coordinates a group of a consultation and has an address: when the deadline nears, of those that have a poll to open.
 * One each, whatever the number of their groups, and once: says how many, or null when these letters were written before.
 */
export async function writeToGroups(trx: Db, { id, madeBy }: { id: string; madeBy: string }, kind: ConsultationLetter) {
  const mailing = { id: newId(), consultationId: id, kind, pace: mailingLimits.usual, madeBy }
  const made = trx
    .insertInto('mailing')
    .values(mailing)
    .onConflict((conflict) => conflict.columns(['consultationId', 'kind']).doNothing())
  if ((await made.executeTakeFirst()).numInsertedOrUpdatedRows === 0n) return null
  return addressCoordinators(trx, mailing.id, id, kind === 'consultation' ? sql`true` : hasToOpen)
}

/** The letter of a consultation to those who coordinate groups to which it has just been passed on, and had none: says how many. */
export async function writeToThose(trx: Db, id: string, bodyIds: readonly string[]) {
  const letter = trx.selectFrom('mailing').select('id').where('consultationId', '=', id).where('kind', '=', 'consultation')
  const mailing = await letter.executeTakeFirst()
  return mailing ? addressCoordinators(trx, mailing.id, id, sql`consultation_group.body_id = any(${bodyIds}::text[])`) : 0
}

async function addressCoordinators(trx: Db, mailingId: string, id: string, whom: ReturnType<typeof sql>) {
  const { numAffectedRows } = await sql`
    insert into delivery (mailing_id, member_id, place)
    select distinct ${mailingId}, member.id, split_part(email, '@', 2)
    from consultation_group join membership using (body_id) join member on member.id = membership.member_id
    where consultation_group.consultation_id = ${id} and standing = 'coordinator' and membership.left_at is null and email is not null and ${whom}
    on conflict do nothing`.execute(trx)
  return Number(numAffectedRows)
}

/** Writes to the groups that have a poll to open in each consultation whose deadline nears: whoever carries the mail comes first does it, once. */
export async function remindGroups(db: Db, now: Date) {
  const near = await db
    .selectFrom('consultation')
    .select(['id', 'lockedAt', 'closesAt', 'createdBy as madeBy'])
    .where('closesAt', '>', now)
    .where('closesAt', '<', new Date(now.getTime() + consultationLimits.reminder))
    .where('lockedAt', 'is not', null)
    .where('cancelledAt', 'is', null)
    .where(sql<boolean>`not exists (select from mailing where consultation_id = consultation.id and kind = 'deadline')`)
    .execute()
  for (const { id, madeBy, lockedAt, closesAt } of near)
    if (now >= reminderAt({ lockedAt: lockedAt!, closesAt }))
      await db.transaction().execute((trx) => writeToGroups(trx, { id, madeBy }, 'deadline'))
}

/** The letters about a consultation, the first first, and how far each is. */
export const lettersAbout = async (db: Db, id: string) =>
  withHeads(db, await db.selectFrom('mailing').selectAll().where('consultationId', '=', id).orderBy('madeAt').execute())
