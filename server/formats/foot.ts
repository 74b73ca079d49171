import type { Kind } from '#domain/document.ts'
import { typeset } from '#domain/typography.ts'

type Language = 'fr' | 'en'
type Adopted = { number: number; at: Date; fingerprint: Buffer; roll: Buffer | null }

const words = {
  fr: {
    kinds: { charter: 'Charte', statutes: 'Statuts', rules: 'Règlement intérieur', position: 'Position', note: 'Note' },
    now: (day: string) => `texte du ${day}`,
    version: (number: number, day: string) => `version ${number}, adoptée le ${day}`,
    fingerprint: (hash: string) => `empreinte ${hash}`,
    roll: (hash: string) => `empreinte de la liste qui l’a adoptée ${hash}`,
  },
  en: {
    kinds: { charter: 'Charter', statutes: 'Statutes', rules: 'Internal rules', position: 'Position', note: 'Note' },
    now: (day: string) => `text of ${day}`,
    version: (number: number, day: string) => `version ${number}, adopted on ${day}`,
    fingerprint: (hash: string) => `fingerprint ${hash}`,
    roll: (hash: string) => `fingerprint of the roll that adopted it ${hash}`,
  },
} as const

/** « Drôme · Charte · texte du 1er décembre 2026 »: where a text that is on paper comes from. An adopted one gives its fingerprint and that of its roll, SHA-256 in hexadecimal. */
export function footOf(text: { name: string; kind: Kind }, language: Language, { at, adopted }: { at: Date; adopted?: Adopted }): string {
  const say = words[language]
  const of = `${text.name} · ${say.kinds[text.kind]}`
  if (!adopted) return `${of} · ${say.now(day(language, at))}`
  const { number, fingerprint, roll } = adopted
  const prints = [say.fingerprint(fingerprint.toString('hex')), ...(roll ? [say.roll(roll.toString('hex'))] : [])]
  return [of, say.version(number, day(language, adopted.at)), ...prints].join(' · ')
}

function day(language: Language, at: Date) {
  const options = { timeZone: 'Europe/Paris', day: 'numeric', month: 'long', year: 'numeric' } as const
  const told = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', options).format(at)
  return language === 'fr' ? typeset(told.replace(/^1 /, '1er ')) : told
}
