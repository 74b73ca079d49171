import { typeset } from '#domain/typography.ts'

type Language = 'fr' | 'en'
type Adopted = { number: number; at: Date; fingerprint: Buffer }

const words = {
  fr: {
    now: (day: string) => `texte du ${day}`,
    version: (number: number, day: string) => `version ${number}, adoptée le ${day}`,
    fingerprint: (hash: string) => `empreinte ${hash}`,
  },
  en: {
    now: (day: string) => `text of ${day}`,
    version: (number: number, day: string) => `version ${number}, adopted on ${day}`,
    fingerprint: (hash: string) => `fingerprint ${hash}`,
  },
} as const

/** « Drôme · texte du 1er décembre 2026 »: where a text that is on paper comes from. An adopted one gives its fingerprint, SHA-256 in hexadecimal. */
export function footOf(body: string, language: Language, { at, adopted }: { at: Date; adopted?: Adopted }): string {
  const say = words[language]
  if (!adopted) return `${body} · ${say.now(day(language, at))}`
  return [body, say.version(adopted.number, day(language, adopted.at)), say.fingerprint(adopted.fingerprint.toString('hex'))].join(' · ')
}

function day(language: Language, at: Date) {
  const options = { timeZone: 'Europe/Paris', day: 'numeric', month: 'long', year: 'numeric' } as const
  const told = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', options).format(at)
  return language === 'fr' ? typeset(told.replace(/^1 /, '1er ')) : told
}
