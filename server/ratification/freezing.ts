import type { FastifyInstance } from 'fastify'
import { refuseNewPollInstants } from '#domain/poll.ts'
import { labelsOf } from '#domain/ratification/ballot-labels.ts'
import { unchangedIn, wordingsOf } from '#domain/ratification/ballot-paper.ts'
import { articlesIn, refuseAbandon, refuseFreeze, refusePutToVote, stageOf } from '#domain/ratification/frozen.ts'
import { presetScales } from '#domain/scale.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { frozenChanged } from '#server/beside-the-text.ts'
import { readableText } from '#server/documents/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { loadText } from '#server/live/queries.ts'
import { addPoll } from '#server/polls/adding/queries.ts'
import { materialise } from '#server/yjs-thread.ts'
import { adoptOnceVoted } from './adopting.ts'
import { ratificationDoors as doors } from './doors.ts'
import { amendmentsTo, fingerprinted, frozenText, type FrozenText, lockFrozen, versionOf } from './queries.ts'
import { readableFrozen } from './readable.ts'

/** The doors of whoever leads a text to its vote: freeze it, put it to the vote, give it up. */
export function freezing(app: FastifyInstance, { db, sealing }: Tools) {
  open(app, doors.freezeText, async ({ params, body: form, me, now }) => {
    const text = await readableText(db, params.id, me.memberId)
    await adoptOnceVoted(db, text.id, text.bodyId, now)
    const amendableUntil = form.amendableUntil === null ? null : new Date(form.amendableUntil)
    const stored = orNotFound(await loadText(db, text.id))
    const content = await materialise.content([stored.state, ...stored.rows.map(({ bytes }) => bytes)])
    const current = await frozenText(db, { documentId: text.id })
    const inForce = await versionOf(db, text.id)
    const frozen = current?.endedAt === null
    refuseIf(refuseFreeze({ content, frozen, inForce: inForce?.content ?? null }, amendableUntil, text.reader, now))
    const id = newId()
    await db.transaction().execute(async (trx) => {
      const { title, id: documentId } = text
      const facts = { id, documentId, title, scale: [...presetScales[5]], threshold: form.threshold, amendableUntil, frozenBy: me.memberId }
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('frozenText')
        .values({ ...facts, frozenAt: now, ...fingerprinted(content) })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      refuseIf(numInsertedOrUpdatedRows === 1n ? null : 'already-frozen')
      await writeInJournal(trx, {
        actorId: me.memberId,
        bodyId: text.bodyId,
        what: 'text-frozen',
        detail: { document: documentId, frozen: id },
      })
    })
    frozenChanged(text.id)
    return { id }
  })

  open(app, doors.putToVote, async ({ params, body: form, me, now }) => {
    const { text } = await readableFrozen(db, params.id, me.memberId)
    return changeAlone(params.id, text.id, async (trx, frozen) => {
      const articles = articlesIn(frozen.content)
      const [amendments, inForce] = await Promise.all([amendmentsTo(trx, frozen.id, null), versionOf(trx, text.id)])
      const wordings = wordingsOf(articles, amendments, unchangedIn(articles, inForce?.content ?? null))
      refuseIf(refusePutToVote(stageOf(frozen, now), wordings.length, form.level, text.reader))
      const [question, closesAt] = [form.question.trim(), new Date(form.closesAt)]
      refuseIf(question === '' ? 'no-question' : refuseNewPollInstants({ opensAt: now, closesAt }, now))
      const { level, trust, reason } = form
      const poll = {
        ...{ bodyId: text.bodyId, createdBy: me.memberId, level, trust, reason, question, scale: frozen.scale, opensAt: now, closesAt },
        choices: labelsOf(wordings, articles, amendments, me.language),
      }
      const id = await addPoll(trx, sealing, poll, now, { frozen: frozen.id })
      const lines = wordings.map(({ slot, amendment }, position) => ({ pollId: id, position, slot, amendmentId: amendment }))
      await trx.insertInto('wording').values(lines).execute()
      await trx.updateTable('frozenText').set({ pollId: id }).where('id', '=', frozen.id).execute()
      return { id }
    })
  })

  open(app, doors.abandonFrozenText, async ({ params, body, me, now }) => {
    const { text } = await readableFrozen(db, params.id, me.memberId)
    await changeAlone(params.id, text.id, async (trx, frozen) => {
      refuseIf(refuseAbandon(stageOf(frozen, now), body.reason, text.reader))
      const end = { endedAt: now, endReason: body.reason.trim() }
      await trx.updateTable('frozenText').set(end).where('id', '=', frozen.id).execute()
      await writeInJournal(trx, { actorId: me.memberId, bodyId: text.bodyId, what: 'frozen-text-abandoned', detail: { frozen: frozen.id } })
    })
  })

  async function changeAlone<T>(id: string, textId: string, change: (trx: Db, frozen: FrozenText) => Promise<T>) {
    const changed = await db.transaction().execute(async (trx) => {
      await lockFrozen(trx, id)
      return change(trx, orNotFound(await frozenText(trx, { id })))
    })
    frozenChanged(textId)
    return changed
  }
}
