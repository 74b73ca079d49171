import { toHex } from './bytes.ts'
import type { Group, Point } from './group.ts'

/**
 * The m of each m·B, from 0 to `most`, or null where there is none: baby steps and giant steps (D. Shanks, 1971). The table of
 * b babies serves every point, so that b = √(points · most) makes the two walks alike.
 */
export function logarithms(group: Group, points: readonly Point[], most: number): (number | null)[] {
  const size = Math.max(1, Math.min(most + 1, Math.ceil(Math.sqrt(points.length * (most + 1)))))
  const babies = new Map<string, number>()
  let baby = group.zero
  for (let m = 0; m < size; m++) {
    babies.set(toHex(group.encode(baby)), m)
    baby = group.add(baby, group.base)
  }
  const giant = baby // size · B
  return points.map((point) => {
    let rest = point
    for (let m = 0; m <= most; m += size) {
      const found = babies.get(toHex(group.encode(rest)))
      if (found !== undefined) return m + found <= most ? m + found : null
      rest = group.subtract(rest, giant)
    }
    return null
  })
}
