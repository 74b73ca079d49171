import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Static } from 'typebox'
import type { Db } from '#db/connect.ts'
import {
  type AssemblyDraft,
  earliestStart,
  refuseChange,
  refuseAgain,
  refuseCancelling,
  refuseConvening,
  refuseDraft,
} from '#domain/assembly.ts'
import { assemblyLimits } from '#domain/limits.ts'
import { mailingLimits } from '#domain/mailing.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { convene } from './convening/queries.ts'
import { assemblyDoors as doors } from './doors.ts'
import { type FoundAssembly, itemsOf } from './queries.ts'
import { lockBody, membersNow } from '#server/bodies/queries.ts'
import { addMailing, mailingOfAssembly, sendMissing, stopConvening } from '#server/mailings/queries.ts'
import { ownBody } from './rules.ts'
import type { Draft } from './shapes.ts'
import { changeAlone, refuseUnlessCoordinates, visibleAssembly } from './visible.ts'

/** The doors of who prepares an assembly and convenes it. */
export function preparing(app: FastifyInstance, { db }: Tools) {
  open(app, doors.prepareAssembly, async ({ params, body: form, me, now }) => {
    const { body, coordinates } = await ownBody(db, params.slug, me.memberId)
    refuseIf(coordinates ? null : 'not-a-coordinator')
    const draft = draftOf(form)
    refuseIf(refuseDraft(draft, now))
    return db.transaction().execute(async (trx) => {
      await lockBody(trx, body.id)
      refuseIf((await pending(trx, body.id)) >= assemblyLimits.pending ? 'too-many-assemblies' : null)
      const rollId = await rollAskedFor(trx, body.id, form.roll)
      const id = await insertAssembly(trx, { ...draft, kind: form.kind, bodyId: body.id, createdBy: me.memberId, rollId })
      await writeInJournal(trx, { actorId: me.memberId, bodyId: body.id, what: 'assembly-prepared', detail: { assembly: id } })
      return { id }
    })
  })

  open(app, doors.changeAssembly, ({ params, body: form, me, now }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, who) => {
      refuseUnlessCoordinates(who)
      refuseIf(refuseChange(assembly.stage))
      const { agenda, ...facts } = draftOf(form)
      refuseIf(refuseDraft({ ...facts, agenda }, now))
      // A second convening is of the same kind, on the same roll.
      const kind = assembly.afterId ? assembly.kind : form.kind
      const rollId = assembly.afterId ? assembly.rollId : await rollAskedFor(trx, assembly.bodyId, form.roll)
      await trx.updateTable('assembly').set({ ...facts, kind, rollId }).where('id', '=', assembly.id).execute() // prettier-ignore
      await trx.deleteFrom('assemblyItem').where('assemblyId', '=', assembly.id).execute()
      await insertAgenda(trx, assembly.id, agenda)
    }),
  )

  open(app, doors.conveneAssembly, async ({ params, me, now }) => {
    return changeAlone(db, params.id, me.memberId, async (trx, assembly, who) => {
      refuseUnlessCoordinates(who)
      const roll = await whomItConvenes(trx, assembly)
      const rules = assembly.version > 0 ? { ...assembly.rule, remote: assembly.rules.remote } : null
      const reason = refuseConvening(assembly.stage, assembly, rules, roll, now)
      refuseIf(reason, reason === 'notice-too-short' ? { earliest: earliestStart(assembly.rule.noticeDays, now).toISOString() } : undefined)
      return convene(trx, assembly, me.memberId, now)
    })
  })

  open(app, doors.sendMissingNotices, async ({ params, me }) => {
    const { assembly, who } = await visibleAssembly(db, params.id, me.memberId)
    refuseUnlessCoordinates(who)
    refuseIf(assembly.stage === 'draft' ? 'not-convened' : assembly.stage === 'convened' ? null : 'over')
    const mailing = await mailingOfAssembly(db, params.id)
    return { messages: mailing ? await db.transaction().execute((trx) => sendMissing(trx, mailing)) : 0 }
  })

  open(app, doors.cancelAssembly, ({ params, body, me }) => {
    const reason = body.reason.trim()
    return changeAlone(db, params.id, me.memberId, async (trx, assembly, who, now) => {
      refuseUnlessCoordinates(who)
      refuseIf(refuseCancelling(assembly.stage, reason))
      const facts = { cancelledAt: now, cancelledBy: me.memberId, cancelReason: reason }
      await trx.updateTable('assembly').set(facts).where('id', '=', assembly.id).execute()
      const detail = { assembly: assembly.id, reason }
      await writeInJournal(trx, { actorId: me.memberId, bodyId: assembly.bodyId, what: 'assembly-cancelled', detail })
      await stopConvening(trx, assembly.id)
      const about = { assemblyId: assembly.id, kind: 'cancellation' as const, electorateId: assembly.electorateId! }
      return { messages: await addMailing(trx, { id: newId(), ...about, pace: mailingLimits.usual, madeBy: me.memberId }) }
    })
  })

  open(app, doors.discardAssembly, ({ params, me }) =>
    changeAlone(db, params.id, me.memberId, async (trx, { id, bodyId, stage }, who) => {
      refuseUnlessCoordinates(who)
      refuseIf(refuseChange(stage))
      await trx.deleteFrom('assemblyItem').where('assemblyId', '=', id).execute()
      await trx.deleteFrom('assembly').where('id', '=', id).execute()
      await writeInJournal(trx, { actorId: me.memberId, bodyId, what: 'assembly-discarded', detail: { assembly: id } })
    }),
  )

  open(app, doors.conveneAgain, ({ params, body, me, now }) =>
    changeAlone(db, params.id, me.memberId, async (trx, assembly, who) => {
      refuseUnlessCoordinates(who)
      refuseIf(refuseAgain(assembly.stage, assembly.followedBy !== null))
      const { title, place, link, kind, bodyId, rollId } = assembly
      await lockBody(trx, bodyId)
      refuseIf((await pending(trx, bodyId)) >= assemblyLimits.pending ? 'too-many-assemblies' : null)
      // What takes the place of a second convening is one too; of another, it follows nothing.
      const after = assembly.stage === 'adjourned' ? assembly.id : assembly.afterId
      const draft = { title, place, link, startsAt: new Date(body.startsAt), agenda: await itemsOf(trx, assembly.id) }
      refuseIf(refuseDraft(draft, now))
      const id = await insertAssembly(trx, { ...draft, kind, bodyId, createdBy: me.memberId, rollId, ...(after && { afterId: after }) })
      await writeInJournal(trx, { actorId: me.memberId, bodyId, what: 'assembly-prepared', detail: { assembly: id, after: assembly.id } })
      return { id }
    }),
  )
}

function draftOf({ title, place, link, startsAt, agenda }: Static<typeof Draft>): AssemblyDraft {
  return {
    title: title.trim(),
    place: place.trim(),
    link: link.trim(),
    startsAt: new Date(startsAt),
    agenda: agenda.map((item) => ({ title: item.title.trim(), text: item.text.trim(), resolution: item.resolution?.trim() || null })),
  }
}

type NewAssembly = AssemblyDraft & {
  kind: 'ordinary' | 'extraordinary'
  bodyId: string
  createdBy: string
  afterId?: string
  rollId: string | null
}

async function insertAssembly(trx: Db, { agenda, ...facts }: NewAssembly) {
  const id = newId()
  await trx
    .insertInto('assembly')
    .values({ id, ...facts })
    .execute()
  await insertAgenda(trx, id, agenda)
  return id
}

const insertAgenda = (trx: Db, assemblyId: string, agenda: AssemblyDraft['agenda']) =>
  trx
    .insertInto('assemblyItem')
    .values(agenda.map(({ title, text, resolution }, position) => ({ id: newId(), assemblyId, position, title, text, resolution })))
    .execute()

/** The roll of the body that a form names; null where it names none. Only a file makes one: members become a roll when they are convened. */
async function rollAskedFor(trx: Db, bodyId: string, id: string | null | undefined) {
  if (!id) return null
  const roll = await trx.selectFrom('electorate').select(['bodyId', 'source']).where('id', '=', id).executeTakeFirst()
  refuseIf(roll?.bodyId === bodyId && roll.source === 'file' ? null : 'no-such-roll')
  return id
}

/** How many an assembly would convene now, and whether that may still change. */
async function whomItConvenes(trx: Db, { bodyId, rollId }: FoundAssembly) {
  if (!rollId) return { size: await membersNow(trx, bodyId), frozen: true }
  const { electors, frozenAt } = await trx
    .selectFrom('electorate')
    .select(['electors', 'frozenAt'])
    .where('id', '=', rollId)
    .executeTakeFirstOrThrow()
  return { size: electors, frozen: frozenAt !== null }
}

async function pending(db: Db, bodyId: string) {
  const { count } = await db
    .selectFrom('assembly')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('bodyId', '=', bodyId)
    .where('endedBy', 'is', null)
    .where('cancelledAt', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}
