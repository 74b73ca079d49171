/**
 * Instants told and read in the movement's time. Pages are rendered on the server, which cannot know where the
 * reader's clock is: hours are those of Paris, and a deadline says so.
 */
export const timeZone = 'Europe/Paris'

type Language = 'fr' | 'en'
type Instant = Date | string
const locale = { fr: 'fr-FR', en: 'en-GB' } as const
const formats = new Map<string, Intl.DateTimeFormat>()
const numberFormats = new Map<string, Intl.NumberFormat>()

function format(language: Language, options: Intl.DateTimeFormatOptions) {
  const key = language + JSON.stringify(options)
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale[language], { timeZone, ...options }))
  return formats.get(key)!
}

const thisYear = (at: Date, now: Date) => localText(at).slice(0, 4) === localText(now).slice(0, 4)

/** French says « 1er décembre », and every other day of the month by its plain number. No line ends between a day and its month. */
const ordinal = (language: Language, date: string) =>
  (language === 'fr' ? date.replace(/(?<!\d)1 (?=\p{L})/u, '1er ') : date).replace(/(\d|1er) (?=\p{L})/u, '$1\u00a0')

/** « jeudi 26 novembre » ; the year is told when it is not this one. */
export function day(language: Language, instant: Instant, now = new Date()) {
  const at = new Date(instant)
  return ordinal(
    language,
    format(language, { weekday: 'long', day: 'numeric', month: 'long', ...(!thisYear(at, now) && { year: 'numeric' }) }).format(at),
  )
}

/** « jeudi 26 novembre 2026 »: what is printed and kept is read in another year. */
export const datedDay = (language: Language, instant: Instant) =>
  ordinal(language, format(language, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(instant)))

/** « 26 nov. 2026 » */
export const shortDay = (language: Language, instant: Instant) =>
  ordinal(language, format(language, { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(instant)))

/** « 20 h » or « 20 h 30 »; in English “20:30”. */
export function hour(language: Language, instant: Instant) {
  const text = format('en', { hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(instant))
  if (language === 'en') return text
  const [hours = '', minutes] = text.split(':')
  return minutes === '00' ? `${Number(hours)}\u00a0h` : `${Number(hours)}\u00a0h\u00a0${minutes}`
}

/** What `<input type="datetime-local">` holds for an instant: `2026-11-26T20:00`. */
export function localText(instant: Instant): string {
  const parts = format('en', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(instant))
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** The instant written `2026-11-26T20:00` in the movement's time, or null. An hour that spring skips becomes the next one. */
export function fromLocalText(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return null
  const asked = Date.parse(`${text}:00Z`)
  if (Number.isNaN(asked)) return null
  let instant = asked
  for (let step = 0; step < 2; step++) instant += asked - Date.parse(`${localText(new Date(instant))}:00Z`)
  return new Date(instant)
}

const relative = new Map<Language, Intl.RelativeTimeFormat>()

/** « dans 2 jours », « il y a 3 heures »: the largest unit that is at least one. */
export function fromNow(language: Language, instant: Instant, now = new Date()) {
  if (!relative.has(language)) relative.set(language, new Intl.RelativeTimeFormat(locale[language], { numeric: 'auto' }))
  const minutes = (new Date(instant).getTime() - now.getTime()) / 60_000
  const size = Math.abs(minutes)
  const [value, unit] =
    size >= 2 * 24 * 60
      ? ([minutes / (24 * 60), 'day'] as const)
      : size >= 60
        ? ([minutes / 60, 'hour'] as const)
        : ([minutes, 'minute'] as const)
  return relative.get(language)!.format(Math.trunc(value), unit)
}

/** « 5 heures », « 12 minutes »: what is left until an instant, by its largest unit. Never less than one minute. */
export function left(language: Language, instant: Instant, now = new Date()) {
  const minutes = Math.max(1, Math.floor((new Date(instant).getTime() - now.getTime()) / 60_000))
  const [value, unit] = minutes >= 60 ? ([Math.floor(minutes / 60), 'hour'] as const) : ([minutes, 'minute'] as const)
  return numbers(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value).replace(/ /g, '\u00a0')
}

export const number = (language: Language, value: number) => numbers(language, {}).format(value)

/** How numbers are written: kept, since one holds some kilobytes outside the heap and a page of a rush would make several. */
export function numbers(language: Language, options: Intl.NumberFormatOptions) {
  const key = language + JSON.stringify(options)
  if (!numberFormats.has(key)) numberFormats.set(key, new Intl.NumberFormat(locale[language], options))
  return numberFormats.get(key)!
}
