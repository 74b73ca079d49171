import { randomInt, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { memberLimits as limits } from '#domain/body.ts'
import { normaliseEmail } from '#domain/email.ts'
import { cleanName } from '#domain/membership.ts'
import { refuseAttempt, type SignIn } from '#domain/sign-in.ts'
import { joinBody } from '#server/bodies/queries.ts'
import { Malformed, orNotFound, refuseIf, Refused } from '#server/errors.ts'
import { hashToken, newId, newToken } from '#server/ids.ts'
import { noAccountLetter, signInLetter } from '#server/mail/letters.ts'
import type { Mail } from '#server/mail/mail.ts'
import { findOrCreateMember, mailsSentTo, memberByEmail } from '#server/members/queries.ts'

export type Request = { email: string; language: 'fr' | 'en'; joining?: { firstName: string; invitationId: string; bodyName: string } }
export type Asked = { db: Db; mail: Mail; origin: string; now: Date }

/** An address someone typed, or 400 naming the field. */
export function readEmail(text: string): string {
  const email = normaliseEmail(text)
  if (!email) throw new Malformed('email', 'format')
  return email
}

/** A first name someone typed, or 400 naming the field. */
export function readFirstName(text: string): string {
  const name = cleanName(text)
  if (!name) throw new Malformed('firstName', 'format')
  return name
}

/**
 * Makes a sign-in and sends its e-mail without waiting for it. The same work is done and the same answer given whether
 * the address is known or not. 429 past a few e-mails an hour to one address.
 */
export async function askToSignIn({ db, mail, origin, now }: Asked, { email, language, joining }: Request): Promise<string> {
  const id = newId()
  const token = newToken()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const expiresAt = new Date(now.getTime() + limits.signInMinutes * 60_000)
  const known = await memberByEmail(db, email)
  const { firstName = null, invitationId = null } = joining ?? {}
  const codeHash = await hashCode(id, code)
  await db.transaction().execute(async (trx) => {
    // Requests for one address pass one by one: many at once must not all be counted before any is written.
    await sql`select pg_advisory_xact_lock(hashtextextended(${email}, 0))`.execute(trx)
    const { count } = await mailsSentTo(trx, email, new Date(now.getTime() - 3_600_000))
    if (count >= limits.mailsAnHourToOneAddress) throw Object.assign(new Error('too many mails'), { statusCode: 429 })
    const row = { id, email, language, firstName, invitationId, codeHash, linkHash: hashToken(token), expiresAt }
    await trx.insertInto('signIn').values(row).execute()
  })
  const said = { to: email, language: known?.language ?? language, origin }
  mail.send(
    known || joining
      ? signInLetter({ ...said, code, link: `${origin}/entrer/${token}`, joining: joining?.bodyName ?? null })
      : noAccountLetter(said),
  )
  return id
}

/**
 * Six digits hold little chance: a copy of the database must cost hours for a code that lives a quarter of an hour.
 * 2^13 × 8 × 128 bytes = 8 MiB and about 20 ms an attempt, salted by the sign-in.
 */
export async function hashCode(id: string, code: string): Promise<Buffer> {
  return await promisify<string, string, number, object, Buffer>(scrypt)(code, `preau/sign-in/${id}`, 32, { N: 2 ** 13, r: 8, p: 1 })
}

type Stored = SignIn & { id: string; email: string; firstName: string | null; language: 'fr' | 'en'; invitationId: string | null }
const stored = ['id', 'email', 'firstName', 'language', 'invitationId', 'usedAt', 'expiresAt', 'attempts'] as const

export const signInById = (db: Db, id: string) => db.selectFrom('signIn').select(stored).where('id', '=', id).executeTakeFirst()
export const signInByLink = (db: Db, token: string) =>
  db.selectFrom('signIn').select(stored).where('linkHash', '=', hashToken(token)).executeTakeFirst()

/** Counts the attempt before comparing, so that many at once cannot go past the limit. */
export async function checkCode(db: Db, id: string, code: string, now: Date): Promise<Stored> {
  const signIn = orNotFound(await signInById(db, id))
  refuseIf(refuseAttempt(signIn, now))
  const counted = await db
    .updateTable('signIn')
    .set((set) => ({ attempts: set('attempts', '+', 1) }))
    .where('id', '=', id)
    .where('attempts', '<', limits.codeAttempts)
    .returning(['codeHash', 'attempts'])
    .executeTakeFirst()
  if (!counted) throw new Refused('too-many-attempts')
  const right = timingSafeEqual(counted.codeHash, await hashCode(id, code))
  if (right) return signIn
  const attemptsLeft = limits.codeAttempts - counted.attempts
  throw attemptsLeft > 0 ? new Refused('wrong-code', { attemptsLeft }) : new Refused('too-many-attempts')
}

export type Entered = { memberId: string; slug: string | null }

/**
 * Uses a sign-in up: once, whatever comes at the same time. Someone who joins becomes a member of the body and of those
 * above it. An address that nobody has and that joins nothing gets the answer of a wrong code.
 */
export async function useSignIn(db: Db, signIn: Stored, now: Date): Promise<Entered> {
  return db.transaction().execute(async (trx) => {
    const used = await trx
      .updateTable('signIn')
      .set({ usedAt: now })
      .where('id', '=', signIn.id)
      .where('usedAt', 'is', null)
      .where('expiresAt', '>', now)
      .executeTakeFirst()
    if (used.numUpdatedRows === 0n) throw new Refused(signIn.expiresAt > now ? 'used' : 'expired')
    if (!signIn.invitationId || !signIn.firstName) {
      const member = await memberByEmail(trx, signIn.email)
      if (!member) throw new Refused('wrong-code', { attemptsLeft: 0 })
      return { memberId: member.id, slug: null }
    }
    const body = await trx
      .selectFrom('invitation')
      .innerJoin('body', 'body.id', 'invitation.bodyId')
      .select(['body.id', 'slug'])
      .where('invitation.id', '=', signIn.invitationId)
      .where('revokedAt', 'is', null)
      .executeTakeFirst()
    // Taken back while the e-mail travelled: it still signs in someone who has an account, and makes none.
    if (!body) {
      const member = await memberByEmail(trx, signIn.email)
      if (!member) throw new Refused('revoked')
      return { memberId: member.id, slug: null }
    }
    const { firstName, email, language } = signIn
    const member = await findOrCreateMember(trx, { id: newId(), firstName, email, language })
    await joinBody(trx, body.id, member.id, now)
    return { memberId: member.id, slug: body.slug }
  })
}
