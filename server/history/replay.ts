import type { Db } from '#db/connect.ts'
import { orNotFound } from '#server/errors.ts'
import { materialiseAside, type Materialise } from '#server/yjs-thread.ts'
import type { Retraced } from '#server/yjs-retrace.ts'
import { replayOf } from './queries.ts'

/** A sitting written again, with the ids of who wrote in which article. */
export type Replayed = Pick<Retraced, 'before' | 'after'> & { wrote: { article: string; authors: string[] }[] }

/** A version never changes: those that were asked for last are kept. */
const most = 40

/** A thread that does nothing else: whoever opens an old version makes nobody wait who writes. */
export const aside: Materialise = materialiseAside()

/** What a text said before row `fromSeq` and at row `uptoSeq`, and who wrote what in between. Nothing is found where its history does not reach. */
export function replays(db: Db) {
  const kept = new Map<string, Promise<Replayed>>()
  return (id: string, fromSeq: number, uptoSeq: number): Promise<Replayed> => {
    const key = [id, fromSeq, uptoSeq].join(' ')
    const replayed = kept.get(key) ?? replay(db, id, fromSeq, uptoSeq)
    kept.delete(key)
    kept.set(key, replayed)
    if (kept.size > most) kept.delete(kept.keys().next().value!)
    replayed.catch(() => kept.delete(key))
    return replayed
  }
}

async function replay(db: Db, id: string, fromSeq: number, uptoSeq: number): Promise<Replayed> {
  const { state, rows } = orNotFound(await replayOf(db, id, fromSeq - 1, uptoSeq))
  const sitting = rows.filter(({ seq }) => seq >= fromSeq).map(({ authorId }) => authorId)
  const people = [...new Set(sitting)]
  const places = new Map(people.map((id, place) => [id, place]))
  const { before, after, wrote } = await aside.retrace(
    [state, ...rows.map(({ bytes }) => bytes)],
    sitting.map((author) => places.get(author)!),
  )
  const articles = [...new Set(wrote.map(({ part }) => part))]
  const authorsOf = (article: string) => wrote.filter(({ part }) => part === article).flatMap(({ author }) => people[author] ?? [])
  return { before, after, wrote: articles.map((article) => ({ article, authors: authorsOf(article) })) }
}
