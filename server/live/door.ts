import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { Db } from '#db/connect.ts'
import { liveLimits as limits } from '#domain/document.ts'
import type { WithRooms } from '#server/app.ts'
import { onChangedBeside } from '#server/beside-the-text.ts'
import { realClock } from '#server/live/clock.ts'
import { Connection, type Mode } from '#server/live/connection.ts'
import { messageBeside, ownFrame } from '#server/live/messages.ts'
import { wireOf } from '#server/live/outgoing.ts'
import { advisoryOwnership } from '#server/live/ownership.ts'
import { identityOf } from '#server/live/presence.ts'
import { type Asked, entriesOf } from '#server/live/rights.ts'
import { Rooms } from '#server/live/rooms.ts'
import { postgresStore } from '#server/live/store.ts'
import { watchRights } from '#server/live/watch.ts'
import { together } from '#server/together.ts'
import { materialise } from '#server/yjs-thread.ts'

/** What the checks before the upgrade found out, for the moment after it. */
type Admitted = { mode: Mode; tooOld: boolean }

declare module 'fastify' {
  interface FastifyRequest {
    admitted: Admitted | null
  }
}

/** The rooms of this process. */
export const liveRooms = (app: FastifyInstance, db: Db) =>
  new Rooms({
    ...{ clock: realClock, store: postgresStore(db), ownership: advisoryOwnership(db), materialise, warn: warning(app) },
    keepForMs: 15_000,
  })

const warning = (app: FastifyInstance) => (error: unknown) => app.log.error({ err: error }, 'live')

/** The door of texts written together; its protocol is told in messages.ts. */
export function live(app: FastifyInstance, { db, config, rooms }: WithRooms) {
  const warn = warning(app)
  const rights = watchRights(db, rooms, warn)
  const forget = onChangedBeside((documentId, what) => {
    if (what === 'frozen') return rights.ask()
    for (const room of rooms.open()) if (room.docId === documentId) room.tell(ownFrame(messageBeside, 1))
  })
  const beat = setInterval(() => rooms.beat(), 1000)
  const entryOf = together((asked: Asked[]) => entriesOf(db, asked))
  const held = new Map<string, number>()
  let all = 0

  app.decorateRequest('admitted', null)

  async function admit(
    request: FastifyRequest<{ Params: { documentId: string }; Querystring: Record<string, string> }>,
    reply: FastifyReply,
  ) {
    if (!request.me) return reply.code(401).send({ error: 'signed-out' })
    if (request.headers.origin !== config.origin) return reply.code(403).send({ error: 'foreign-origin' })
    const { verdict, ...text } = await entryOf({ sessionId: request.me.sessionId, docId: request.params.documentId })
    if (verdict === 'signedOut') return reply.code(401).send({ error: 'signed-out' })
    if (verdict !== 'read' && verdict !== 'write') return reply.code(404).send({ error: 'not-found' })
    if ((held.get(request.me.memberId) ?? 0) >= limits.connectionsPerMember || all >= limits.connectionsPerProcess) {
      return reply.code(429).send({ error: 'too-many' })
    }
    const { schema, generation } = request.query
    const tooOld = schema !== String(text.schemaVersion) || (generation !== undefined && generation !== String(text.generation))
    request.admitted = { mode: verdict, tooOld }
  }

  function hold(memberId: string, change: 1 | -1) {
    const now = (held.get(memberId) ?? 0) + change
    all += change
    if (now > 0) held.set(memberId, now)
    else held.delete(memberId)
  }

  /** Everything up to the `message` listener happens in the turn of the upgrade: the client's first frames are already on their way. */
  function welcome(ws: WebSocket, request: FastifyRequest<{ Params: { documentId: string }; Querystring: Record<string, string> }>) {
    const me = request.me!
    const { mode, tooOld } = request.admitted!
    const connection = new Connection(
      wireOf(ws),
      { identity: identityOf(me), sessionId: me.sessionId, mode, own: request.query.own === '1', unpacks: request.query.packed === '1' },
      Date.now(),
    )
    hold(me.memberId, 1)
    connection.whenOver(() => hold(me.memberId, -1))
    ws.on('message', (data: Buffer, binary: boolean) => (binary ? connection.hear(data) : connection.cut('malformed')))
    ws.on('pong', () => (connection.heardAt = Date.now()))
    ws.on('close', () => connection.gone())
    ws.on('error', () => ws.terminate())
    if (tooOld) connection.cut('tooOld')
    else void rooms.enter(request.params.documentId, connection)
  }

  app.get<{ Params: { documentId: string }; Querystring: Record<string, string> }>(
    '/live/:documentId',
    {
      websocket: true,
      schema: { hide: true },
      config: {
        rateLimit: { max: limits.upgradesPerMinute, timeWindow: 60_000, keyGenerator: (request) => request.me?.memberId ?? request.ip },
      },
      preValidation: admit,
    },
    welcome,
  )

  app.addHook('preClose', async () => {
    clearInterval(beat)
    forget()
    await rights.stop()
    await rooms.stop()
  })
}
