import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { FastifyInstance } from 'fastify'
import { codePreimage, refuseClaimsUntil, takesClaims } from '#domain/electorate.ts'
import { rollLimits as limits } from '#domain/limits.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { refuseIf } from '#server/errors.ts'
import { writeInJournal } from '#server/journal.ts'
import { memberByEmail } from '#server/members/queries.ts'
import { readEmail } from '#server/sign-in.ts'
import { claimLetter } from './claim-letter.ts'
import { electorateDoors as doors } from './doors.ts'
import { managedElectorate, visibleElectorate } from './managing.ts'
import { electorIn } from './queries.ts'

/** The doors of « Suis-je sur la liste ? »: anyone asks, and only the address that was asked about learns the answer. */
export function claims(app: FastifyInstance, { db, mail, config }: Tools) {
  open(app, doors.openClaims, async ({ params, body, me, now }) => {
    const { id, bodyId } = await managedElectorate(db, params.id, me.memberId, now)
    const claimsUntil = body.until === null ? null : new Date(body.until)
    refuseIf(refuseClaimsUntil(claimsUntil, now))
    const change = claimsUntil ? { claimsUntil, claimsTo: readEmail(body.to) } : { claimsUntil: null }
    await db.updateTable('electorate').set(change).where('id', '=', id).execute()
    const detail = { electorate: id, until: claimsUntil?.toISOString() ?? '' }
    await writeInJournal(db, { actorId: me.memberId, bodyId, what: 'claims-opened', detail })
  })

  open(app, doors.claim, async ({ params, body: { email: typed, language }, me, now }) => {
    const electorate = await visibleElectorate(db, params.id, me?.memberId ?? null, now)
    refuseIf(takesClaims(electorate, now) ? null : 'closed')
    const email = readEmail(typed)
    const code = createHash('sha256').update(codePreimage(electorate.key, email)).digest().subarray(0, 16)
    const member = await memberByEmail(db, email)
    const found = await electorIn(db, electorate.id, member?.id ?? '')
    if (!(await mayAnswer(db, electorate.id, code))) return
    const said = { to: email, language: found ? (member?.language ?? language) : language, origin: config.origin }
    const { title, bodyName, claimsTo, frozenAt } = electorate
    mail.send(claimLetter(said, { title, body: bodyName, write: claimsTo!, id: electorate.id, frozen: frozenAt !== null }, found && { code: code.toString('hex'), weight: found.weight })) // prettier-ignore
  })
}

/** Counts the answer before it is sent: however many ask at once, an address is sent a few in a day. What is older is swept. */
async function mayAnswer(db: Db, electorateId: string, code: Buffer): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${electorateId} ${code.toString('hex')}`}, 0))`.execute(trx)
    await sql`delete from claim_answer where at < clock_timestamp() - interval '1 day'`.execute(trx)
    const { n } = await trx
      .selectFrom('claimAnswer')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .where('electorateId', '=', electorateId)
      .where('code', '=', code)
      .executeTakeFirstOrThrow()
    if (n >= limits.claimsADay) return false
    await trx.insertInto('claimAnswer').values({ electorateId, code }).execute()
    return true
  })
}
