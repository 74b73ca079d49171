import { CompiledQuery, sql } from 'kysely'
import type { Db } from '#db/connect.ts'

/** The sessions that cookies open, by the present hash or the one just before; undefined where there is none. */
export async function findSessions(db: Db, hashes: readonly Buffer[], now: Date) {
  const { rows } = await db.executeQuery<FoundSession>(
    hashes.length === 1
      ? CompiledQuery.raw(oneSession, [hashes[0], now])
      : CompiledQuery.raw(manySessions, [hashes.map((hash) => `\\x${hash.toString('hex')}`), now]),
  )
  const byHash = new Map(rows.flatMap((row) => [row.tokenHash, row.previousHash].map((hash) => [hash?.toString('hex'), row])))
  return hashes.map((hash) => byHash.get(hash.toString('hex')))
}

type FoundSession = {
  sessionId: string
  memberId: string
  firstName: string
  language: 'fr' | 'en'
  tokenHash: Buffer
  previousHash: Buffer | null
  rotatedAt: Date
  lastSeenAt: Date
}

/** Asked with every request, hence written once and not built each time. An array is planned anew each time, so one is asked apart. */
const sessionsWhere = (condition: string) => `
  select session.id as session_id, member_id, first_name, language, token_hash, previous_hash, rotated_at, last_seen_at
  from session join member on member.id = member_id where (${condition}) and expires_at > $2`
const oneSession = sessionsWhere('token_hash = $1 or previous_hash = $1')
const manySessions = sessionsWhere('token_hash = any ($1::text[]::bytea[]) or previous_hash = any ($1::text[]::bytea[])')

/** Only one of two requests that come together changes the token. */
export async function rotateSession(db: Db, change: { id: string; from: Buffer; to: Buffer; now: Date; expiresAt: Date }) {
  const { id, from, to, now, expiresAt } = change
  const { numUpdatedRows } = await db
    .updateTable('session')
    .set({ tokenHash: to, previousHash: from, rotatedAt: now, lastSeenAt: now, expiresAt })
    .where('id', '=', id)
    .where('tokenHash', '=', from)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export const seeSession = (db: Db, id: string, now: Date) =>
  db.updateTable('session').set({ lastSeenAt: now }).where('id', '=', id).execute()

export async function insertSession(
  db: Db,
  { replaces, ...session }: { id: string; memberId: string; tokenHash: Buffer; device: string; expiresAt: Date; replaces: string | null },
) {
  if (replaces) await db.deleteFrom('session').where('id', '=', replaces).execute()
  await db.insertInto('session').values(session).execute()
}

export const sessionsOf = (db: Db, memberId: string, now: Date) =>
  db
    .selectFrom('session')
    .select(['id', 'device', 'createdAt', 'lastSeenAt'])
    .where('memberId', '=', memberId)
    .where('expiresAt', '>', now)
    .orderBy('lastSeenAt', 'desc')
    .limit(100)
    .execute()

export async function endSession(db: Db, memberId: string, id: string) {
  const { numDeletedRows } = await db.deleteFrom('session').where('memberId', '=', memberId).where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

export const endAllSessions = (db: Db, memberId: string) => db.deleteFrom('session').where('memberId', '=', memberId).execute()

export const memberById = (db: Db, id: string) =>
  db.selectFrom('member').select(['id', 'firstName', 'email', 'language', 'createdAt']).where('id', '=', id).executeTakeFirst()

export const memberByEmail = (db: Db, email: string) =>
  db.selectFrom('member').select(['id', 'firstName', 'language']).where('email', '=', email).executeTakeFirst()

/** The member with this address, made when there is none; two confirmations at once find the same person. */
export async function findOrCreateMember(db: Db, member: { id: string; firstName: string; email: string; language: 'fr' | 'en' }) {
  await db
    .insertInto('member')
    .values(member)
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute()
  return (await memberByEmail(db, member.email))!
}

export const changeMember = (db: Db, id: string, change: { firstName?: string; language?: 'fr' | 'en' }) =>
  Object.values(change).some((value) => value !== undefined)
    ? db.updateTable('member').set(change).where('id', '=', id).execute()
    : undefined

/** What the person was called and reached by goes; what they did in common stays, under nobody's name. */
export async function eraseMember(db: Db, id: string, now: Date) {
  const { email } = await db.selectFrom('member').select('email').where('id', '=', id).executeTakeFirstOrThrow()
  if (email) await db.deleteFrom('signIn').where('email', '=', email).execute()
  await endAllSessions(db, id)
  await db.updateTable('elector').set({ name: '', sought: '', unit: '' }).where('memberId', '=', id).execute()
  await db.updateTable('member').set({ firstName: '—', email: null, erasedAt: now }).where('id', '=', id).execute()
}

/** The one who opened the installation, as long as they coordinate the movement: the local outbox is shown to them. */
export const firstCoordinator = (db: Db) =>
  db
    .selectFrom('membership')
    .innerJoin('body', 'body.id', 'membership.bodyId')
    .select('memberId')
    .where('kind', '=', 'movement')
    .where('standing', '=', 'coordinator')
    .where('leftAt', 'is', null)
    .orderBy('membership.id')
    .limit(1)
    .executeTakeFirst()

/**
 * Sign-ins past their day and sessions past their date: swept away. A code past its quarter of an hour stays so, for the count of mails, and
 * would not come back to life with a clock that is set back.
 */
export async function sweepAccounts(db: Db, now: Date) {
  await db
    .updateTable('signIn')
    .set({ expiresAt: new Date(0) })
    .where('expiresAt', '<', now)
    .where('expiresAt', '>', new Date(0))
    .execute()
  await db
    .deleteFrom('signIn')
    .where('createdAt', '<', new Date(now.getTime() - 2 * 86_400_000))
    .execute()
  await db.deleteFrom('session').where('expiresAt', '<', now).execute()
}

export const mailsSentTo = (db: Db, email: string, since: Date) =>
  db
    .selectFrom('signIn')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('email', '=', email)
    .where('createdAt', '>', since)
    .executeTakeFirstOrThrow()
