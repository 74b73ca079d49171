import { typesetAll } from '#domain/typography.ts'
import type { fr } from './fr.ts'

/**
 * Everything the interface says. French is the reference: `fr.ts` gathers sentences and functions that make sentences,
 * `en.ts` has to `satisfy` its type. A page reads `data.t` (put there by the root layout for the person's language)
 * and hands it to the components it composes; an action reads `messagesFor(event.locals.language)` of all.server.ts.
 */
export type Messages = typeof fr
export type Language = 'fr' | 'en'

export const languages = ['fr', 'en'] as const satisfies readonly Language[]

/**
 * Loads one language only, so that a hydrated page does not carry the other; and in a browser only what hydrated pages say (a test walks
 * through all that they are made of).
 */
export async function loadMessages(language: Language): Promise<Messages> {
  if (import.meta.env.SSR) return language === 'en' ? (await import('./en.ts')).en : (await import('./fr.ts')).fr
  const alive: Partial<Messages> = language === 'en' ? (await import('./en.alive.ts')).en : (await import('./fr.alive.ts')).fr
  return alive as Messages
}

/** The words of the page of a registrar, which no other page that runs in a browser carries. */
export async function loadCodesWords(language: Language): Promise<Messages['codes']> {
  return language === 'en' ? (await import('./en/codes.ts')).codes : typesetAll((await import('./fr/codes.ts')).codes)
}
