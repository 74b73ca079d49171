import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { Tools } from '#server/app.ts'
import { casts } from './casts.ts'
import { downloads } from './downloads.ts'
import { importing } from './importing.ts'
import { reading } from './reading.ts'
import { results } from './results.ts'
import { running } from './running.ts'
import { boards } from './sealed/boards.ts'
import { booths } from './sealed/booth.ts'
import { sealedCasts } from './sealed/casts.ts'
import { dossiers } from './sealed/dossiers.ts'
import { ceremonies } from './sealed/ceremonies.ts'
import { entrusted } from './sealed/entrusted.ts'
import { decrypting } from './sealed/decrypting.ts'
import { givingUp } from './sealed/giving-up.ts'
import { registrars } from './sealed/registrar.ts'
import { reissues } from './sealed/reissues.ts'
import { watchPolls } from './watch.ts'

export function polls(app: FastifyInstance, tools: Tools) {
  // Nothing in a body is turned into what it should have been: "sans avis" (null) must never become a grade, nor "3" a 3.
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  const ours = [reading, casts, running, results, downloads, importing, sealedCasts, booths, boards, dossiers]
  for (const doors of [...ours, ceremonies, entrusted, registrars, reissues, decrypting, givingUp]) doors(app, tools)
  let stop = async () => {}
  app.addHook('onReady', async () => void (stop = watchPolls(tools, app.log)))
  app.addHook('onClose', () => stop())
}
