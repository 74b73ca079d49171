import { gradeColours } from '#domain/scale.ts'
import { typeset } from '#domain/typography.ts'
import type { Reply } from '#lib/api.ts'
import type { Language, Messages } from '#lib/messages/index.ts'
import { number, numbers } from '#lib/time.ts'

export type Result = Reply<'GET', '/api/polls/:id/result'>
export type Standing = Result['choices'][number]
type Step = Result['steps'][number]

export const percent = (language: Language, part: number, whole: number) =>
  numbers(language, { style: 'percent' }).format(whole === 0 ? 0 : part / whole)

/** The grades of a scale from the best to the worst, as they are read, each with its colour. */
export function gradesToRead(scale: readonly string[]) {
  const colours = gradeColours(scale.length)
  return [...scale.keys()].reverse().map((grade) => ({ grade, label: typeset(scale[grade]!), colour: colours[grade]! }))
}

/** The lower half of a scale, which is hatched on paper; a middle grade is on neither side. */
export const isLow = (grade: number, scale: readonly string[]) => grade < (scale.length - 1) / 2

/** « Bien + » */
export const gaugeLabel = (scale: readonly string[], { gauge }: Standing) =>
  gauge ? `${typeset(scale[gauge.grade]!)}${gauge.sign ? ` ${gauge.sign === '+' ? '+' : '−'}` : ''}` : ''

/** What is ahead, for a message: « En tête : « A » (Bien +). 41 votes sur 47. » */
export function tellAhead({ choices, scale }: Result, t: Messages, votes: string) {
  const { share } = t.polls
  const ahead = choices.filter(({ rank }) => rank === 1)
  const labels = ahead.map(({ label }) => typeset(label))
  return ahead.length === 1 ? share.result(labels[0]!, gaugeLabel(scale, ahead[0]!), votes) : share.tied(labels.join(', '), votes)
}

/** Why one choice is ahead of the next, in a sentence. */
export function sentenceOf({ choices, scale }: Result, { better, worse, step }: Step, t: Messages, language: Language) {
  const { why } = t.results
  const label = (id: string) => typeset(choices.find((choice) => choice.id === id)!.label)
  const grade = (index: number) => typeset(scale[index]!)
  const votes = (count: number) => number(language, count)
  const [a, b] = [label(better), label(worse)]
  if (!step) return why.tied(a, b)
  if (step.kind === 'grade') return why.grade(a, b, grade(step.better), grade(step.worse))
  const common = grade(choices.find(({ id }) => id === better)!.majorityGrade!)
  const same = why.same(a, b, common, step.depth)
  if (step.kind === 'next-grade') return same + why.next(step.side, votes(step.camp), grade(step.better), grade(step.worse))
  const camp = (side: typeof step.better) => side && { side: side.side, votes: votes(side.camp) }
  return same + why.camps(camp(step.better), camp(step.worse))
}

/** Whether what was published then is what the counts give: the ranking with its ties, and every gauge that was told. */
export function agreesWithPublished({ choices, scale, source }: Result) {
  const published = source?.published
  if (!published) return null
  const ranks = new Map(published.ranking.flatMap((tied, index) => tied.map((label) => [label, index] as const)))
  const inOrder = [...choices].every(
    (choice, index) => index === 0 || (ranks.get(choices[index - 1]!.label) ?? 0) <= (ranks.get(choice.label) ?? 0),
  )
  const plain = (text: string) => text.replace(/[\s\u00a0\u202f]/g, '').replace('−', '-')
  const sameGauges = choices.every((choice) => {
    const told = published.gauges[choice.label]
    return told === undefined || plain(told) === plain(gaugeLabel(scale, choice))
  })
  return inOrder && sameGauges
}
