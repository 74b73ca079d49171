import type { FastifyInstance } from 'fastify'
import { takesWrites } from '#db/standby.ts'
import type { Tools } from '#server/app.ts'

/** /health: the process answers. /ready: a database that can be written to does too, within two seconds, and the process is not stopping. */
export function health(app: FastifyInstance, { db }: Tools) {
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
  })
  app.get('/health', { schema: { hide: true } }, () => ({ ok: true }))
  app.get('/ready', { schema: { hide: true } }, async (_, reply) => {
    if (stopping) return reply.code(503).send({ ready: false })
    return (await takesWrites(db)) ? { ready: true } : reply.code(503).send({ ready: false })
  })
}
