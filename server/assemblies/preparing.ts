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
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { convene } from './convening/queries.ts'
import { assemblyDoors as doors } from './doors.ts'
import { sendCancellation, sendNotices } from './notices.ts'
import { itemsOf } from './queries.ts'
import { membersNow } from '#server/bodies/queries.ts'
import { ownBody } from './rules.ts'
import type { Draft } from './shapes.ts'
import { changeAlone, refuseUnlessCoordinates, visibleAssembly } from './visible.ts'

/** The doors of who prepares an assembly and convenes it. */
export function preparing(app: FastifyInstance, tools: Tools) {
  const { db } = tools

  open(app, doors.prepareAssembly, async ({ params, body: form, me, now }) => {
    const { body, coordinates } = await ownBody(db, params.slug, me.memberId)
    refuseIf(coordinates ? null : 'not-a-coordinator')
    const draft = draftOf(form)
    refuseIf(refuseDraft(draft, now))
    return db.transaction().execute(async (trx) => {
      refuseIf((await pending(trx, body.id)) >= assemblyLimits.pending ? 'too-many-assemblies' : null)
      const id = await insertAssembly(trx, { ...draft, kind: form.kind, bodyId: body.id, createdBy: me.memberId })
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
      // A second convening is of the same kind.
      const kind = assembly.afterId ? assembly.kind : form.kind
      await trx.updateTable('assembly').set({ ...facts, kind }).where('id', '=', assembly.id).execute() // prettier-ignore
      await trx.deleteFrom('assemblyItem').where('assemblyId', '=', assembly.id).execute()
      await insertAgenda(trx, assembly.id, agenda)
    }),
  )

  open(app, doors.conveneAssembly, async ({ params, me, now }) => {
    await changeAlone(db, params.id, me.memberId, async (trx, assembly, who) => {
      refuseUnlessCoordinates(who)
      const roll = await membersNow(trx, assembly.bodyId)
      const rules = assembly.version > 0 ? { ...assembly.rule, remote: assembly.rules.remote } : null
      const reason = refuseConvening(assembly.stage, assembly, rules, roll, now)
      refuseIf(reason, reason === 'notice-too-short' ? { earliest: earliestStart(assembly.rule.noticeDays, now).toISOString() } : undefined)
      await convene(trx, assembly, me.memberId, now)
    })
    return { sent: await sendNotices(tools, params.id, now) }
  })

  open(app, doors.sendMissingNotices, async ({ params, me, now }) => {
    const { assembly, who } = await visibleAssembly(db, params.id, me.memberId)
    refuseUnlessCoordinates(who)
    refuseIf(assembly.stage === 'draft' ? 'not-convened' : assembly.stage === 'convened' ? null : 'over')
    return { sent: await sendNotices(tools, params.id, now) }
  })

  open(app, doors.cancelAssembly, async ({ params, body, me, now }) => {
    const reason = body.reason.trim()
    await changeAlone(db, params.id, me.memberId, async (trx, assembly, who) => {
      refuseUnlessCoordinates(who)
      refuseIf(refuseCancelling(assembly.stage, reason))
      const facts = { cancelledAt: now, cancelledBy: me.memberId, cancelReason: reason }
      await trx.updateTable('assembly').set(facts).where('id', '=', assembly.id).execute()
      const detail = { assembly: assembly.id, reason }
      await writeInJournal(trx, { actorId: me.memberId, bodyId: assembly.bodyId, what: 'assembly-cancelled', detail })
    })
    return { sent: await sendCancellation(tools, params.id) }
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
      const { title, place, link, kind, bodyId } = assembly
      refuseIf((await pending(trx, bodyId)) >= assemblyLimits.pending ? 'too-many-assemblies' : null)
      // What takes the place of a second convening is one too; of another, it follows nothing.
      const after = assembly.stage === 'adjourned' ? assembly.id : assembly.afterId
      const draft = { title, place, link, startsAt: new Date(body.startsAt), agenda: await itemsOf(trx, assembly.id) }
      refuseIf(refuseDraft(draft, now))
      const id = await insertAssembly(trx, { ...draft, kind, bodyId, createdBy: me.memberId, ...(after && { afterId: after }) })
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

type NewAssembly = AssemblyDraft & { kind: 'ordinary' | 'extraordinary'; bodyId: string; createdBy: string; afterId?: string }

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
