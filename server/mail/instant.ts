const locale = { fr: 'fr-FR', en: 'en-GB' } as const

const options = { timeZone: 'Europe/Paris', weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' } as const
/** Made once: one holds some 50 kB outside the heap, and half a million letters tell an instant twice each. */
const formats = { fr: new Intl.DateTimeFormat(locale.fr, options), en: new Intl.DateTimeFormat(locale.en, options) }

/** « dimanche 6 décembre à 20:00 (heure de Paris) »: the instant of a letter, with its time zone, since mail travels. */
export function told(language: 'fr' | 'en', instant: Date): string {
  const text = formats[language].format(instant)
  return language === 'fr' ? `${text.replace(/(\d\d):(\d\d)$/, (_, hours, minutes) => `${Number(hours)} h${minutes === '00' ? '' : ` ${minutes}`}`)} (heure de Paris)` : `${text} (Paris time)` // prettier-ignore
}
