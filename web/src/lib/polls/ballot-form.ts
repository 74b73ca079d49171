import type { Reply } from '#lib/api.ts'
import type { GradeLine } from '#domain/ballot.ts'

// A ballot as a form holds it: `grade-<choice>` is the index of a grade or "none", `blank` is there when it is blank,
// `id` and `counter` are those of this cast, so that sending it again is the same ballot.

type Poll = Reply<'GET', '/api/polls/:id'>
export type Draft = { id: string; counter: string; blank: boolean; grades: Record<string, string> }

/** Someone in whose name a ballot of an assembly is cast: its holder has a proxy of theirs. */
export type Seat = NonNullable<Poll['me']>['seats'][number]

/** Where a form of a ballot goes: whose seat it is for goes along. */
export const actionFor = (name: string, seat: Seat | null) => `?/${name}${seat ? `&pouvoir=${seat.proxy}` : ''}`

/** What a draft is kept under in a tab: that of each seat apart. */
export const draftKey = (pollId: string, seat: Seat | null) => (seat ? `${pollId} ${seat.proxy}` : pollId)

export const fieldOf = (choice: string) => `grade-${choice}`

/** A new cast: empty, or what is in the urn already when it is a change. */
export function newDraft({ me }: Poll, seat: Seat | null = null): Draft {
  const cast = seat ?? me
  const given = cast?.ballot?.grades ?? []
  return {
    id: crypto.randomUUID(),
    counter: String((cast?.casts ?? 0) + 1),
    blank: false,
    grades: Object.fromEntries(given.map(({ choice, grade }) => [choice, String(grade)])),
  }
}

export function readDraft(values: Record<string, string>): Draft {
  const { id = '', counter = '', blank } = values
  const grades = Object.entries(values).flatMap(([name, value]) =>
    name.startsWith('grade-') ? [[name.slice('grade-'.length), value]] : [],
  )
  return { id, counter, blank: blank !== undefined, grades: Object.fromEntries(grades) }
}

export const linesOf = ({ grades }: Draft): GradeLine[] =>
  Object.entries(grades).map(([choice, grade]) => ({ choice, grade: grade === 'none' ? null : Number(grade) }))

/** What the API is given. */
export const envelopeOf = (draft: Draft) => ({
  id: draft.id,
  counter: Number(draft.counter),
  ...(draft.blank ? { blank: true as const } : { grades: linesOf(draft) }),
})
