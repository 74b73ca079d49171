import { createHash } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { phase } from '#domain/poll.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { orNotFound } from '#server/errors.ts'
import { findPoll } from '../queries.ts'
import { freezeRoll } from '../roll.ts'
import { pollParams } from '../shapes.ts'
import { sealedDoors } from './doors.ts'
import { openedPolls } from './opened.ts'
import { boothOf } from './queries.ts'

type Booth = { page: Buffer; br: Buffer; gzip: Buffer; policy: string; etag: string }

/**
 * The booth of a poll: the very bytes whose hash its manifest names, whatever is installed since. It is a page of its own, outside those
 * of Kit, under a policy that lets in its own script, its own style, a worker made of that script, and nothing else.
 */
export function booths(app: FastifyInstance, { db, sealing }: Tools) {
  const opened = openedPolls(db, sealing)
  const kept = new Map<string, Booth>()

  app.get<{ Params: { id: string } }>('/scrutins/:id/isoloir', { schema: { hide: true, params: pollParams } }, async (request, reply) => {
    const { id } = request.params
    const booth = (await isOpen(id)) ? await boothFor(id) : null
    if (!booth) return reply.redirect(`/scrutins/${id}`)
    reply.headers({
      'content-security-policy': booth.policy,
      'cache-control': 'private, no-cache',
      vary: 'accept-encoding',
      etag: booth.etag,
    })
    if (request.headers['if-none-match'] === booth.etag) return reply.code(304).send()
    const accepted = String(request.headers['accept-encoding'] ?? '')
    const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : null
    if (encoding) reply.header('content-encoding', encoding)
    return reply.type('text/html; charset=utf-8').send(booth[encoding ?? 'page'])
  })

  open(app, sealedDoors.booth, async ({ params, reply }) => {
    const { page } = orNotFound(await boothFor(params.id))
    reply.header('content-disposition', `attachment; filename="isoloir-${params.id}.html"`)
    return page
  })

  /** Whoever comes first past the opening freezes the poll, and its booth with it. */
  async function isOpen(pollId: string): Promise<boolean> {
    const poll = await findPoll(db, pollId)
    if (!poll || phase(poll, new Date()) !== 'open') return false
    if (poll.level === 'secret' && poll.rollFrozenAt === null) await freezeRoll({ db, sealing }, pollId)
    return true
  }

  async function boothFor(pollId: string): Promise<Booth | null> {
    const found = await opened(pollId)
    if (!found) return null
    const { booth: hash } = found.poll.manifest
    const name = Buffer.from(hash).toString('hex')
    const known = kept.get(name)
    if (known) return known
    const page = (await boothOf(db, hash))?.page
    if (!page?.length) return null
    const booth = { page, br: brotliCompressSync(page), gzip: gzipSync(page), policy: policyOf(page.toString()), etag: `"${name}"` }
    // Two at most are of use at a time: that of the polls that are open, and that of before the last upgrade.
    if (kept.size >= 4) kept.clear()
    kept.set(name, booth)
    return booth
  }
}

/** Every script and style of the page by its hash: what was not in the file that the manifest names does not run. */
function policyOf(page: string) {
  const hashes = (tag: 'script' | 'style') =>
    [...page.matchAll(new RegExp(`<${tag}>([^]*?)</${tag}>`, 'g'))].map(([, text]) => {
      return `'sha256-${createHash('sha256').update(text!).digest('base64')}'`
    })
  return [
    "default-src 'none'",
    `script-src ${hashes('script').join(' ')}`,
    `style-src ${hashes('style').join(' ')}`,
    'worker-src blob:',
    "connect-src 'self'",
    'img-src data:',
    "font-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
