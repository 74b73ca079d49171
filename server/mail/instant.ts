const locale = { fr: 'fr-FR', en: 'en-GB' } as const

const options = { timeZone: 'Europe/Paris', weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' } as const
/** Made once: one holds some 50 kB outside the heap, and half a million letters tell an instant twice each. */
const both = (asked: Intl.DateTimeFormatOptions) => ({ fr: new Intl.DateTimeFormat(locale.fr, asked), en: new Intl.DateTimeFormat(locale.en, asked) }) // prettier-ignore
const formats = both(options)
const withYear = both({ ...options, year: 'numeric' })

/** « dimanche 6 décembre à 20 h (heure de Paris) »: the instant of a letter, with its time zone, since mail travels. */
export const told = (language: 'fr' | 'en', instant: Date): string => inWords(language, formats[language].format(instant))

/** « dimanche 6 décembre 2026 à 20 h (heure de Paris) »: in a letter that is a paper, which is kept and read in another year. */
export const dated = (language: 'fr' | 'en', instant: Date): string => inWords(language, withYear[language].format(instant))

const inWords = (language: 'fr' | 'en', text: string) =>
  language === 'fr' ? `${text.replace(/(\d\d):(\d\d)$/, (_, hours, minutes) => `${Number(hours)} h${minutes === '00' ? '' : ` ${minutes}`}`)} (heure de Paris)` : `${text} (Paris time)` // prettier-ignore
