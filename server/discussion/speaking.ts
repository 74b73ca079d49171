import type { FastifyInstance } from 'fastify'
import { namesCalled } from '#domain/addressing.ts'
import {
  cleanWords,
  mayResolve,
  refuseModeration,
  refuseRemark,
  refuseRemoval,
  refuseResolution,
  refuseThread,
  type Said,
  voicesIn,
} from '#domain/discussion.ts'
import { discussionLimits as limits } from '#domain/limits.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { discussionChanged } from '#server/beside-the-text.ts'
import { readableText } from '#server/documents/queries.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { discussionDoors as doors } from './doors.ts'
import { lockDocument, lockThread, membersCalled, openThreadsIn, tookBack } from './queries.ts'

/** The doors of whoever speaks of a text: open a thread, answer, resolve it, take one's words back. */
export function speaking(app: FastifyInstance, { db }: Tools) {
  open(app, doors.openThread, async ({ params, body: { article, quote = '', anchor, ...said }, me, now }) => {
    const text = await readableText(db, params.id, me.memberId)
    const words = cleanWords(said.words)
    const about = { quote: cleanWords(quote), anchored: anchor !== undefined }
    const opened = await db.transaction().execute(async (trx) => {
      await lockDocument(trx, text.id)
      refuseIf(refuseThread({ ...said, words, ...about }, await openThreadsIn(trx, text.id, me.memberId), text.reader))
      const id = newId()
      const place = anchor ? { begins: Buffer.from(anchor.begins, 'base64'), ends: Buffer.from(anchor.ends, 'base64') } : {}
      const facts = { id, documentId: text.id, article, quote: about.quote, ...place, openedBy: me.memberId, openedAt: now }
      await trx.insertInto('thread').values(facts).execute()
      await say(trx, { threadId: id, bodyId: text.bodyId, authorId: me.memberId, now }, { ...said, words })
      return { id }
    })
    discussionChanged(text.id)
    return opened
  })

  open(app, doors.speakInThread, async ({ params, body, me, now }) => {
    const text = await textOf(params.id, me.memberId)
    const said = { ...body, words: cleanWords(body.words) }
    const spoken = await db.transaction().execute(async (trx) => {
      const { resolvedAt } = orNotFound(await lockThread(trx, params.id))
      const before = await trx.selectFrom('remark').select(['authorId', 'stance', 'removedAt', 'removedBy']).where('threadId', '=', params.id).orderBy('saidAt').orderBy('id').execute() // prettier-ignore
      const voices = voicesIn(before.map((remark) => ({ ...remark, removed: tookBack(remark) })))
      const thread = { resolved: resolvedAt !== null, remarks: before.length, mine: voices.get(me.memberId) ?? null }
      refuseIf(refuseRemark(said, thread, text.reader))
      return { id: await say(trx, { threadId: params.id, bodyId: text.bodyId, authorId: me.memberId, now }, said) }
    })
    discussionChanged(text.id)
    return spoken
  })

  open(app, doors.resolveThread, async ({ params, body: { resolved }, me, now }) => {
    const text = await textOf(params.id, me.memberId)
    await db.transaction().execute(async (trx) => {
      await lockDocument(trx, text.id)
      const thread = orNotFound(await lockThread(trx, params.id))
      const may = mayResolve(thread.openedBy === me.memberId, text, text.reader)
      const { open } = await openThreadsIn(trx, text.id, me.memberId)
      refuseIf(refuseResolution(may, thread.resolvedAt !== null, resolved, open))
      const change = resolved ? { resolvedBy: me.memberId, resolvedAt: now } : { resolvedBy: null, resolvedAt: null }
      await trx.updateTable('thread').set(change).where('id', '=', params.id).execute()
    })
    discussionChanged(text.id)
  })

  open(app, doors.removeRemark, async ({ params, me, now }) => {
    const { text, mine, threadId } = await remarkFor(params.id, me.memberId)
    refuseIf(refuseRemoval(mine))
    await db.transaction().execute(async (trx) => {
      await lockThread(trx, threadId)
      await erase(trx, params.id, { removedAt: now })
    })
    discussionChanged(text.id)
  })

  open(app, doors.moderateRemark, async ({ params, body: { reason }, me, now }) => {
    const { text, threadId, ...remark } = await remarkFor(params.id, me.memberId)
    refuseIf(refuseModeration(remark, reason, text.reader))
    await db.transaction().execute(async (trx) => {
      await lockThread(trx, threadId)
      orNotFound(await erase(trx, params.id, { removedAt: now, removedBy: me.memberId }))
      const detail = { document: text.id, thread: threadId, remark: params.id, reason: reason.trim() }
      await writeInJournal(trx, { actorId: me.memberId, bodyId: text.bodyId, what: 'remark-removed', detail })
    })
    discussionChanged(text.id)
  })

  /** What someone said and has not been removed, in a text that this person may read. */
  async function remarkFor(id: string, memberId: string) {
    const found = db.selectFrom('remark').select(['threadId', 'authorId', 'words']).where('id', '=', id).where('removedAt', 'is', null)
    const { threadId, authorId, words } = orNotFound(await found.executeTakeFirst())
    return { threadId, words, mine: authorId === memberId, text: await textOf(threadId, memberId) }
  }

  /** The text that a thread is about, for who may read it; otherwise there is no thread. */
  async function textOf(threadId: string, memberId: string) {
    const thread = await db.selectFrom('thread').select('documentId').where('id', '=', threadId).executeTakeFirst()
    return readableText(db, orNotFound(thread).documentId, memberId)
  }
}

/** The words are gone, and so is whom they called. Null when they were already. */
async function erase(trx: Db, id: string, how: { removedAt: Date; removedBy?: string }) {
  await trx.deleteFrom('addressee').where('remarkId', '=', id).execute()
  const erased = trx
    .updateTable('remark')
    .set({ words: '', ...how })
    .where('id', '=', id)
    .where('removedAt', 'is', null)
  return erased.returning('id').executeTakeFirst()
}

type Speaker = { threadId: string; bodyId: string; authorId: string; now: Date }

/** Writes down what someone said, and whom it addresses. */
async function say(trx: Db, { threadId, bodyId, authorId, now }: Speaker, { stance, words }: Said): Promise<string> {
  const id = newId()
  await trx.insertInto('remark').values({ id, threadId, authorId, stance, words, saidAt: now }).execute()
  const called = await membersCalled(trx, bodyId, namesCalled(words, limits.callsInRemark))
  const rows = called.filter((member) => member.id !== authorId).map((member) => ({ remarkId: id, memberId: member.id }))
  if (rows.length > 0) await trx.insertInto('addressee').values(rows).execute()
  return id
}
