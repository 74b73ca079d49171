import { assemblyLimits } from '#domain/limits.ts'
import type { Reply } from '#lib/api.ts'
import type { Language, Messages } from '#lib/messages/index.ts'
import { dayAndHour } from '#lib/polls/when.ts'
import { fromLocalText, shortDay } from '#lib/time.ts'

export type Assembly = Reply<'GET', '/api/assemblies/:id'>
export type Quorum = NonNullable<Assembly['quorum']>

/** « 14 présents, 6 représentés sur 40 : quorum de 20 atteint » */
export function tellQuorum(t: Messages, { room, remote, represented, needed, missing }: Omit<Quorum, 'blank'>, size: number): string {
  const words = t.assemblies.quorum
  const here = [words.present(room + remote), ...(remote > 0 ? [words.remote(remote)] : []), words.represented(represented)]
  const rule = needed === 0 ? words.none : missing === 0 ? words.met(needed) : words.missed(needed, missing)
  return `${here.join(', ')} ${words.of(size)}${t.assemblies.colon}${rule}`
}

/** « Au moins les deux tiers »; a share that no form offers is told by its figures. */
export const tellMajority = (t: Messages, { part, of }: { part: number; of: number } = { part: 1, of: 2 }) =>
  t.assemblyRules.majorities[`${part}/${of}`] ?? `${part}/${of}`

type Apart = Reply<'GET', '/api/assemblies/:id/attendance'>['people'][number]['apart']

/** « Marie (membre depuis le 3 mars 2026) »: a name with what tells it from the same name of someone else. */
export function toldApart(t: Messages, language: Language, firstName: string, apart: Apart): string {
  if (!apart) return firstName
  const words = t.assemblies.sheet
  const { unit, since, number } = apart
  const told = [unit, since && words.since(shortDay(language, since)), number === null ? null : words.number(number)].filter(Boolean)
  return told.length > 0 ? `${firstName} (${told.join(', ')})` : firstName
}

/** Arrivals are noted from a little before the hour. */
export const sheetIsOpen = ({ stage, startsAt }: Assembly, now = Date.now()) =>
  stage === 'open' || Date.parse(startsAt) - now < assemblyLimits.doorsOpen

/** The sentences of a page, with its instants in words. */
export function reasonsIn(t: Messages, language: Language) {
  const { page } = t.assemblies
  return {
    ...page.reasons,
    'notice-too-short': ({ earliest }: Record<string, string | number>) => page.tooShort(dayAndHour(language, String(earliest))),
    'no-quorum': ({ missing }: Record<string, string | number>) => page.noQuorum(Number(missing)),
  }
}

export const fieldsOf = (index: number) => ({ title: `title${index}`, text: `text${index}`, resolution: `resolution${index}` })

/** How many points a form shows: those that are filled, and room for more. */
export function rowsOf(values: Record<string, string>, more: boolean, least = 3) {
  const filled = Object.entries(values).filter(([name, value]) => /^(title|text|resolution)\d+$/.test(name) && value !== '')
  const last = Math.max(-1, ...filled.map(([name]) => Number(/\d+$/.exec(name)![0])))
  return Math.max(least, last + 1 + (more ? 3 : 0), Number(values.rows ?? 0) + (more ? 3 : 0))
}

/** What was typed as the API takes it; null when there is no instant to be read. Points of which nothing is filled do not count. */
export function draftOf(values: Record<string, string>) {
  const startsAt = fromLocalText(values.startsAt ?? '')
  if (!startsAt) return null
  const rows = rowsOf(values, false)
  const agenda = Array.from({ length: rows }, (_, index) => {
    const names = fieldsOf(index)
    return { title: values[names.title] ?? '', text: values[names.text] ?? '', resolution: values[names.resolution] || null }
  }).filter(({ title, text, resolution }) => title || text || resolution)
  const { name = '', place = '', link = '', kind, roll } = values
  return { kind: kind as 'ordinary', roll: roll || null, title: name, place, link, startsAt: startsAt.toISOString(), agenda }
}

/** Under which field a reason belongs. */
export const places = {
  'no-such-roll': 'roll',
  'no-title': 'name',
  'no-place': 'place',
  'bad-link': 'link',
  'bad-date': 'startsAt',
  'in-the-past': 'startsAt',
  'too-far': 'startsAt',
  'no-agenda': 'title0',
  'item-without-title': 'title0',
} as const

/** What a form is filled with at first of an assembly that is being changed. */
export function valuesOf(assembly: Assembly, startsAt: string): Record<string, string> {
  const { kind, title, place, link, agenda, drawnRoll } = assembly
  const points = agenda.flatMap((item, index) => {
    const names = fieldsOf(index)
    return [
      [names.title, item.title],
      [names.text, item.text],
      [names.resolution, item.resolution ?? ''],
    ] as const
  })
  return { kind, roll: drawnRoll ?? '', name: title, place, link, startsAt, ...Object.fromEntries(points) }
}

/** The rolls on which an assembly may be held: members are convened without one. */
export const rollsFromFiles = (rolls: Reply<'GET', '/api/bodies/:slug/electorates'>) =>
  rolls.filter(({ source }) => source === 'file').map(({ id, title }) => ({ id, title }))
