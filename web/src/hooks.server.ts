import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks'
import type { RequestEvent } from '@sveltejs/kit'
import { call } from '#lib/api.ts'
import { languages, type Language } from '#lib/messages/index.ts'
import { answerOf, apiCall, giveCookiesBack } from '#lib/shell/in-process.ts'
import type { PageVisit } from '#server/pages.ts'

const visits = () => (globalThis as Record<symbol, unknown>)[Symbol.for('preau.visits')] as AsyncLocalStorage<PageVisit> | undefined

/** Who is here, in which language, on which paper: known once per page, before anything is rendered. */
export const handle: Handle = async ({ event, resolve }) => {
  // Its type is read-only, yet it is from the event that loads and actions take it.
  Object.assign(event, { fetch: inThisProcess(event, event.fetch) })
  const me = event.cookies.get('preau') ? await call(event.fetch, 'GET', '/api/me') : null
  event.locals.me = me?.ok ? me.value : null
  event.locals.language = languageOf(event)
  const theme = event.cookies.get('preau-theme')
  event.locals.theme = theme === 'light' || theme === 'dark' ? theme : null
  return resolve(event, {
    transformPageChunk: ({ html }) =>
      html.replace(html.includes('__sveltekit_') ? root : rootAndMarks, (found) => {
        const { language, theme } = event.locals
        return found.startsWith('<!--') ? '' : `<html lang="${language}"${theme ? ` data-theme="${theme}"` : ''}>`
      }),
    preload: ({ type }) => type === 'css' || type === 'js',
  })
}

const root = /<html data-visit>/
/**
 * Svelte marks with comments what it would take up again in the browser: half of what a browser reads of a long text. A page that no
 * script takes up goes without them. What people wrote is escaped, and holds none.
 */
const rootAndMarks = /<html data-visit>|<!--(?:\[!?-?\d*|\])?-->/g

/** The API is asked without leaving the process, as the person whose page it is and under her address. */
function inThisProcess(event: RequestEvent, elsewhere: typeof fetch): typeof fetch {
  const visit = visits()?.getStore()
  return async (input, init) => {
    if (!visit || typeof input !== 'string' || !input.startsWith('/api/')) return elsewhere(input, init)
    const answer = await visit.app.inject({ ...apiCall(event, input, init), remoteAddress: visit.address })
    giveCookiesBack(event, answer.cookies)
    return answerOf(answer)
  }
}

/** Bugs go to the log by their stack alone: no address, no form, nobody’s name. */
export const handleError: HandleServerError = ({ kind, error }) => {
  if (kind !== 'unknown') return
  visits()?.getStore()?.app.log.error({ err: error }, 'bug in a page')
  return { message: 'bug' }
}

function languageOf(event: RequestEvent): Language {
  const chosen = event.locals.me?.member.language ?? event.cookies.get('preau-langue')
  if (languages.some((language) => language === chosen)) return chosen as Language
  const asked = (event.request.headers.get('accept-language') ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase())
  return asked.find((tag): tag is Language => tag === 'fr' || tag === 'en') ?? 'fr'
}
