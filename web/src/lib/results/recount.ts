import { type CountsFile, type CountsProblem, readCounts } from '#domain/counts-file.ts'
import { resultOf } from '#domain/tally.ts'
import type { Result } from './telling.ts'

export type Line = { label: string; rank: number; grade: number | null; sign: '+' | '-' | null; voters: number }
export type Counted = { file: CountsFile; lines: Line[]; took: number }
export type Recount = Counted | { problems: CountsProblem[] }

/** Counts a file from nothing but its histograms; `took` is in milliseconds. */
export function recount(text: string): Recount {
  const start = performance.now()
  const read = readCounts(text)
  if ('problems' in read) return read
  const { file } = read
  const { standings } = resultOf(file.choices.map(({ counts }) => counts))
  const lines = standings.map(({ index, rank, gauge, counts }) => ({
    label: file.choices[index]!.label,
    rank,
    grade: gauge?.grade ?? null,
    sign: gauge?.sign ?? null,
    voters: counts.reduce((sum, count) => sum + count, 0),
  }))
  return { file, lines, took: performance.now() - start }
}

/** Whether a file speaks of this poll: a copy of its counts, faithful or not, which is then compared with what was published. */
export const isOf = ({ question }: { question: string }, { file }: Counted) => file.question.trim() === question.trim()

/** What the recount and the published result do not say alike, choice by choice; empty when they agree. */
export function differences({ choices, scale }: Result, counted: Counted): string[] {
  const labels = new Set([...choices.map(({ label }) => label), ...counted.lines.map(({ label }) => label)])
  const sameScale = scale.join('\n') === counted.file.scale.join('\n')
  return [...labels].filter((label) => {
    const told = choices.find((choice) => choice.label === label)
    const line = counted.lines.find((one) => one.label === label)
    const counts = counted.file.choices.find((choice) => choice.label === label)?.counts
    if (!told || !line || !counts || !sameScale) return true
    const sameGrade = told.majorityGrade === line.grade && (told.gauge?.sign ?? null) === line.sign
    return told.rank !== line.rank || !sameGrade || told.counts.join() !== counts.join()
  })
}
