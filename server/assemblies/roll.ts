import { randomBytes } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import { enrolMembers, freeze } from '#server/electorates/queries.ts'
import { newId } from '#server/ids.ts'

/** Writes the members of a body at an instant as a roll that is frozen at once: its id, and how many they are. */
export async function freezeMembers(trx: Db, { bodyId, title, by, at }: { bodyId: string; title: string; by: string; at: Date }) {
  const id = newId()
  const drawn = { source: 'members' as const, membersAt: at, key: randomBytes(32), createdBy: by, createdAt: at }
  await trx
    .insertInto('electorate')
    .values({ id, bodyId, title, ...drawn })
    .execute()
  await enrolMembers(trx, id, bodyId, at)
  await freeze(trx, id, by)
  const { electors: size } = await trx.selectFrom('electorate').select('electors').where('id', '=', id).executeTakeFirstOrThrow()
  return { electorateId: id, size }
}
