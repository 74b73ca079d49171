import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import type { Config } from '#server/config.ts'
import { commonHeaders } from '#server/headers.ts'

const built = new URL('../web/build/verifier.html', import.meta.url)

/**
 * The page that verifies dossiers: one file, the same that people keep, under the policy that its own first lines state. It is read
 * once, and compressed for whoever comes first; where it was not built there is no such page.
 */
export async function mountVerifier(app: FastifyInstance, config: Pick<Config, 'origin'>) {
  const page = await readFile(built).catch(() => null)
  if (!page) return
  const policy = /content-security-policy"\s+content="([^"]+)"/.exec(page.toString())![1]!
  const etag = `"${createHash('sha256').update(page).digest('hex')}"`
  const bodies: { [encoding: string]: Promise<Buffer> | undefined } = {}
  const compress = { br: promisify(brotliCompress), gzip: promisify(gzip) }
  const headers = {
    ...commonHeaders(config),
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `${policy}; frame-ancestors 'none'`,
    'cache-control': 'public, no-cache',
    etag,
    vary: 'accept-encoding',
  }
  for (const url of ['/verifier', '/verifier.html'])
    app.get(url, { schema: { hide: true } }, (request, reply) => {
      reply.headers(headers)
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      const accepted = String(request.headers['accept-encoding'] ?? '')
      const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : 'plain'
      if (encoding === 'plain') return reply.send(page)
      return (bodies[encoding] ??= compress[encoding](page)).then((body) => reply.header('content-encoding', encoding).send(body))
    })
}
