import { typesetAll } from '#domain/typography.ts'
import { booth as en } from '#lib/messages/en/booth.ts'
import { booth as fr } from '#lib/messages/fr/booth.ts'
import type { Language } from '#lib/messages/index.ts'

export type Words = { booth: typeof fr }

/** A member's own language, else that of the browser. The booth is the same file for everyone, hence has both. */
export function languageFor(chosen: string | undefined): Language {
  const asked = [chosen, ...navigator.languages].map((tag) => tag?.slice(0, 2))
  return asked.find((tag): tag is Language => tag === 'fr' || tag === 'en') ?? 'fr'
}

export const wordsIn = (language: Language): Words => (language === 'en' ? { booth: en } : typesetAll({ booth: fr }))
