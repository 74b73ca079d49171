const locale = { fr: 'fr-FR', en: 'en-GB' } as const

/** « dimanche 6 décembre à 20:00 (heure de Paris) »: the instant of a letter, with its time zone, since mail travels. */
export function told(language: 'fr' | 'en', instant: Date): string {
  const format = new Intl.DateTimeFormat(locale[language], {
    timeZone: 'Europe/Paris',
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  })
  const text = format.format(instant)
  return language === 'fr' ? `${text.replace(/(\d\d):(\d\d)$/, (_, hours, minutes) => `${Number(hours)} h${minutes === '00' ? '' : ` ${minutes}`}`)} (heure de Paris)` : `${text} (Paris time)` // prettier-ignore
}
