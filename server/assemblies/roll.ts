import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { newId } from '#server/ids.ts'

/** The fingerprint of a roll made of the members of a body: SHA-256 of their ids, sorted, each followed by a line feed. */
export const fingerprintOf = (memberIds: readonly string[]) =>
  createHash('sha256')
    .update(
      [...memberIds]
        .sort()
        .map((id) => `${id}\n`)
        .join(''),
    ) // prettier-ignore
    .digest()

/** Writes the members of a body at an instant as a roll that is frozen at once: its id, and how many they are. */
export async function freezeMembers(trx: Db, { bodyId, title, by, at }: { bodyId: string; title: string; by: string; at: Date }) {
  const id = newId()
  const members = await membersAt(trx, bodyId, at)
  const frozen = { frozenAt: at, frozenBy: by, fingerprint: fingerprintOf(members), admitted: members.length, rejected: 0 }
  await trx
    .insertInto('electorate')
    .values({ id, bodyId, title, source: 'members', membersAt: at, createdBy: by, createdAt: at, ...frozen })
    .execute()
  await trx
    .insertInto('elector')
    .columns(['electorateId', 'memberId'])
    .expression(sql`select ${id}, unnest(${members}::text[])`)
    .execute()
  return { electorateId: id, size: members.length }
}

/** The members of a body at an instant, erased people excepted. */
export async function membersAt(db: Db, bodyId: string, at: Date) {
  const rows = await db
    .selectFrom('membership')
    .innerJoin('member', 'member.id', 'memberId')
    .distinct()
    .select('memberId')
    .where('bodyId', '=', bodyId)
    .where('erasedAt', 'is', null)
    .where('joinedAt', '<=', at)
    .where((or) => or.or([or('leftAt', 'is', null), or('leftAt', '>', at)]))
    .execute()
  return rows.map(({ memberId }) => memberId)
}
