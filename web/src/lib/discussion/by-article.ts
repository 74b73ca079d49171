import { numberArticles, type TextNode } from '#domain/charter.ts'
import { typeset } from '#domain/typography.ts'

/** The threads of one article; `article` is null for those whose article is gone, '' for the whole text. */
export type Section<T> = { article: string | null; title: string; threads: T[] }

type Words = { whole: string; gone: string; untitled: (number: number) => string }

/** Threads in the order of the text: about all of it first, then article by article, those of articles that are gone last. */
export function byArticle<T extends { article: string }>(doc: TextNode, threads: readonly T[], words: Words): Section<T>[] {
  const articles = numberArticles(doc).flatMap(({ id, number, title }) =>
    id === null ? [] : [{ article: id, title: title ? `${number}. ${typeset(title)}` : words.untitled(number) }],
  )
  const known = new Set(['', ...articles.map(({ article }) => article)])
  const gone = threads.filter(({ article }) => !known.has(article))
  return [
    ...[{ article: '', title: words.whole }, ...articles].map((one) => ({
      ...one,
      threads: threads.filter(({ article }) => article === one.article),
    })),
    ...(gone.length > 0 ? [{ article: null, title: words.gone, threads: gone }] : []),
  ]
}
