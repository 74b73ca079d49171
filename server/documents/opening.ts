import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import { schemaVersion, type TextNode } from '#domain/charter.ts'
import {
  type Audience,
  documentLimits as limits,
  isOfArticles,
  type Kind,
  type BroughtIn,
  refuseNewDocument,
  type Template,
  type Writers,
} from '#domain/document.ts'
import { cleanName } from '#domain/membership.ts'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { lockBody } from '#server/bodies/queries.ts'
import { documentDoors as doors } from '#server/documents/doors.ts'
import { bodyFor, countDocuments, insertDocument } from '#server/documents/queries.ts'
import { open } from '#server/door.ts'
import { Malformed, orNotFound, refuseIf } from '#server/errors.ts'
import { formatsAside } from '#server/formats/aside.ts'
import { newId } from '#server/ids.ts'
import { insertFirstState } from '#server/live/queries.ts'
import { stateOf } from '#server/yjs-content.ts'

/** One empty paragraph, made here: if editors made it, two that open at once would make two. */
const firstNodes: readonly TextNode[] = [{ type: 'paragraph' }]

type Draft = { kind: Kind; audience?: Audience; writers?: Writers }
/** left: what a file could not bring, and what it says that will not follow. */
type Made = { title: string; state: Uint8Array; left?: BroughtIn }

/** The doors of a new text: empty, with what a template says, or with what a file says. */
export function opening(app: FastifyInstance, { db }: Tools) {
  open(app, doors.openDocument, async ({ params, body: { title, template, ...draft }, me }) => {
    const named = titleOf(title)
    return openText(db, params.slug, me.memberId, draft, async () =>
      template
        ? readAside({ name: `${template}.md`, bytes: await templateOf(template), title: named, articles: false })
        : { title: named, state: stateOf(firstNodes) },
    )
  })

  open(app, doors.importDocument, async ({ params, body: { title, name, base64, ...draft }, me }) => {
    const named = title === undefined ? null : titleOf(title)
    return openText(db, params.slug, me.memberId, draft, () =>
      readAside({ name, bytes: Buffer.from(base64, 'base64'), title: named, articles: isOfArticles(draft.kind) }),
    )
  })
}

/** What the text begins with is made before the body is locked, and only for who may open it; the rule is asked again under the lock. */
async function openText(db: Db, slug: string, memberId: string, draft: Draft, make: () => Promise<Made>) {
  const body = orNotFound(await bodyFor(db, slug, memberId))
  refuseIf(refuseNewDocument(draft, await countDocuments(db, body.id), body.reader))
  const { title, state, left } = await make()
  return db.transaction().execute(async (trx) => {
    await lockBody(trx, body.id)
    refuseIf(refuseNewDocument(draft, await countDocuments(trx, body.id), body.reader))
    const id = newId()
    await insertDocument(trx, { ...draft, title, id, bodyId: body.id, schemaVersion, createdBy: memberId })
    await insertFirstState(trx, id, schemaVersion, state)
    return { id, ...(left && { left }) }
  })
}

async function readAside(file: { name: string; bytes: Uint8Array; title: string | null; articles: boolean }): Promise<Made> {
  const done = await formatsAside({ kind: 'read', ...file })
  if ('refused' in done) refuseIf(done.refused)
  return done as Made
}

const templateOf = (template: Template) => readFile(new URL(`./templates/${template}.md`, import.meta.url))

/** The title of a text as it is kept. Malformed when nothing is left of it, or too much. */
export function titleOf(text: string): string {
  const title = cleanName(text, limits.titleCharacters)
  if (title === null) throw new Malformed('title', 'length')
  return title
}
