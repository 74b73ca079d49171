import { gradesToRead, isLow } from './telling.ts'

/** Room that a number takes, in hundredths of the narrowest profile (256 px), with the space around it. */
export const room = 12

/**
 * The parts of a merit profile from the best grade to the worst, in hundredths of its width: where each starts, how wide it is, and
 * where its number stands (`at`; `end` when it ends there): never under the line at half, and null where there is no room for it.
 */
export function partsOf(scale: readonly string[], counts: readonly number[]) {
  const all = counts.reduce((sum, count) => sum + count, 0)
  let start = 0
  return gradesToRead(scale).flatMap(({ grade, label, colour }) => {
    const from = start
    const width = (counts[grade]! / all) * 100
    start += width
    return width > 0 ? [{ grade, label, colour, from, width, low: isLow(grade, scale), ...placeOf(from, width) }] : []
  })
}

function placeOf(from: number, width: number): { at: number | null; end: boolean } {
  if (width < room) return { at: null, end: false }
  if (from + room <= 49 || from >= 51) return { at: from, end: false }
  return from + width - room >= 51 ? { at: from + width, end: true } : { at: null, end: false }
}
