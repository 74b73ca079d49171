import { typeset } from '#domain/typography.ts'
import type { Reply } from '#lib/api.ts'
import type { Language, Messages } from '#lib/messages/index.ts'
import { day, hour, localText, shortDay } from '#lib/time.ts'

export type Version = Reply<'GET', '/api/documents/:id/history'>['versions'][number]
type Hands = { people: number; authors: readonly string[] }

/** Names said one by one; the others are counted. */
const mostNames = 4

/** « Awa, Bilal et 3 autres », or how many they are for those who are not told names. */
export function handsOf(words: Messages['history'], language: Language, { people, authors }: Hands): string {
  if (authors.length === 0) return words.people(people)
  const named = authors.length > mostNames ? authors.slice(0, mostNames - 1) : authors
  const others = people - named.length
  return new Intl.ListFormat(language).format([...named, ...(others > 0 ? [words.others(others)] : [])])
}

const dayOf = (instant: string) => localText(instant).slice(0, 10)

/** « 20 h 10 – 20 h 45 », with the day it began when that is another. */
export function span(language: Language, { from, until }: Pick<Version, 'from' | 'until'>): string {
  const [began, ended] = [hour(language, from), hour(language, until)]
  if (dayOf(from) !== dayOf(until)) return `${shortDay(language, from)}, ${began} – ${ended}`
  return began === ended ? ended : `${began} – ${ended}`
}

/** Versions day by day, each under the day it ended. */
export const byDay = (language: Language, versions: readonly Version[]): [string, Version[]][] => [
  ...Map.groupBy(versions, ({ until }) => day(language, until)),
]

/** What a version is called: its name, what it takes up again, or null for one that came by itself. */
export function calledOf(words: Messages['history'], language: Language, { name, takenFrom }: Pick<Version, 'name' | 'takenFrom'>) {
  if (name !== null) return words.quoted(typeset(name))
  if (!takenFrom) return null
  const { until } = takenFrom
  const what = takenFrom.name === null ? words.versionOf(shortDay(language, until), hour(language, until)) : words.quoted(typeset(takenFrom.name)) // prettier-ignore
  return words.takenUp(what)
}
