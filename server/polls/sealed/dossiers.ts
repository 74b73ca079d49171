import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { sealingLimits } from '#domain/limits.ts'
import { isSecret, whyNoResult } from '#domain/poll.ts'
import { toHex } from '#domain/sealing/bytes.ts'
import { writeDossier } from '#domain/sealing/dossier.ts'
import { writeRollEntry } from '#domain/sealing/roll.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound, refuseIf } from '#server/errors.ts'
import { askedAgainAround } from '../asked-again/queries.ts'
import { resultOnceClosed } from '../counting.ts'
import { findPoll } from '../queries.ts'
import { sealedDoors } from './doors.ts'
import { dossierOf, frozenRoll } from './dossier.ts'
import { keyFacts } from './key-destruction.ts'
import { openedPolls } from './opened.ts'
import { boardOf } from './queries.ts'

/** The doors of whoever proves a poll: its roll, its dossier, what its secrecy rests on. They say nothing of who or what. */
export function dossiers(app: FastifyInstance, tools: Pick<Tools, 'db' | 'sealing'>) {
  const { db, sealing } = tools
  const opened = openedPolls(db, sealing)

  open(app, sealedDoors.roll, async ({ params }) => {
    orNotFound(await boardOf(db, params.id))
    return Readable.from(rollLines(params.id), { objectMode: false })
  })

  open(app, sealedDoors.dossier, async ({ params, reply }) => {
    const poll = orNotFound(await findPoll(db, params.id))
    orNotFound(isSecret(poll.level) || null)
    refuseIf(poll.cancelledAt ? 'cancelled' : null)
    refuseIf((await resultOnceClosed(tools, poll.id)) ? null : whyNoResult(poll, new Date()))
    reply.header('content-disposition', `attachment; filename="preau-${poll.id}.dossier"`)
    return Readable.from(writeDossier(dossierOf(db, poll.id)), { objectMode: false })
  })

  open(app, sealedDoors.assurance, async ({ params }) => {
    const { level } = orNotFound(await findPoll(db, params.id))
    const manifest = isSecret(level) ? (await opened(params.id))?.poll.manifest : undefined
    return {
      level,
      rollSize: manifest?.roll.size ?? null,
      minimum: manifest?.minimum ?? sealingLimits.fewestBallots,
      trustees: manifest?.trustees.map(({ name }) => name) ?? [],
      needed: manifest?.needed ?? 0,
      ...(await keyFacts(db, params.id, level)),
      booth: manifest ? toHex(manifest.booth) : null,
      again: await askedAgainAround(db, params.id),
    }
  })

  /** 64 KiB or so at a time. */
  async function* rollLines(pollId: string) {
    let lines: Uint8Array[] = []
    for await (const credential of frozenRoll(db, pollId)) {
      lines.push(writeRollEntry({ credential, weight: 1 }))
      if (lines.length < 1820) continue
      yield Buffer.concat(lines)
      lines = []
    }
    yield Buffer.concat(lines)
  }
}
