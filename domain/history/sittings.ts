import { historyLimits as limits } from '../limits.ts'

/** What one person wrote of a text within a minute: `edits` of the rows `fromSeq` to `uptoSeq` of its log, which others may share. */
export type Stroke = { author: string | null; fromSeq: number; uptoSeq: number; edits: number; from: Date; until: Date }

/** A version that nobody had to make: what a text said when a sitting of writing ended. Its authors, who wrote most first. */
export type Sitting = Omit<Stroke, 'author'> & { authors: { id: string | null; edits: number }[] }

/**
 * The rows after which a sitting ends whatever the time between them, from the row after `above` up to `upto`: each `sittingEdits`-th, and
 * those that someone marked. They depend on nothing but their number, so that a page of the history read from its end is cut as the whole is.
 */
export function cutsBetween(above: number, upto: number, marks: readonly number[]): number[] {
  const first = Math.floor(above / limits.sittingEdits)
  const regular = Array.from({ length: Math.floor(upto / limits.sittingEdits) - first }, (_, at) => (first + at + 1) * limits.sittingEdits)
  return [...new Set([...regular, ...marks.filter((seq) => seq > above && seq <= upto)])].sort((a, b) => a - b)
}

/** The last cut before a row, were nobody to have marked any: a sitting that holds the row begins after it. */
export const partBefore = (seq: number) => Math.floor((seq - 1) / limits.sittingEdits) * limits.sittingEdits

/**
 * The sittings in which a text was written. strokes: in the order of their first row, none on both sides of a cut. A sitting ends at a cut, and
 * when nobody writes for `sittingGap`.
 */
export function sittingsOf(strokes: readonly Stroke[], cuts: readonly number[]): Sitting[] {
  const sittings: Sitting[] = []
  for (const stroke of strokes) {
    const last = sittings.at(-1)
    const ended =
      !last ||
      stroke.from.getTime() - last.until.getTime() >= limits.sittingGap ||
      cuts.some((cut) => last.uptoSeq <= cut && cut < stroke.fromSeq)
    if (ended) sittings.push({ ...facts(stroke), authors: [{ id: stroke.author, edits: stroke.edits }] })
    else join(last, stroke)
  }
  for (const { authors } of sittings) authors.sort((a, b) => b.edits - a.edits)
  return sittings
}

const facts = ({ fromSeq, uptoSeq, edits, from, until }: Stroke) => ({ fromSeq, uptoSeq, edits, from, until })

function join(sitting: Sitting, { author, uptoSeq, edits, until }: Stroke) {
  sitting.uptoSeq = Math.max(sitting.uptoSeq, uptoSeq)
  sitting.edits += edits
  if (until > sitting.until) sitting.until = until
  const own = sitting.authors.find(({ id }) => id === author)
  if (own) own.edits += edits
  else sitting.authors.push({ id: author, edits })
}
