import type { FastifyInstance } from 'fastify'
import { schemaVersion, type TextNode } from '#domain/charter.ts'
import { documentLimits as limits, mayManage, mayRead, mayWrite, refuseNewDocument } from '#domain/document.ts'
import { cleanName } from '#domain/membership.ts'
import { writeMarkdown } from '#domain/ratification/article-text.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { contents } from '#server/documents/content.ts'
import { documentDoors as doors } from '#server/documents/doors.ts'
import { bodyFor, changeDocument, countDocuments, documentFor, documentsOf, insertDocument, lockBody } from '#server/documents/queries.ts'
import { open } from '#server/door.ts'
import { Malformed, orNotFound, refuseIf } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { insertFirstState, loadText } from '#server/live/queries.ts'
import { rightsChanged } from '#server/rights-changed.ts'
import { stateOf } from '#server/yjs-content.ts'
import { materialise } from '#server/yjs-thread.ts'

/** One empty paragraph, made here: if editors made it, two that open at once would make two. */
const firstNodes: readonly TextNode[] = [{ type: 'paragraph' }]

export function documents(app: FastifyInstance, { db }: Tools) {
  const contentOf = contents(db, async (id) => {
    const text = orNotFound(await loadText(db, id))
    return materialise.content([text.state, ...text.rows.map((row) => row.bytes)])
  })

  open(app, doors.listDocuments, async ({ params, me }) => {
    const body = orNotFound(await bodyFor(db, params.slug, me?.memberId ?? null))
    const texts = (await documentsOf(db, body.id, limits.perBody)).filter((text) => mayRead(text, body.reader))
    return texts.map(({ id, kind, title, updatedAt }) => ({ id, kind, title, updatedAt: updatedAt.toISOString() }))
  })

  open(app, doors.openDocument, async ({ params, body: draft, me }) => {
    const body = orNotFound(await bodyFor(db, params.slug, me.memberId))
    return db.transaction().execute(async (trx) => {
      await lockBody(trx, body.id)
      refuseIf(refuseNewDocument(draft, await countDocuments(trx, body.id), body.reader))
      const id = newId()
      await insertDocument(trx, { ...draft, title: titleOf(draft.title), id, bodyId: body.id, schemaVersion, createdBy: me.memberId })
      await insertFirstState(trx, id, schemaVersion, stateOf(firstNodes))
      return { id }
    })
  })

  open(app, doors.getDocument, async ({ params, me }) => {
    const text = await readable(db, params.id, me?.memberId ?? null)
    const { id, kind, title, audience, writers, generation, slug, name, updatedAt, reader } = text
    return {
      id,
      kind,
      title,
      audience,
      writers,
      generation,
      schemaVersion: text.schemaVersion,
      body: { slug, name },
      mayWrite: mayWrite(text, reader),
      mayManage: mayManage(reader),
      updatedAt: updatedAt.toISOString(),
    }
  })

  open(app, doors.changeDocument, async ({ params, body: change, me }) => {
    const text = await readable(db, params.id, me.memberId)
    refuseIf(mayManage(text.reader) ? null : 'not-a-coordinator')
    const title = change.title === undefined ? {} : { title: titleOf(change.title) }
    if (Object.keys(change).length === 0) return
    await changeDocument(db, text.id, { ...change, ...title })
    rightsChanged()
  })

  open(app, doors.readDocument, async ({ params, me }) => {
    const text = await readable(db, params.id, me?.memberId ?? null)
    return { content: (await contentOf(text.id)) as { type: 'doc' }, updatedAt: text.updatedAt.toISOString() }
  })

  open(app, doors.takeDocument, async ({ params, me, reply }) => {
    const text = await readable(db, params.id, me?.memberId ?? null)
    reply.header('content-disposition', `attachment; filename="preau-${text.id}.md"`)
    return writeMarkdown(text.title, await contentOf(text.id))
  })
}

async function readable(db: Db, id: string, memberId: string | null) {
  const text = orNotFound(await documentFor(db, id, memberId))
  return orNotFound(mayRead(text, text.reader) ? text : null)
}

function titleOf(text: string): string {
  const title = cleanName(text, limits.titleCharacters)
  if (title === null) throw new Malformed('title', 'length')
  return title
}
