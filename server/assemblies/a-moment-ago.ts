import { assemblyLimits as limits } from '#domain/limits.ts'

type Kept<Answer> = { at: number; answer: Promise<Answer> }

/**
 * What `ask` said of a large assembly less than `forMs` ago, without asking again: for screens, never for a decision. An answer that failed is
 * told to those who waited for it, and to nobody after them.
 */
export function aMomentAgo<About extends { id: string; rollSize: number }, Answer>(
  ask: (about: About, now: Date) => Promise<Answer>,
  forMs = 1000,
) {
  const kept = new Map<string, Kept<Answer>>()
  return (about: About, now: Date): Promise<Answer> => {
    if (about.rollSize <= limits.wholeSheet) return ask(about, now)
    for (const [id, { at }] of kept) if (now.getTime() - at >= forMs) kept.delete(id)
    const known = kept.get(about.id)
    if (known) return known.answer
    const answer = ask(about, now)
    kept.set(about.id, { at: now.getTime(), answer })
    answer.catch(() => kept.get(about.id)?.answer === answer && kept.delete(about.id))
    return answer
  }
}
