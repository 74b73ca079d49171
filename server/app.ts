import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import websocket from '@fastify/websocket'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Db } from '#db/connect.ts'
import { neighbourhood } from '#server/address.ts'
import { compiledWhenUsed } from '#server/compiled-when-used.ts'
import type { Config } from '#server/config.ts'
import { answerError } from '#server/errors.ts'
import type { Mail } from '#server/mail/mail.ts'
import { mailings } from '#server/mailings/routes.ts'
import { assemblies } from '#server/assemblies/routes.ts'
import { bodies } from '#server/bodies/routes.ts'
import { consultations } from '#server/consultations/routes.ts'
import { discussion } from '#server/discussion/routes.ts'
import { documents } from '#server/documents/routes.ts'
import { electorates } from '#server/electorates/routes.ts'
import { guardAnswers } from '#server/headers.ts'
import { health } from '#server/health.ts'
import { invitations } from '#server/invitations/routes.ts'
import { history } from '#server/history/routes.ts'
import { journals } from '#server/journals/routes.ts'
import { live, liveRooms } from '#server/live/door.ts'
import type { Rooms } from '#server/live/rooms.ts'
import { logger } from '#server/log.ts'
import { members } from '#server/members/routes.ts'
import { recogniseSession } from '#server/session.ts'
import { recogniseVoter, ticketCookie } from '#server/voter.ts'
import { votingLinks } from '#server/voting-links/routes.ts'
import { polls } from '#server/polls/routes.ts'
import { ratification } from '#server/ratification/routes.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { setup } from '#server/setup/routes.ts'

/** What every feature is handed. `casts` is a small pool that only ballots use: a rush of them starves nobody, and nobody them. */
export type Tools = { db: Db; casts?: Db; config: Config; mail: Mail; sealing: Sealing }

/** The same, for the features that go into texts while they are being written. */
export type WithRooms = Tools & { rooms: Rooms }

/** The whole API and the live door, without the pages: what tests knock at with `inject`. */
export async function buildApp(tools: Tools): Promise<FastifyInstance> {
  const app = Fastify({
    logger: tools.config.logLevel === 'silent' ? false : logger(tools.config.logLevel),
    // Hop 0 is who holds the connection, the nearest proxy; the first that is not trusted is the client.
    trustProxy: tools.config.trustedProxies > 0 && ((_address, hop) => hop < tools.config.trustedProxies),
    bodyLimit: 64 * 1024,
    schemaController: { compilersFactory: compiledWhenUsed },
    ajv: { customOptions: { allErrors: true, removeAdditional: false, coerceTypes: 'array' } },
    forceCloseConnections: 'idle',
  })
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ error: 'not-found' }))
  guardAnswers(app, tools.config)
  await app.register(cookie)
  await app.register(rateLimit, { global: true, max: 6000, timeWindow: 60_000, keyGenerator: (request) => neighbourhood(request.ip) })
  // The live door closes its own connections, with the reason, once what they wrote is stored.
  await app.register(websocket, { preClose: (done) => done(), options: { maxPayload: 8 * 1024 * 1024, perMessageDeflate: false } })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Préau',
        version: '1',
        license: { name: 'AGPL-3.0-or-later' },
        description: 'The public API of a Préau installation.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'preau' },
          link: { type: 'apiKey', in: 'cookie', name: ticketCookie },
        },
      },
    },
  })
  recogniseSession(app, tools)
  await recogniseVoter(app, tools)
  const rooms = liveRooms(app, tools.db)
  for (const feature of [
    health,
    setup,
    members,
    bodies,
    invitations,
    documents,
    live,
    history,
    polls,
    ratification,
    discussion,
    votingLinks,
    mailings,
    electorates,
    assemblies,
    consultations,
    journals,
  ])
    await app.register(async (scope) => feature(scope, { ...tools, rooms }))
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger())
  return app
}
