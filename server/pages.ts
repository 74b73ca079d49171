import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Tools } from '#server/app.ts'
import { compressPages } from '#server/compress-pages.ts'
import type { Config } from '#server/config.ts'
import { commonHeaders } from '#server/headers.ts'
import { openWaitingRoom } from '#server/waiting/room.ts'

/** What a page being rendered may ask of the process it lives in (web/src/hooks.server.ts reads it). */
export type PageVisit = { app: FastifyInstance; address: string }
type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** Kit bundles its own code, so the visit is handed over by a name both sides know rather than by an import. */
const visits = new AsyncLocalStorage<PageVisit>()
Object.assign(globalThis, { [Symbol.for('preau.visits')]: visits })

/** Puts the pages behind every address that the API did not take. Call it last, before `listen`. Gives whether there is a rush for them. */
export async function mountPages(app: FastifyInstance, tools: Tools) {
  const pages = tools.config.mode === 'dev' ? await developmentPages(app, tools.config) : await builtPages()
  const headers = { ...commonHeaders(tools.config), 'cache-control': 'private, no-cache' }
  const { host, protocol } = new URL(tools.config.origin)
  const waitingRoom = openWaitingRoom(app, tools.db, tools.config.pagesAtOnce)
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.route({
      method: ['GET', 'HEAD', 'POST'],
      url: '/*',
      schema: { hide: true },
      config: { rateLimit: { max: 6000, timeWindow: 60_000 } },
      handler: (request, reply) => {
        if (request.url.startsWith('/api/')) return reply.code(404).send({ error: 'not-found' })
        if (waitingRoom.mustWait(request)) return waitingRoom.askToWait(request, reply)
        waitingRoom.enter(request, reply)
        trueOrigin(request, host, protocol)
        hijack(reply, headers)
        compressPages(request.raw, reply.raw, waitingRoom.inRush)
        visits.run({ app, address: request.ip }, () => pages(request.raw, reply.raw, () => notFound(reply.raw)))
        return reply
      },
    })
  })
  return { inRush: waitingRoom.inRush }
}

/** Kit compares the browser's Origin with the address it believes it has: that of the configuration, never a header's. */
function trueOrigin(request: FastifyRequest, host: string, protocol: string) {
  request.raw.headers['x-forwarded-host'] = host
  request.raw.headers['x-forwarded-proto'] = protocol.slice(0, -1)
  request.raw.headers.host = host
}

/** A hijacked reply runs no onSend hook: what must be on every page is written here. */
function hijack(reply: FastifyReply, headers: Record<string, string>) {
  reply.hijack()
  for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value)
}

/** The names of the headers are read when the handler is imported, hence the import here. */
async function builtPages(): Promise<Handler> {
  process.env.PROTOCOL_HEADER = 'x-forwarded-proto'
  process.env.HOST_HEADER = 'x-forwarded-host'
  // A file of 2 MiB in a form; a bigger one is told to be too big by the form's own page.
  process.env.BODY_SIZE_LIMIT ??= '3M'
  const built = new URL('../web/build/handler.js', import.meta.url)
  const { handler } = (await import(built.href)) as { handler: Handler }
  return handler
}

/** Vite in this process; its hot reload has its own port, since two upgrade listeners on one server collide. */
async function developmentPages(app: FastifyInstance, config: Config): Promise<Handler> {
  const { createServer } = await import('vite')
  const vite = await createServer({
    configFile: new URL('../web/vite.config.ts', import.meta.url).pathname,
    server: { middlewareMode: true, ws: { port: config.port + 20_000, host: 'localhost' } },
  })
  app.addHook('onClose', () => vite.close())
  return (request, response, next) => vite.middlewares(request, response, next)
}

function notFound(response: ServerResponse) {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404')
}
