import type { Tools } from '#server/app.ts'
import { cancellationLetter, conveningLetter } from '#server/mail/letters.ts'
import { electorsOf, findAssembly, itemsOf } from './queries.ts'

/**
 * Hands the convening notice over to the mail server for everyone on the roll for whom that was not done yet, and writes down each sending:
 * that is its proof. How many were sent. What is written is that it was handed over; whether it was read is nobody's to know.
 */
export async function sendNotices({ db, mail, config }: Tools, assemblyId: string, now: Date) {
  const assembly = (await findAssembly(db, assemblyId))!
  const electorateId = assembly.electorateId!
  const [electors, agenda, sent] = await Promise.all([
    electorsOf(db, electorateId),
    itemsOf(db, assemblyId),
    db.selectFrom('assemblyNotice').select('memberId').where('assemblyId', '=', assemblyId).execute(),
  ])
  const already = new Set(sent.map(({ memberId }) => memberId))
  const waiting = electors.filter(({ id, email }) => email !== null && !already.has(id))
  const { title, kind, place, link, startsAt, name, openedAt } = assembly
  if (openedAt || waiting.length === 0) return 0
  const origin = config.origin
  const said = { origin, body: name, title, kind, place, online: link, startsAt, agenda, page: `${origin}/assemblees/${assemblyId}` }
  await db.transaction().execute(async (trx) => {
    // Written first: two who press at once do not send twice, and a sending that fails undoes what was written.
    const rows = waiting.map(({ id }) => ({ assemblyId, electorateId, memberId: id, sentAt: now }))
    await trx.insertInto('assemblyNotice').values(rows).execute()
    for (const { email, language } of waiting) mail.send(conveningLetter({ ...said, to: email!, language: language as 'fr' | 'en' }))
  })
  return waiting.length
}

/** Tells those who were sent the convening notice that the assembly was cancelled, and why. How many. */
export async function sendCancellation({ db, mail, config }: Tools, assemblyId: string) {
  const { title, name, startsAt, cancelReason } = (await findAssembly(db, assemblyId))!
  const told = await db
    .selectFrom('assemblyNotice')
    .innerJoin('member', 'member.id', 'assemblyNotice.memberId')
    .select(['email', 'language'])
    .where('assemblyId', '=', assemblyId)
    .where('email', 'is not', null)
    .execute()
  const { origin } = config
  const said = { origin, body: name, title, startsAt, reason: cancelReason!, page: `${origin}/assemblees/${assemblyId}` }
  for (const { email, language } of told) mail.send(cancellationLetter({ ...said, to: email!, language: language as 'fr' | 'en' }))
  return told.length
}
