import type { FastifyInstance } from 'fastify'
import { pageSize } from '#domain/limits.ts'
import { type MailingKind, mailingLimits, refuseMailing } from '#domain/mailing.ts'
import { rightsIn } from '#domain/membership.ts'
import { phase } from '#domain/poll.ts'
import { readReturned } from '#domain/returned.ts'
import type { Tools } from '#server/app.ts'
import { standingIn } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf, Refused } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { findPoll, type FoundPoll } from '#server/polls/queries.ts'
import { mailingDoors as doors } from './doors.ts'
import { proofs } from './proof/routes.ts'
import { addMailing, changeMailing, electorsOf, failuresOf, findMailing, headOf, isFrozen, mailingsOf } from './queries.ts'
import { countGone, stateOfBox, writeReturned } from './returned/queries.ts'

/** Writing to everyone on a roll. */
export function mailings(app: FastifyInstance, { db, mail, config }: Tools) {
  open(app, doors.listMailings, async ({ params, me }) => {
    const poll = orNotFound(await findPoll(db, params.id))
    orNotFound((await runs(poll.bodyId, me.memberId)) || null)
    const roll = poll.electorateId ?? ''
    const [told, heads, gone] = await Promise.all([mailingsOf(db, poll.id), electorsOf(db, roll), countGone(db, roll)])
    return {
      ...heads,
      gone,
      smtp: mail.kind === 'smtp',
      mailings: told.map(({ id, kind, pace, madeAt, pausedAt, stoppedAt, lastSentAt, all, sent, failed, skipped, later, waiting }) => ({
        id,
        kind: kind as MailingKind,
        pace,
        madeAt: madeAt.toISOString(),
        pausedAt: pausedAt?.toISOString() ?? null,
        stoppedAt: stoppedAt?.toISOString() ?? null,
        lastSentAt: lastSentAt?.toISOString() ?? null,
        all,
        sent,
        failed,
        skipped,
        later,
        waiting,
      })),
    }
  })

  open(app, doors.sendMailing, async ({ params, body: { kind, pace }, me, now }) => {
    const poll = orNotFound(await findPoll(db, params.id))
    refuseIf((await runs(poll.bodyId, me.memberId)) ? null : 'not-a-coordinator')
    const id = newId()
    return db.transaction().execute(async (trx) => {
      // Two who press the button at once do not send it twice.
      await trx.selectFrom('poll').select('id').where('id', '=', poll.id).forNoKeyUpdate().execute()
      const frozen = poll.electorateId !== null && (await isFrozen(trx, poll.electorateId))
      const under = (await mailingsOf(trx, poll.id)).filter(({ stoppedAt }) => stoppedAt === null)
      const facts = { onRoll: poll.electorateId !== null, frozen, ofAssembly: poll.assemblyId !== null, phase: phase(poll, now) }
      refuseIf(refuseMailing(kind, { ...facts, under: under.map((one) => ({ ...one, kind: one.kind as MailingKind })) }))
      const { electorateId } = poll as FoundPoll & { electorateId: string }
      const messages = await addMailing(trx, { id, electorateId, pollId: poll.id, kind, pace, madeBy: me.memberId })
      const detail = { kind, pace, messages }
      await writeInJournal(trx, { actorId: me.memberId, bodyId: poll.bodyId, pollId: poll.id, what: 'mailing-made', detail })
      return { id, messages }
    })
  })

  open(app, doors.changeMailing, async ({ params, body, me, now }) => {
    const { bodyId, pollId, stoppedAt } = await mine(params.id, me.memberId)
    refuseIf(stoppedAt ? 'stopped' : null)
    await db.transaction().execute(async (trx) => {
      await changeMailing(trx, params.id, body, now)
      const what = body.state ? (`mailing-${body.state}` as const) : 'mailing-pace'
      await writeInJournal(trx, { actorId: me.memberId, bodyId, ...(pollId && { pollId }), what, detail: { mailing: params.id, ...body } })
    })
  })

  open(app, doors.failedDeliveries, async ({ params, query: { page = 1 }, me }) => {
    const mailing = await mine(params.id, me.memberId)
    const roll = mailing.pollId && mailing.electorateId
    const [box, addresses, { all, sent, failed: total }, failures, { slug, name }] = await Promise.all([
      config.returnedMail && stateOfBox(db),
      roll ? countGone(db, roll) : 0,
      headOf(db, mailing),
      failuresOf(db, mailing.id, { limit: pageSize, offset: (page - 1) * pageSize }),
      db.selectFrom('body').select(['slug', 'name']).where('id', '=', mailing.bodyId).executeTakeFirstOrThrow(),
    ])
    const { kind, pollId: poll, assemblyId: assembly, consultationId: consultation, about } = mailing
    return {
      mailing: { kind, poll, assembly, consultation, about: about ?? '', body: { slug, name }, all, sent },
      box,
      gone: roll ? { electorate: roll, addresses } : null,
      total,
      failures: failures.map(({ email, problem, failedAt }) => ({
        email: email ?? '',
        problem: problem ?? '',
        at: failedAt!.toISOString(),
      })),
      page,
      perPage: pageSize,
    }
  })

  open(app, doors.returnMail, async ({ params, body, me }) => {
    const { id, bodyId, pollId } = await mine(params.id, me.memberId)
    const read = readReturned(body.text)
    if ('refusal' in read) throw new Refused(read.refusal)
    return db.transaction().execute(async (trx) => {
      const { returned, already, unknown } = await writeReturned(trx, id, read.returned)
      const detail = { mailing: id, returned, unknown: unknown.length }
      await writeInJournal(trx, { actorId: me.memberId, bodyId, ...(pollId && { pollId }), what: 'mailing-returned', detail })
      return { returned, already, unknown: unknown.length, unknownAddresses: unknown.slice(0, mailingLimits.unknownTold) }
    })
  })

  const runs = async (bodyId: string, memberId: string) => rightsIn(await standingIn(db, bodyId, memberId)).openPolls

  proofs(app, { db })

  /** A mailing, for who coordinates its body: others are not told that there is one. */
  async function mine(id: string, memberId: string) {
    const mailing = orNotFound(await findMailing(db, id))
    return orNotFound((await runs(mailing.bodyId, memberId)) ? mailing : null)
  }
}
