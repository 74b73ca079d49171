// npm run recount -- FILE: recounts a poll from the counts (JSON or CSV) that its result page gives, and says why each choice is ahead of the next.
import { readFileSync } from 'node:fs'
import { readCounts } from '../domain/counts-file.ts'
import type { DecidingStep } from '../domain/majority-judgment.ts'
import { resultOf } from '../domain/tally.ts'
import { fail, fileArgument } from './installation.ts'

const path = fileArgument('recount -- FILE')
const read = readCounts(contentOf(path))
if ('problems' in read)
  fail([`${path} cannot be recounted:`, ...read.problems.map(({ field, problem }) => `  ${field}: ${problem}`)].join('\n'))

const { question, scale, choices, rollSize, voters, blank, spoiled, votes } = read.file
const { standings, explanations } = resultOf(choices.map(({ counts }) => counts))
console.log(`${question}\n${voters} votes of ${rollSize}, ${blank} blank, ${spoiled} spoiled`)
if (votes) console.log(`some have several votes: ${votes.cast} of ${votes.roll} are counted, ${votes.blank} of them blank`)
console.log()
for (const { index, rank, tied, gauge } of standings) {
  const grade = gauge ? ` | ${scale[gauge.grade]}${gauge.sign ? ` ${gauge.sign}` : ''}` : ''
  console.log(`${String(rank).padStart(3)}. ${choices[index]!.label}${grade}${tied ? ' | tied' : ''}`)
}
console.log()
for (const { better, worse, step } of explanations) console.log(`${choices[better]!.label} > ${choices[worse]!.label}: ${reason(step)}`)

/** What decides between two neighbours, in a few words. */
function reason(step: DecidingStep | null): string {
  if (!step) return 'the same profile, tied'
  switch (step.kind) {
    case 'grade':
      return `${scale[step.better]} against ${scale[step.worse]}`
    case 'next-grade':
      return `of ${step.camp} votes ${step.side} the median, the next is ${scale[step.better]} against ${scale[step.worse]}`
    case 'camp': {
      const camp = (side: typeof step.better) => (side ? `${side.camp} votes ${side.side}` : 'none left')
      return `${camp(step.better)} against ${camp(step.worse)}`
    }
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    return fail(error)
  }
}
