import { resultOf } from '#domain/tally.ts'
import type { Verified } from '#domain/verified.ts'
import type { Result } from '#lib/results/telling.ts'

type Ranked = Pick<Result, 'choices' | 'scale' | 'level' | 'voters' | 'rollSize'>

/** The ranking that the verified counts give, in the form in which a result page shows it. Null when nothing was opened. */
export function rankedOf({ counts, choices, grades, level }: Verified): Ranked | null {
  if (!counts) return null
  const standings = resultOf(counts.counts).standings.map(({ index, counts: histogram, ...standing }) => ({
    ...standing,
    id: String(index),
    label: choices[index]!,
    description: '',
    counts: [...histogram],
  }))
  return { choices: standings, scale: [...grades], level, voters: counts.voters, rollSize: counts.rollSize }
}
