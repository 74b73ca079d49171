import { error, redirect } from '@sveltejs/kit'
import type { Static, TSchema } from 'typebox'
import type { Doors } from '#server/api.ts'

/** The public API, typed from the server’s doors: `call(fetch, 'GET', '/api/polls/:id', { params: { id } })`. */
type Door = Doors[keyof Doors]
type Method = Door['method']
type Url<M extends Method> = Door extends infer D ? (D extends { method: M; url: infer U extends string } ? U : never) : never
type Found<M extends Method, U extends string> = Extract<Door, { method: M; url: U }>
type Part<D, K extends string> = D extends { [key in K]: infer S extends TSchema } ? { [key in K]: Static<S> } : unknown
/** What a query leaves out has a default. */
type Asked<D> = D extends { query: infer S extends TSchema } ? { query?: Partial<Static<S>> } : unknown
/** A door at a time: the parts of each are never multiplied with those of the others. */
type InputOf<D> = D extends unknown ? Part<D, 'params'> & Asked<D> & Part<D, 'body'> : never
export type Input<M extends Method, U extends string> = InputOf<Found<M, U>>
export type Reply<M extends Method, U extends string> = Found<M, U> extends { reply: infer S extends TSchema } ? Static<S> : null
export type Me = Reply<'GET', '/api/me'>

/** A sentence for every reason a door may give; a missing one does not compile. */
export type Reasons<M extends Method, U extends Url<M>> = Record<
  Found<M, U> extends { refusals: readonly (infer R extends string)[] } ? R : never,
  string | ((detail: Record<string, string | number>) => string)
>

/** What the API answers when it does not do the thing. `status` 0: it could not be reached. */
export type Failure =
  | { status: 400; error: 'malformed'; fields: { field: string; problem: string }[] }
  | { status: 409; error: 'refused'; reason: string; detail?: Record<string, string | number> }
  | { status: number; error: 'signed-out' | 'not-found' | 'too-many' | 'too-large' | 'bug' | 'unreachable' | 'unconfirmed' | 'no-room' }
export type Answer<T> = { ok: true; value: T } | { ok: false; failure: Failure }

type Loose = { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown }
type Inputs<M extends Method, U extends string> =
  unknown extends Input<M, U> ? [] : Record<string, never> extends Input<M, U> ? [Input<M, U>?] : [Input<M, U>]

/** Knocks at a door of the API and says what came back; never throws. */
export async function call<M extends Method, U extends Url<M>>(
  fetch: typeof globalThis.fetch,
  method: M,
  url: U,
  ...inputs: Inputs<M, U>
): Promise<Answer<Reply<M, U>>> {
  const { params, query, body } = ((inputs as unknown[])[0] ?? {}) as Loose
  try {
    const response = await fetch(address(url, params, query), {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const told = response.status === 204 ? null : await response.json()
    return response.ok ? { ok: true, value: told } : { ok: false, failure: { ...told, status: response.status } }
  } catch {
    return { ok: false, failure: { status: 0, error: 'unreachable' } }
  }
}

/** For a load: the value, or the page that says what is the matter. Signed out, one goes and signs in, then comes back. */
export async function read<M extends Method, U extends Url<M>>(
  event: { fetch: typeof globalThis.fetch; url: URL },
  method: M,
  url: U,
  ...input: Inputs<M, U>
): Promise<Reply<M, U>> {
  const answer = await call(event.fetch, method, url, ...input)
  if (answer.ok) return answer.value
  return stop(answer.failure, event.url)
}

/** Leaves the page for the sign-in page or an error page, whichever the failure asks for. */
export function stop(failure: Failure, from: URL): never {
  if (failure.status === 401) redirect(303, `/connexion?retour=${encodeURIComponent(from.pathname + from.search)}`)
  if (failure.status === 404) error(404, 'not-found')
  if (failure.status === 429) error(429, 'too-many')
  error([0, 503, 507].includes(failure.status) ? 503 : 500, failure.error)
}

function address(url: string, params: Record<string, unknown> = {}, query: Record<string, unknown> = {}) {
  const path = url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const asked = new URLSearchParams(Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])))
  return asked.size > 0 ? `${path}?${asked}` : path
}
