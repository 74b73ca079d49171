import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { csvLines, writeCsv } from '#domain/counts-csv.ts'
import { assemblyLimits as limits } from '#domain/limits.ts'
import { refuseProof, stateOfMessage } from '#domain/proof-of-sending.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { mailingDoors as doors } from '../doors.ts'
import { findMailing, headOf } from '../queries.ts'
import { countPeople, type Line, pageOfProof, readerOfProof, wholeProof } from './queries.ts'

/** The proof of sending, person by person. */
export function proofs(app: FastifyInstance, { db }: Pick<Tools, 'db'>) {
  open(app, doors.proofOfSending, async ({ params, query: { page = 1 }, me, now }) => {
    const { mailing, addresses } = await proofFor(params.id, me.memberId)
    const [total, head, body] = await Promise.all([
      countPeople(db, mailing),
      headOf(db, mailing),
      db.selectFrom('body').select(['slug', 'name']).where('id', '=', mailing.bodyId).executeTakeFirstOrThrow(),
    ])
    const whole = total <= limits.wholeSheet
    const perPage = whole ? limits.wholeSheet : limits.sheetPage
    const lines = await pageOfProof(db, mailing, { limit: perPage, offset: (page - 1) * perPage, whole })
    const { kind, pollId: poll, assemblyId: assembly, consultationId: consultation, about } = mailing
    const { all, sent, returned, failed, waiting } = head
    return {
      mailing: { kind, poll, assembly, consultation, about: about ?? '', body, all, sent },
      ...{ madeAt: mailing.madeAt.toISOString(), asOf: now.toISOString(), addresses },
      ...{ handed: sent, returned, refused: failed - returned, waiting: mailing.stoppedAt ? 0 : waiting },
      people: lines.map((line) => tell(line, mailing.stoppedAt !== null, addresses)),
      ...{ total, page, perPage },
    }
  })

  open(app, doors.takeProof, async ({ params, me, reply }) => {
    const { mailing, addresses } = await proofFor(params.id, me.memberId)
    reply.header('content-disposition', `attachment; filename="preuve-envoi-${mailing.id}.csv"`)
    const stopped = mailing.stoppedAt !== null
    return Readable.from(fileOf(wholeProof(db, mailing, limits.wholeSheet), stopped, addresses), { objectMode: false })
  })

  /** A mailing for who may read what became of it person by person: others are not told that there is one. */
  async function proofFor(id: string, memberId: string) {
    const mailing = orNotFound(await findMailing(db, id))
    const reader = orNotFound(await readerOfProof(db, mailing, memberId))
    refuseIf(refuseProof(mailing.kind))
    return { mailing, addresses: reader === 'coordination' }
  }
}

function tell(line: Line, stopped: boolean, addresses: boolean) {
  const { memberId: id, name, email, sheet, sentAt, failedAt } = line
  const { state, status } = stateOfMessage({ ...line, hasAddress: email !== null }, stopped)
  const instants = { handedAt: sentAt?.toISOString() ?? null, failedAt: failedAt?.toISOString() ?? null }
  return { ...{ id, name, email: addresses ? email : null, sheet, state, status }, ...instants }
}

async function* fileOf(parts: AsyncIterable<Line[]>, stopped: boolean, addresses: boolean) {
  yield writeCsv([['name', ...(addresses ? ['email'] : []), 'sheet', 'state', 'handed_at', 'failed_at', 'status']])
  for await (const lines of parts) {
    const told = lines.map((line) => tell(line, stopped, addresses))
    yield csvLines(
      told.map(({ name, email, sheet, state, handedAt, failedAt, status }) => [
        ...[name, ...(addresses ? [email ?? ''] : []), String(sheet ?? '')],
        ...[state, handedAt ?? '', failedAt ?? '', status ?? ''],
      ]),
    )
  }
}
