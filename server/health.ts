import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Tools } from '#server/app.ts'

/** /health: the process answers. /ready: the database does too, and the process is not stopping. */
export function health(app: FastifyInstance, { db }: Tools) {
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
  })
  app.get('/health', { schema: { hide: true } }, () => ({ ok: true }))
  app.get('/ready', { schema: { hide: true } }, async (_, reply) => {
    if (stopping) return reply.code(503).send({ ready: false })
    try {
      await sql`select 1`.execute(db)
      return { ready: true }
    } catch {
      return reply.code(503).send({ ready: false })
    }
  })
}
