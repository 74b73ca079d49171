import type { FastifyInstance } from 'fastify'
import type { TextNode } from '#domain/charter.ts'
import type { Db } from '#db/connect.ts'
import { documentDoors as doors } from '#server/documents/doors.ts'
import { readableText } from '#server/documents/queries.ts'
import { open } from '#server/door.ts'
import { footOf } from '#server/formats/foot.ts'
import { formats } from '#server/formats/kinds.ts'
import { take } from '#server/formats/take.ts'

const takers = { docx: doors.takeDocx, odt: doors.takeOdt, md: doors.takeMarkdown, html: doors.takeHtml }

/** The doors by which a text is taken away as it is stored now. */
export function taking(app: FastifyInstance, db: Db, contentOf: (id: string) => Promise<TextNode>) {
  for (const format of formats) {
    open(app, takers[format], async ({ params, me, reply }) => {
      const { id, title, name, kind, updatedAt } = await readableText(db, params.id, me?.memberId ?? null)
      const language = me?.language ?? 'fr'
      return take(reply, format, { title, doc: await contentOf(id), foot: footOf({ name, kind }, language, { at: updatedAt }), language })
    })
  }
}
