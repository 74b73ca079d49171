const narrow = '\u202f'
const noBreak = '\u00a0'
const months = 'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre'
const daysOfMonths = new RegExp(`(\\d|1er) (?=(?:${months})(?!\\p{L}))`, 'gu')

/**
 * French typography (Lexique des règles typographiques de l’Imprimerie nationale; widths as in ux.md):
 * a narrow no-break space before ; : ! ? » and after «, a no-break space in hours and dates, ’ for an apostrophe.
 * A space is only ever made unbreakable, never added: « https://… » and « 10:30 » stay as they are.
 */
export function typeset(text: string): string {
  return text
    .replace(/[  ]+([;:!?»])/g, `${narrow}$1`)
    .replace(/«[  ]+/g, `«${narrow}`)
    .replace(/(\p{L})'(?=\p{L})/gu, '$1’')
    .replace(/(\d) (?=h\b)/g, `$1${noBreak}`)
    .replace(/\b(h) (?=\d{2}\b)/g, `$1${noBreak}`)
    .replace(daysOfMonths, `$1${noBreak}`)
    .replace(/(\d) (?=%)/g, `$1${narrow}`)
}

/** The same catalogue with every sentence, written or computed, typeset. */
export function typesetAll<T>(catalogue: T): T {
  if (typeof catalogue === 'string') return typeset(catalogue) as T
  if (typeof catalogue === 'function') {
    const say = catalogue as unknown as (...args: unknown[]) => unknown
    return ((...args: unknown[]) => typesetAll(say(...args))) as T
  }
  if (Array.isArray(catalogue)) return catalogue.map(typesetAll) as T
  if (catalogue !== null && typeof catalogue === 'object') {
    return Object.fromEntries(Object.entries(catalogue).map(([key, value]) => [key, typesetAll(value)])) as T
  }
  return catalogue
}
