import type { FastifyInstance } from 'fastify'
import type { Static } from 'typebox'
import { type ConsultationDraft, refusalsOfConsultation } from '#domain/consultation.ts'
import { consultationLimits } from '#domain/limits.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { bodyBySlug, lockBody } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { oneLine } from '#server/polls/adding/queries.ts'
import { refuseUnlessRunning } from './alone.ts'
import { consultationDoors as doors } from './doors.ts'
import { writeToGroups } from '#server/mailings/consulted/queries.ts'
import { lockChoices } from './locking.ts'
import { bodiesInside, pendingConsultations } from './queries.ts'

/** The door of whoever asks: a consultation is sent whole, and never changes but for the choices that groups add. */
export function launching(app: FastifyInstance, { db }: Tools) {
  open(app, doors.sendConsultation, async ({ params, body: form, me, now }) => {
    const body = orNotFound(await bodyBySlug(db, params.slug))
    await refuseUnlessRunning(db, body.id, me.memberId)
    const draft = draftOf(form)
    refuseIf(refusalsOfConsultation(draft, form.groups.length, now)[0])
    const id = newId()
    await db.transaction().execute(async (trx) => {
      await lockBody(trx, body.id)
      refuseIf((await pendingConsultations(trx, body.id, now)) >= consultationLimits.pending ? 'too-many-consultations' : null)
      const groups = await bodiesInside(trx, body.id, form.groups)
      await insertConsultation(trx, { id, bodyId: body.id, createdBy: me.memberId, ...draft }, form.missingGrades)
      await trx
        .insertInto('consultationGroup')
        .values(groups.map((bodyId) => ({ consultationId: id, parentId: body.id, bodyId })))
        .execute()
      const messages = (await writeToGroups(trx, { id, madeBy: me.memberId }, 'consultation'))!
      const detail = { consultation: id, groups: groups.length, messages }
      await writeInJournal(trx, { actorId: me.memberId, bodyId: body.id, what: 'consultation-sent', detail })
      if (!draft.proposalsUntil) await lockChoices(trx, id, draft.choices.length)
    })
    return { id }
  })
}

type Sent = ConsultationDraft & { id: string; bodyId: string; createdBy: string }

async function insertConsultation(trx: Db, { choices, level, scale, ...facts }: Sent, missingGrades: 'required' | 'worst') {
  const row = { ...facts, missingGrades, level: level as 'open' | 'secret', scale: [...scale] }
  await trx.insertInto('consultation').values(row).execute()
  if (choices.length === 0) return
  const lines = choices.map((choice, place) => ({ ...choice, place, id: newId(), consultationId: facts.id }))
  await trx.insertInto('consultationChoice').values(lines).execute()
}

/** The form's scale goes from the best grade to the worst: it is turned round here, at the door. */
function draftOf(form: Static<typeof doors.sendConsultation.body>): ConsultationDraft {
  return {
    title: oneLine(form.title),
    question: oneLine(form.question),
    description: form.description?.trim() ?? '',
    level: form.level,
    choices: form.choices.map(({ label, description = '', source = '' }) => ({
      label: oneLine(label),
      description: description.trim(),
      source: oneLine(source),
    })),
    scale: form.scale.map(oneLine).reverse(),
    proposalsUntil: form.proposalsUntil ? new Date(form.proposalsUntil) : null,
    closesAt: new Date(form.closesAt),
  }
}
