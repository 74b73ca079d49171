import { redirect, type Cookies } from '@sveltejs/kit'
import { call } from '#lib/api.ts'
import { localPath } from '#lib/shell/places.ts'
import type { RequestHandler } from './$types'

/**
 * Language and paper. The paper belongs to this browser; the language too for a visitor, and to the account of a
 * member, since mails are written in it. The cookies say nothing of anybody.
 */
export const POST: RequestHandler = async ({ request, cookies, url, locals, fetch }) => {
  const form = await request.formData()
  const keep = keeper(cookies, url.protocol === 'https:')
  const language = form.get('langue')
  if (language === 'fr' || language === 'en') {
    keep('preau-langue', language)
    if (locals.me) await call(fetch, 'PATCH', '/api/me', { body: { language } })
  }
  const theme = form.get('theme')
  if (theme === 'light' || theme === 'dark') keep('preau-theme', theme)
  if (theme === 'system') cookies.delete('preau-theme', { path: '/' })
  redirect(303, localPath(String(form.get('retour') ?? '')) ?? '/')
}

const keeper = (cookies: Cookies, secure: boolean) => (name: string, value: string) =>
  cookies.set(name, value, { path: '/', maxAge: 365 * 24 * 3600, httpOnly: true, sameSite: 'lax', secure })
