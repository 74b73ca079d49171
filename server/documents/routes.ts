import type { FastifyInstance } from 'fastify'
import { documentLimits as limits, mayManage, mayRead, mayWrite } from '#domain/document.ts'
import type { Tools } from '#server/app.ts'
import { contents } from '#server/documents/content.ts'
import { documentDoors as doors } from '#server/documents/doors.ts'
import { opening, titleOf } from '#server/documents/opening.ts'
import { bodyFor, changeDocument, documentsOf, readableText } from '#server/documents/queries.ts'
import { taking } from '#server/documents/taking.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { loadText } from '#server/live/queries.ts'
import { rightsChanged } from '#server/rights-changed.ts'
import { materialise } from '#server/yjs-thread.ts'

export function documents(app: FastifyInstance, tools: Tools) {
  const { db } = tools
  opening(app, tools)
  const contentOf = contents(db, async (id) => {
    const text = orNotFound(await loadText(db, id))
    return materialise.content([text.state, ...text.rows.map((row) => row.bytes)])
  })

  open(app, doors.listDocuments, async ({ params, me }) => {
    const body = orNotFound(await bodyFor(db, params.slug, me?.memberId ?? null))
    const texts = (await documentsOf(db, body.id, limits.perBody)).filter((text) => mayRead(text, body.reader))
    return texts.map(({ id, kind, title, updatedAt, inForce }) => ({
      ...{ id, kind, title, updatedAt: updatedAt.toISOString() },
      inForce: inForce && { number: inForce.number, adoptedAt: inForce.adoptedAt.toISOString() },
    }))
  })

  open(app, doors.getDocument, async ({ params, me }) => {
    const text = await readableText(db, params.id, me?.memberId ?? null)
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

  taking(app, db, contentOf)

  open(app, doors.changeDocument, async ({ params, body: change, me }) => {
    const text = await readableText(db, params.id, me.memberId)
    refuseIf(mayManage(text.reader) ? null : 'not-a-coordinator')
    const title = change.title === undefined ? {} : { title: titleOf(change.title) }
    if (Object.keys(change).length === 0) return
    await changeDocument(db, text.id, { ...change, ...title })
    rightsChanged()
  })

  open(app, doors.readDocument, async ({ params, me }) => {
    const text = await readableText(db, params.id, me?.memberId ?? null)
    return { content: (await contentOf(text.id)) as { type: 'doc' }, updatedAt: text.updatedAt.toISOString() }
  })
}
