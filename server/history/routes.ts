import type { FastifyInstance } from 'fastify'
import type { TextNode } from '#domain/charter.ts'
import { mayWrite } from '#domain/document.ts'
import { refuseName, refuseTakingUp } from '#domain/history/draft-version.ts'
import { historyLimits as limits } from '#domain/limits.ts'
import { cleanName } from '#domain/membership.ts'
import type { WithRooms } from '#server/app.ts'
import { readableText } from '#server/documents/queries.ts'
import { open } from '#server/door.ts'
import { Malformed, NotFound, orNotFound, Refused, refuseIf } from '#server/errors.ts'
import { historyDoors as doors } from './doors.ts'
import { firstNames, insertMark, lockDraft, marksOf, reachOf } from './queries.ts'
import { aside, replays } from './replay.ts'
import { pageOfVersions, tellHands, tellVersions, versionAt } from './versions.ts'

type Doc = { type: 'doc' }

/** What a text says when it says nothing: an editor needs a line to write on. */
const nothing: readonly TextNode[] = [{ type: 'paragraph' }]

/** The history of a draft: how it was written, by whom, what it said; and the two things that add to it. */
export function history(app: FastifyInstance, { db, rooms }: WithRooms) {
  const replay = replays(db)

  /** A draft that this person may read, at a row that its history reaches. */
  async function readableAt({ id, seq }: { id: string; seq: number }, memberId: string | null, also: { archived?: boolean } = {}) {
    const text = await readableText(db, id, memberId, also)
    const { first, last } = orNotFound(await reachOf(db, id))
    return { text, first, last, seq: orNotFound(seq > first && seq <= last ? seq : null) }
  }

  open(app, doors.listHistory, async ({ params, query, me }) => {
    const text = await readableText(db, params.id, me?.memberId ?? null)
    const [reach, marks] = await Promise.all([reachOf(db, text.id), marksOf(db, text.id)])
    const { first, last } = orNotFound(reach)
    const upto = Math.max(first, Math.min(query.upto ?? last, last))
    const { versions, older } = await pageOfVersions(db, text.id, first, upto, marks)
    const told = await tellVersions(db, versions, marks, text.reader?.standing != null)
    return { versions: told, last, older, may: { write: mayWrite(text, text.reader) } }
  })

  open(app, doors.getDraftVersion, async ({ params, me }) => {
    const { text, first, last, seq } = await readableAt(params, me?.memberId ?? null)
    const isInside = text.reader?.standing != null
    const marks = await marksOf(db, text.id)
    const version = await versionAt(db, text.id, first, seq, marks)
    const { before, after, wrote } = await replay(text.id, version.fromSeq, seq)
    const names = isInside ? await firstNames(db, [...new Set(wrote.flatMap(({ authors }) => authors))]) : new Map<string, string>()
    const [told] = await tellVersions(db, [version], marks, isInside)
    return {
      ...told!,
      ...{ content: after as Doc, before: before as Doc },
      wrote: wrote.map(({ article, authors }) => ({ article, ...tellHands(authors, names) })),
      ...{ former: version.fromSeq - 1 > first ? version.fromSeq - 1 : null, last },
      may: { write: mayWrite(text, text.reader) },
    }
  })

  open(app, doors.nameVersion, async ({ params, body, me, now }) => {
    const { text, seq } = await readableAt(params, me.memberId, { archived: true })
    const name = cleanName(body.name, limits.nameCharacters)
    if (name === null) throw new Malformed('name', 'length')
    await db.transaction().execute(async (trx) => {
      await lockDraft(trx, text.id)
      const marks = await marksOf(trx, text.id)
      const taken = marks.some((mark) => mark.seq === seq)
      const named = marks.filter((mark) => mark.name !== null).length
      refuseIf(refuseName({ ...text, archived: text.archivedAt !== null }, { taken, named }, text.reader))
      await insertMark(trx, { documentId: text.id, seq, name, madeBy: me.memberId, madeAt: now })
    })
  })

  open(app, doors.takeUpVersion, async ({ params, me, now }) => {
    const { text, first, seq } = await readableAt(params, me.memberId, { archived: true })
    const refuse = async (same: boolean) => {
      const { archivedAt, ...draft } = await readableText(db, text.id, me.memberId, { archived: true })
      refuseIf(refuseTakingUp({ ...draft, archived: archivedAt !== null }, same, draft.reader))
    }
    await refuse(false)
    const version = await versionAt(db, text.id, first, seq, await marksOf(db, text.id))
    const { content = [] } = (await replay(text.id, version.fromSeq, seq)).after
    const written = await rooms.write(text.id, me.memberId, async (updates) => {
      const update = await aside.rewrite(updates, content.length > 0 ? content : nothing)
      await refuse(update === null)
      return update
    })
    if (written === 'gone') throw new NotFound()
    if (typeof written === 'string') throw new Refused(written === 'tooLarge' ? 'too-large' : 'try-later')
    if (written === 0) throw new Refused('same-words')
    await insertMark(db, { documentId: text.id, seq: written, takenFrom: seq, madeBy: me.memberId, madeAt: now })
    return { seq: written }
  })
}
