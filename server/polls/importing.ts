import type { FastifyInstance } from 'fastify'
import { readCounts } from '#domain/counts-file.ts'
import type { Tools } from '#server/app.ts'
import { bodyBySlug } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { Malformed, orNotFound } from '#server/errors.ts'
import { pollDoors } from './doors.ts'
import { refuseUnlessCoordinator } from './running.ts'
import { storeImportedResult } from './queries.ts'

/** Earlier than any vote whose counts are kept, and late enough for the database to write it as we do. */
const firstVotes = new Date('1000-01-01')

/** The door of past votes: a file of counts becomes a result, with its source. */
export function importing(app: FastifyInstance, { db }: Tools) {
  open(app, pollDoors.importResult, async ({ params, body: form, me, now }) => {
    const body = orNotFound(await bodyBySlug(db, params.slug))
    await refuseUnlessCoordinator(db, body.id, me.memberId)
    const { question, description, heldOn } = form
    const read = readCounts(form.file, { question: question?.trim() })
    if ('problems' in read) {
      const [first, ...others] = read.problems.map(({ field, problem }) => ({ field: field === 'file' ? field : `file.${field}`, problem }))
      throw new Malformed(first!.field, first!.problem, others)
    }
    const { file } = read
    const closedAt = heldOn ? new Date(heldOn) : new Date(file.closedAt ?? now)
    if (closedAt > now) throw new Malformed('heldOn', 'in-the-future')
    if (closedAt < firstVotes) throw new Malformed('heldOn', 'format')
    const id = await db
      .transaction()
      .execute((trx) =>
        storeImportedResult(trx, { bodyId: body.id, by: me.memberId, file, description: description?.trim(), closedAt, now }),
      )
    return { id }
  })
}
