import { typeset } from '#domain/typography.ts'
import type { Reply } from '#lib/api.ts'
import type { Language, Messages } from '#lib/messages/index.ts'
import { dated } from '#lib/polls/when.ts'

export type Journal = Reply<'GET', '/api/bodies/:slug/journal'>
export type Entry = Journal['entries'][number]
export type Thing = Entry['about'][number]

const places = {
  poll: 'scrutins',
  assembly: 'assemblees',
  consultation: 'consultations',
  text: 'textes',
  'frozen-text': 'arretes',
  roll: 'listes',
}
export const placeOf = ({ kind, id }: Thing) => `/${places[kind]}/${id}`
export const nameOf = (t: Messages, { kind, title }: Thing) => t.journal.things[kind](typeset(title))

const named = (t: Messages, firstName: string | null) => (firstName === null ? t.journal.erased : firstName || t.journal.someone)

/** Who did it, as a sentence begins: a person, someone who is no longer there, or the software by itself. */
export function whoOf(t: Messages, { by }: Entry) {
  const name = by ? named(t, by.firstName) : t.journal.itself
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** What was done, as it follows the name. */
export function deedOf(t: Messages, language: Language, { what, people, facts }: Entry) {
  const inWords = (key: string, value: string | number) =>
    ['from', 'to', 'until'].includes(key) && typeof value === 'string' && value ? dated(language, value) : value
  const told = Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, inWords(key, value)]))
  return t.journal.deeds[what](people.map((name) => named(t, name)), told) // prettier-ignore
}
