import type { Language, Messages } from '#lib/messages/index.ts'
import { datedDay, day, hour, shortDay } from '#lib/time.ts'

/** « jeudi 26 novembre, 20 h » */
export const dayAndHour = (language: Language, instant: string) => `${day(language, instant)}, ${hour(language, instant)}`

/** « jeudi 26 novembre, 20 h (heure de Paris) », of which the hour and its zone stay on one line. */
export const inParis = (t: Messages, language: Language, instant: string) => `${day(language, instant)}, ${zoned(t, language, instant)}`

/** The same two in papers, which are kept: with their year, always. */
export const dated = (language: Language, instant: string) => `${datedDay(language, instant)}, ${hour(language, instant)}`
export const datedInParis = (t: Messages, language: Language, instant: string) =>
  `${datedDay(language, instant)}, ${zoned(t, language, instant)}`

const zoned = (t: Messages, language: Language, instant: string) =>
  `${hour(language, instant)} (${t.common.paris})`.replaceAll(' ', '\u00a0')

const sixDays = 6 * 24 * 3_600_000

/** « jeudi 20 h » within the week, when the day alone cannot mistake; « 26 nov. 2026, 20 h » beyond. */
export function shortDayAndHour(language: Language, instant: string, now = new Date()) {
  const soon = Math.abs(Date.parse(instant) - now.getTime()) < sixDays
  return soon
    ? `${day(language, instant).split(/[ ,]/)[0]} ${hour(language, instant)}`
    : `${shortDay(language, instant)}, ${hour(language, instant)}`
}
