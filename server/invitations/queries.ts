import type { Db } from '#db/connect.ts'

export const currentInvitation = (db: Db, bodyId: string, now: Date) =>
  db
    .selectFrom('invitation')
    .innerJoin('member', 'member.id', 'invitation.createdBy')
    .select(['token', 'expiresAt', 'firstName as createdBy'])
    .where('bodyId', '=', bodyId)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst()

export const invitationByToken = (db: Db, token: string) =>
  db
    .selectFrom('invitation')
    .innerJoin('body', 'body.id', 'invitation.bodyId')
    .leftJoin('body as parent', 'parent.id', 'body.parentId')
    .select(['invitation.id', 'bodyId', 'expiresAt', 'revokedAt', 'body.slug', 'body.name', 'body.kind', 'parent.name as parentName'])
    .where('token', '=', token)
    .executeTakeFirst()

/** True when there was one to revoke. */
export async function revokeInvitation(trx: Db, bodyId: string, now: Date) {
  const { numUpdatedRows } = await trx
    .updateTable('invitation')
    .set({ revokedAt: now })
    .where('bodyId', '=', bodyId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export const insertInvitation = (trx: Db, invitation: { id: string; bodyId: string; token: string; createdBy: string; expiresAt: Date }) =>
  trx.insertInto('invitation').values(invitation).execute()
