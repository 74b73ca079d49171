import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from '#db/connect.ts'
import { memberLimits as limits } from '#domain/body.ts'
import type { Tools } from '#server/app.ts'
import type { Config } from '#server/config.ts'
import { hashToken, newId, newToken } from '#server/ids.ts'
import { findSessions, insertSession, rotateSession, seeSession } from '#server/members/queries.ts'
import { together } from '#server/together.ts'

/** The person behind a request, and the session that says so. */
export type SignedIn = { memberId: string; firstName: string; language: 'fr' | 'en'; sessionId: string }

declare module 'fastify' {
  interface FastifyRequest {
    me: SignedIn | null
  }
}

export const sessionCookie = 'preau'
const day = 86_400_000
const minute = 60_000

/** Reads the session cookie of every request into `request.me`, and refuses writes that another site asks for. */
export function recogniseSession(app: FastifyInstance, { db, config }: Tools) {
  const sessionOf = together((hashes: Buffer[]) => findSessions(db, hashes, new Date()))
  app.decorateRequest('me', null)
  app.addHook('onRequest', async (request, reply) => {
    if (isForeignWrite(request, config.origin)) return reply.code(403).send({ error: 'foreign-origin' })
    const token = request.cookies[sessionCookie]
    if (token && /^\/(api|live)\//.test(doorOf(request))) {
      const hash = hashToken(token)
      const session = await sessionOf(hash)
      if (session) request.me = await recognise(db, config, session, hash, reply)
    }
  })
}

/**
 * A browser says where a form or a script comes from (Origin, Sec-Fetch-Site): anything but our own pages is refused, on
 * top of the cookie's SameSite. A terminal says nothing and has no cookie that it was not given.
 */
function isForeignWrite(request: FastifyRequest, origin: string) {
  const { method, headers } = request
  if (method === 'GET' || method === 'HEAD' || !doorOf(request).startsWith('/api/')) return false
  if (headers.origin !== undefined) return headers.origin !== origin
  return headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site'
}

/** The door that was found, not the address as it was spelled: /%61pi/me leads to /api/me too. Empty when there is none. */
const doorOf = (request: FastifyRequest) => request.routeOptions.url ?? ''

type Session = NonNullable<Awaited<ReturnType<typeof findSessions>>[number]>

async function recognise(db: Db, config: Config, session: Session, hash: Buffer, reply: FastifyReply): Promise<SignedIn | null> {
  const now = new Date()
  if (!hash.equals(session.tokenHash)) {
    // The former token lives a minute more, for the requests that were under way when it was changed.
    if (now.getTime() - session.rotatedAt.getTime() > minute) return null
  } else if (now.getTime() - session.rotatedAt.getTime() > limits.sessionRotationHours * 60 * minute) {
    const next = newToken()
    const expiresAt = new Date(now.getTime() + limits.sessionDays * day)
    if (await rotateSession(db, { id: session.sessionId, from: hash, to: hashToken(next), now, expiresAt })) giveCookie(reply, config, next)
  } else if (now.getTime() - session.lastSeenAt.getTime() > 5 * minute) await seeSession(db, session.sessionId, now)
  const { memberId, firstName, language, sessionId } = session
  return { memberId, firstName, language, sessionId }
}

/** Opens a session for a member in this browser, and closes the one that it held. */
export async function startSession(db: Db, config: Config, request: FastifyRequest, reply: FastifyReply, memberId: string) {
  const token = newToken()
  const now = new Date()
  await insertSession(db, {
    id: newId(),
    memberId,
    tokenHash: hashToken(token),
    device: deviceOf(request.headers['user-agent'] ?? ''),
    expiresAt: new Date(now.getTime() + limits.sessionDays * day),
    replaces: request.me?.sessionId ?? null,
  })
  giveCookie(reply, config, token)
}

function giveCookie(reply: FastifyReply, config: Config, token: string) {
  reply.setCookie(sessionCookie, token, { ...cookieShape(config), maxAge: limits.sessionDays * 86_400 })
}

export const takeCookie = (reply: FastifyReply, config: Config) => reply.clearCookie(sessionCookie, cookieShape(config))

const cookieShape = (config: Config) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: config.origin.startsWith('https:') }) as const

/** "Firefox, Android": the family of the browser and of the system, and nothing finer. */
export function deviceOf(agent: string) {
  const browser = /Firefox|FxiOS/.test(agent)
    ? 'Firefox'
    : /Edg/.test(agent)
      ? 'Edge'
      : /Chrome|CriOS|Chromium/.test(agent)
        ? 'Chrome'
        : /Safari/.test(agent)
          ? 'Safari'
          : ''
  const system = /Android/.test(agent)
    ? 'Android'
    : /iPhone|iPad/.test(agent)
      ? 'iOS'
      : /Windows/.test(agent)
        ? 'Windows'
        : /Mac OS/.test(agent)
          ? 'macOS'
          : /Linux/.test(agent)
            ? 'Linux'
            : ''
  return [browser, system].filter(Boolean).join(', ') || '?'
}
