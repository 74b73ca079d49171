import type { RequestEvent } from '@sveltejs/kit'

const forwarded = ['user-agent', 'accept-language', 'accept', 'content-type']
const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/** A fetch of a page, written as a request to the API in the same process. */
export async function apiCall(event: RequestEvent, request: Request) {
  const { pathname, search, host, origin } = new URL(request.url)
  const headers: Record<string, string> = { host, origin, cookie: cookies(event) }
  for (const name of forwarded) {
    const value = request.headers.get(name) ?? (name === 'content-type' ? null : event.request.headers.get(name))
    if (value) headers[name] = value
  }
  const method = verbs.find((verb) => verb === request.method) ?? 'GET'
  return { method, url: pathname + search, headers, ...(request.body && { payload: Buffer.from(await request.arrayBuffer()) }) }
}

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
