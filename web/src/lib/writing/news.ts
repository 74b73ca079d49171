import type { Present } from '#lib/writing/present.ts'

type Words = { here: (name: string) => string; left: (name: string) => string; writing: (name: string, article: number) => string }

/** What changed about the others since it was last told, as sentences; nothing when more than a few came or went at once. */
export function newsOf(before: readonly Present[], now: readonly Present[], words: Words): string[] {
  const known = new Map(before.map((person) => [person.id, person]))
  const present = new Set(now.map(({ id }) => id))
  const came = now.filter(({ id }) => !known.has(id)).map(({ name }) => words.here(name))
  const left = before.filter(({ id }) => !present.has(id)).map(({ name }) => words.left(name))
  const moved = now
    .filter(({ id, article }) => article && known.has(id) && known.get(id)!.article !== article)
    .map(({ name, article }) => words.writing(name, article!))
  const news = [...came, ...left, ...moved]
  return news.length > 3 ? [] : news
}
