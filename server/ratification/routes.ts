import type { FastifyInstance } from 'fastify'
import type { Tools } from '#server/app.ts'
import { amending } from './amending.ts'
import { freezing } from './freezing.ts'
import { reading } from './reading.ts'
import { watchVoted } from './watch.ts'

/** From a draft to an adopted text: frozen, amended, put to the vote article by article, adopted as a version. */
export function ratification(app: FastifyInstance, tools: Tools) {
  freezing(app, tools)
  amending(app, tools)
  reading(app, tools)
  let stop = async () => {}
  app.addHook('onReady', async () => void (stop = watchVoted(tools.db, app.log)))
  app.addHook('onClose', () => stop())
}
