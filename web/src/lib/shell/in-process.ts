import type { RequestEvent } from '@sveltejs/kit'

const forwarded = ['user-agent', 'accept-language', 'accept']
const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** A fetch of a page, written as a request to the API in the same process: its headers are an object, its body a text or the bytes of a file. */
export function apiCall(event: RequestEvent, url: string, { method, headers, body }: RequestInit = {}) {
  const { host, origin } = event.url
  const asked: Record<string, string> = { host, origin, cookie: cookies(event), ...(headers as Record<string, string>) }
  for (const name of forwarded) {
    const value = event.request.headers.get(name)
    if (value) asked[name] ??= value
  }
  const payload = body instanceof ArrayBuffer ? Buffer.from(body) : (body as string | undefined)
  return { method: verbs.find((verb) => verb === method) ?? 'GET', url, headers: asked, payload }
}

/** What pages read of an answer; a whole `Response` costs as much as the door that it comes from. */
export const answerOf = ({ statusCode, payload }: { statusCode: number; payload: string }) =>
  ({ status: statusCode, ok: statusCode < 300, text: async () => payload, json: async () => JSON.parse(payload) as unknown }) as Response

/** The cookies as they are now: an earlier call of the same page may have renewed the session. */
const cookies = (event: RequestEvent) =>
  event.cookies
    .getAll()
    .map(({ name, value }) => `${name}=${encodeURIComponent(value)}`)
    .join('; ')

type GivenCookie = {
  name: string
  value: string
  path?: string
  maxAge?: number
  expires?: Date
  httpOnly?: boolean
  secure?: boolean
  sameSite?: string
}

/** What the API sets for the browser reaches the browser. */
export function giveCookiesBack(event: RequestEvent, given: GivenCookie[]) {
  for (const { name, value, path = '/', maxAge, expires, httpOnly = false, secure = false, sameSite } of given) {
    const site = sameSite?.toLowerCase()
    event.cookies.set(name, value, {
      path,
      httpOnly,
      secure,
      ...(maxAge !== undefined && { maxAge }),
      ...(expires && { expires }),
      ...((site === 'lax' || site === 'strict' || site === 'none') && { sameSite: site }),
    })
  }
}
