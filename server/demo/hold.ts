import type { FastifyInstance } from 'fastify'
import type { Tools } from '#server/app.ts'
import { holdAssemblies } from './assemblies.ts'
import { knockAs } from './knock.ts'
import { reviseCharter } from './ratified.ts'
import { holdSealedPoll } from './sealed.ts'
import { holdSecretPolls } from './secret.ts'
import { talkOver } from './talk.ts'

/** Holds what the demonstration cannot be seeded with, its secret and sealed polls, the revision of its charter, what is said of it, and its assemblies, without a line in the log for each knock. */
export async function holdPolls(app: FastifyInstance, { db, sealing }: Pick<Tools, 'db' | 'sealing'>) {
  const { level } = app.log
  app.log.level = 'warn'
  const knock = await knockAs(app, db, 'drome')
  await holdSecretPolls(knock)
  await holdSealedPoll(knock, sealing.group)
  await reviseCharter(knock, db)
  await talkOver(knock, db)
  await holdAssemblies(knock, db)
  await knock.leave()
  app.log.level = level
}
