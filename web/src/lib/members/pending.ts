import type { Cookies, RequestEvent } from '@sveltejs/kit'
import { call } from '#lib/api.ts'

const cookie = 'preau-connexion'

/**
 * Which sign-in this browser has begun: its public id only, which opens nothing without the code. In-app browsers
 * close when one goes and reads the mail; this is how the code field is found again.
 */
export function rememberPending({ cookies, url }: RequestEvent, id: string) {
  cookies.set(cookie, id, { path: '/', maxAge: 20 * 60, httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' })
}

export const forgetPending = (cookies: Cookies) => cookies.delete(cookie, { path: '/' })

/** The id of a sign-in begun here whose code is still awaited. */
export async function pendingSignIn({ cookies, fetch }: RequestEvent): Promise<string | null> {
  const id = cookies.get(cookie)
  if (!id) return null
  const answer = await call(fetch, 'GET', '/api/sign-ins/:id', { params: { id } })
  return answer.ok && answer.value.state === 'pending' ? id : null
}

type Next = { kind: 'home' } | { kind: 'body'; slug: string }

/** The page of a group that someone has just entered, which says what to begin with. */
export const welcomeIn = (slug: string) => `/groupes/${slug}?bienvenue`

/** Where one goes once in: where one was going, else where the server says. */
export const placeAfter = (next: Next, back: string | null) => back ?? (next.kind === 'body' ? welcomeIn(next.slug) : '/')
