import type { FastifyInstance } from 'fastify'
import type { Config } from '#server/config.ts'

/** What every answer says to the browser, page or not: docs/security.md tells against what. */
export const commonHeaders = ({ origin }: Pick<Config, 'origin'>): Record<string, string> => ({
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // `same-origin` rather than `no-referrer`: the latter makes browsers send `Origin: null` with forms.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  ...(origin.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
})

/** Answers of the API are data: never a page, never in a frame, never kept by a cache. A page writes headers of its own (pages.ts). */
export function guardAnswers(app: FastifyInstance, config: Config) {
  const headers = {
    ...commonHeaders(config),
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    'cache-control': 'private, no-store',
  }
  app.addHook('onRequest', async (_request, reply) => void reply.headers(headers))
}
