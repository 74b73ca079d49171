import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { type LineRefusal, refuseConfirmation, refuseFile } from '#domain/electorate.ts'
import { writeCsv } from '#domain/counts-csv.ts'
import { rollLimits as limits } from '#domain/limits.ts'
import type { Way } from '#domain/roll-file/way.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, Refused, refuseIf } from '#server/errors.ts'
import { fewAtOnce } from '#server/few-at-once.ts'
import { addPeople } from './adding.ts'
import { electorateDoors as doors } from './doors.ts'
import * as queries from './file-queries.ts'
import { managedElectorate } from './managing.ts'
import { keptParts, readRoll, unlessSilent } from './reading.ts'
import { tellFile } from './telling.ts'

/** How a file is read and where that was seen, as electorate_file.way keeps it. */
type KeptWay = { way: Way; charset: string; firstRow: string[] }

/** The doors of files of people: sent, looked at, corrected, and only then added. */
export function files(app: FastifyInstance, { db }: Tools) {
  // The bytes of a file are never in memory at once: the door is handed the stream itself.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
  // Who reads a file holds a connection of the pool all along, and asks it for others: were all held so, each would wait for ever.
  const inTurn = fewAtOnce(limits.filesAtOnce)
  const underWay = new Set<Promise<void>>()
  app.addHook('onClose', () => Promise.allSettled(underWay))

  open(app, doors.sendRollFile, async ({ params, query: { name }, body, me, now, request, reply }) => {
    const electorate = await managedElectorate(db, params.id, me.memberId, now)
    const bytes = Number(request.headers['content-length'] ?? 0)
    const refusal = refuseFile(electorate) ?? (bytes > limits.fileBytes ? 'file-too-large' : null)
    // Nobody reads what is still coming: the connection says so by closing.
    if (refusal) reply.header('connection', 'close')
    refuseIf(refusal)
    return inTurn(async () => {
      await queries.endInterrupted(db)
      const file = await queries.insertFile(db, { electorateId: electorate.id, name, bytes, startedBy: me.memberId })
      await readRoll(db, file, null, unlessSilent(body as unknown as Readable, limits.silence), { keep: true })
      return { id: String(file) }
    })
  })

  open(app, doors.getRollFile, async ({ params, me, now }) => {
    await queries.endInterrupted(db)
    const { file } = await managedFile(params.id, me.memberId, now)
    const kept = file.way as KeptWay | null
    const step = tellFile(file)
    const [first, rejected] = step.step === 'to-check' ? await Promise.all([queries.firstLines(db, file.id), queries.firstRejected(db, file.id)]) : [[], []] // prettier-ignore
    const rejections = step.step === 'to-check' || step.step === 'added' ? await queries.rejectionsOf(db, file.id, step.step) : []
    return {
      ...step,
      ...{ charset: kept?.charset ?? null, firstRow: kept?.firstRow ?? [], way: kept?.way ?? null, first },
      rejections: rejections as { reason: LineRefusal; lines: number }[],
      firstRejected: rejected as { line: number; reason: LineRefusal }[],
    }
  })

  open(app, doors.readAnotherWay, ({ params, body: way, me, now }) =>
    inTurn(async () => {
      const { file, electorate } = await managedFile(params.id, me.memberId, now)
      refuseIf(refuseConfirmation(file, electorate))
      await queries.backToReading(db, file.id)
      await readRoll(db, file.id, way, keptParts(db, file.id), { keep: false })
    }),
  )

  open(app, doors.confirmFile, async ({ params, me, now }) => {
    const { file, electorate } = await managedFile(params.id, me.memberId, now)
    refuseIf(refuseConfirmation(file, electorate))
    if (!(await queries.confirm(db, file.id))) throw new Refused('not-to-check')
    const adding = addPeople(db, file.id, { id: electorate.id, bodyId: electorate.bodyId }, me.memberId).catch((error) =>
      app.log.error({ err: error }, 'a file of people was not added'),
    )
    underWay.add(adding)
    void adding.finally(() => underWay.delete(adding))
  })

  open(app, doors.abandonFile, async ({ params, me, now }) => {
    const { file } = await managedFile(params.id, me.memberId, now)
    refuseIf(tellFile(file).step === 'to-check' ? null : 'not-to-check')
    await queries.endFile(db, file.id, 'abandoned')
  })

  open(app, doors.takeRejected, async ({ params, me, now, reply }) => {
    const { file } = await managedFile(params.id, me.memberId, now)
    const rejected = await queries.allRejected(db, file.id, tellFile(file).step)
    reply.header('content-disposition', `attachment; filename="lignes-refusees-${file.id}.csv"`)
    return writeCsv([['line', 'reason'], ...rejected.map(({ line, reason }) => [String(line), reason])])
  })

  async function managedFile(id: string, memberId: string, now: Date) {
    const file = orNotFound(await queries.findFile(db, Number(id)))
    return { file, electorate: await managedElectorate(db, file.electorateId, memberId, now) }
  }
}
