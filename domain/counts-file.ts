import { limits } from './limits.ts'
import { readCsv, writeCsv } from './counts-csv.ts'
import { type CountsRefusal, refuseCounts, type Votes } from './tally.ts'

/**
 * The public file of a count: what a result page gives, what anyone recounts, what a movement imports of a past vote.
 * In the code everything goes from the worst grade to the best; in the file from the best to the worst, as people read.
 */
export type CountsFile = {
  question: string
  scale: readonly string[]
  choices: readonly { label: string; counts: readonly number[] }[]
  rollSize: number
  voters: number
  blank: number
  spoiled: number
  /** Where people have several votes: the counts are of votes then, not of people. */
  votes?: Votes | null
  /** When the vote closed, ISO 8601. */
  closedAt: string | null
  source: Source | null
}

/** Where imported counts come from, and what was published then, in the labels of the file (gauges as "Bien+"). */
export type Source = {
  title: string
  url?: string
  note?: string
  reconstituted: boolean
  published?: { ranking: readonly (readonly string[])[]; gauges: Readonly<Record<string, string>> }
}

export type CountsProblem = {
  field: string
  problem:
    'not-a-counts-file' | 'missing' | 'not-text' | 'too-long' | 'too-few' | 'too-many' | 'repeated' | 'not-whole-number' | CountsRefusal
}

export const countsFormat = 'preau-counts/1'

export function writeCountsJson(file: CountsFile): string {
  const choices = file.choices.map(({ label, counts }) => ({ label, counts: counts.toReversed() }))
  const { question, rollSize, voters, blank, spoiled, closedAt, source } = file
  const votes = file.votes ?? undefined
  return `${JSON.stringify({ format: countsFormat, question, closedAt, grades: file.scale.toReversed(), rollSize, voters, blank, spoiled, votes, choices, source }, null, 2)}\n`
}

export const writeCountsCsv = (file: CountsFile): string =>
  writeCsv([
    ['choice', ...file.scale.toReversed()],
    ...file.choices.map(({ label, counts }) => [label, ...counts.toReversed().map(String)]),
    ['# question', file.question],
    ['# roll', String(file.rollSize)],
    ['# voters', String(file.voters)],
    ['# blank', String(file.blank)],
    ['# spoiled', String(file.spoiled)],
    ...(file.votes ? voteRows.map(([label, name]) => [label, String(file.votes![name])]) : []),
    ...(file.closedAt ? [['# closed', file.closedAt]] : []),
  ])

const voteRows = [
  ['# votes on the roll', 'roll'],
  ['# votes cast', 'cast'],
  ['# votes blank', 'blank'],
] as const

/**
 * Reads a file of either form, or says everything that is wrong with it, each problem by its field. Never throws.
 * A question told beside the file is taken rather than the file's own.
 */
export function readCounts(text: string, told: { question?: string } = {}): { file: CountsFile } | { problems: CountsProblem[] } {
  const bare = text.replace(/^\uFEFF/, '').trim()
  if (bare.length > limits.counts.bytes) return { problems: [{ field: 'file', problem: 'too-long' }] }
  const raw = bare.startsWith('{') ? rawFromJson(bare) : rawFromCsv(bare)
  return raw ? check({ ...raw, question: told.question || raw.question }) : { problems: [{ field: 'file', problem: 'not-a-counts-file' }] }
}

/** What was found, before anything is believed. Grades and counts from the best to the worst. */
type Raw = Record<
  'question' | 'grades' | 'choices' | 'rollSize' | 'voters' | 'blank' | 'spoiled' | 'votes' | 'closedAt' | 'source',
  unknown
>

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function rawFromJson(text: string): Raw | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  if (!isRecord(parsed)) return null
  if (isRecord(parsed.tallies)) return rawFromTallies(parsed, parsed.tallies)
  const {
    question,
    grades,
    choices,
    voters,
    rollSize = voters,
    blank = 0,
    spoiled = 0,
    votes = null,
    closedAt = null,
    source = null,
  } = parsed
  return { question, grades, choices, rollSize, voters, blank, spoiled, votes, closedAt, source }
}

/** The form of public test suites: `{name, grades, tallies: {choice: [best … worst]}, voters, registered, expected}`. */
function rawFromTallies(parsed: Record<string, unknown>, tallies: Record<string, unknown>): Raw {
  const choices = Object.entries(tallies).map(([label, counts]) => ({ label, counts }))
  const firstSum = Array.isArray(choices[0]?.counts) ? choices[0].counts.reduce((sum: number, count) => sum + Number(count), 0) : undefined
  const { name, grades, voters = firstSum, registered = voters, notes, expected } = parsed
  const note = typeof notes === 'string' ? notes : undefined
  const published = isRecord(expected) && expected.gauges ? { ranking: expected.ranking, gauges: expected.gauges } : undefined
  const source = { title: parsed.source, note, reconstituted: /reconstruct|reconstitu/i.test(note ?? ''), published }
  return {
    question: name,
    grades,
    choices,
    rollSize: registered,
    voters,
    blank: 0,
    spoiled: 0,
    votes: null,
    closedAt: null,
    source: parsed.source ? source : null,
  }
}

function rawFromCsv(text: string): Raw | null {
  const rows = readCsv(text)
  const [head, ...lines] = rows ?? []
  if (!head || head.length < 3) return null
  const facts = new Map(lines.filter(([label = '']) => label.startsWith('# ')).map(([label = '', value]) => [label.slice(2), value]))
  const choices = lines
    .filter(([label = '']) => !label.startsWith('# '))
    .map(([label, ...counts]) => ({ label, counts: counts.map(toNumber) }))
  const sum = choices[0]?.counts.reduce((total, count) => total + count, 0)
  const number = (name: string, otherwise: unknown) => (facts.has(name) ? toNumber(facts.get(name)) : otherwise)
  const voters = number('voters', sum)
  return {
    question: facts.get('question'),
    grades: head.slice(1),
    choices,
    voters,
    rollSize: number('roll', voters),
    blank: number('blank', 0),
    spoiled: number('spoiled', 0),
    votes: facts.has('votes cast') ? Object.fromEntries(voteRows.map(([label, name]) => [name, number(label.slice(2), 0)])) : null,
    closedAt: facts.get('closed') ?? null,
    source: null,
  }
}

const toNumber = (text: string | undefined) => (text !== undefined && /^\d{1,16}$/.test(text.trim()) ? Number(text) : NaN)

function check(raw: Raw): { file: CountsFile } | { problems: CountsProblem[] } {
  const problems: CountsProblem[] = []
  const text = (field: string, value: unknown, longest: number): string => {
    if (typeof value !== 'string' || value.trim() === '') problems.push({ field, problem: value === undefined ? 'missing' : 'not-text' })
    else if (value.length > longest) problems.push({ field, problem: 'too-long' })
    else return value.trim()
    return ''
  }
  const list = (field: string, value: unknown, { min, max }: { min: number; max: number }): unknown[] => {
    if (!Array.isArray(value)) problems.push({ field, problem: 'missing' })
    else if (value.length < min) problems.push({ field, problem: 'too-few' })
    else if (value.length > max) problems.push({ field, problem: 'too-many' })
    else return value
    return []
  }
  const whole = (field: string, value: unknown): number => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= limits.counts.voters) return value
    problems.push({ field, problem: value === undefined ? 'missing' : 'not-whole-number' })
    return 0
  }
  const distinct = (field: string, labels: string[]) =>
    new Set(labels).size < labels.length && problems.push({ field, problem: 'repeated' })

  const question = text('question', raw.question, limits.poll.question)
  const scale = list('grades', raw.grades, limits.counts.grades)
    .map((label, at) => text(`grades.${at}`, label, limits.poll.gradeLabel))
    .reverse()
  const choices = list('choices', raw.choices, { min: 1, max: limits.counts.choices }).map((choice, at) => {
    const { label, counts } = isRecord(choice) ? choice : { label: undefined, counts: undefined }
    const length = { min: scale.length, max: scale.length }
    return {
      label: text(`choices.${at}.label`, label, limits.poll.choiceLabel),
      counts: list(`choices.${at}.counts`, counts, length)
        .map((count) => whole(`choices.${at}.counts`, count))
        .reverse(),
    }
  })
  distinct('grades', scale)
  distinct(
    'choices',
    choices.map(({ label }) => label),
  )
  const numbers = {
    rollSize: whole('rollSize', raw.rollSize),
    voters: whole('voters', raw.voters),
    blank: whole('blank', raw.blank),
    spoiled: whole('spoiled', raw.spoiled),
    votes: raw.votes === null ? null : readVotes(raw.votes, whole),
  }
  const closedAt = raw.closedAt === null || Number.isNaN(Date.parse(String(raw.closedAt))) ? null : String(raw.closedAt)
  const source = readSource(raw.source, text, problems)
  if (problems.length > 0) return { problems }
  const refusal = refuseCounts({ ...numbers, counts: choices.map(({ counts }) => counts) })
  return refusal
    ? { problems: [{ field: 'choices', problem: refusal }] }
    : { file: { question, scale, choices, ...numbers, closedAt, source } }
}

function readVotes(raw: unknown, whole: (field: string, value: unknown) => number): Votes {
  const { roll, cast, blank } = isRecord(raw) ? raw : {}
  return { roll: whole('votes.roll', roll), cast: whole('votes.cast', cast), blank: whole('votes.blank', blank) }
}

function readSource(
  raw: unknown,
  text: (field: string, value: unknown, longest: number) => string,
  problems: CountsProblem[],
): Source | null {
  if (raw === null || raw === undefined) return null
  if (!isRecord(raw)) return (problems.push({ field: 'source', problem: 'not-text' }), null)
  const { title, url, note, reconstituted, published } = raw
  const source: Source = { title: text('source.title', title, 1000), reconstituted: reconstituted === true }
  if (typeof url === 'string' && /^https?:\/\/\S{1,500}$/.test(url)) source.url = url
  if (note !== undefined) source.note = text('source.note', note, 2000)
  const { ranking, gauges } = isRecord(published) ? published : {}
  if (
    isRanking(ranking) &&
    isRecord(gauges) &&
    Object.values(gauges).every((gauge) => typeof gauge === 'string' && gauge.length <= limits.poll.gradeLabel + 2)
  ) {
    source.published = { ranking, gauges: gauges as Record<string, string> }
  }
  return source
}

const isRanking = (value: unknown): value is string[][] =>
  Array.isArray(value) &&
  value.length <= limits.counts.choices &&
  value.every((tied) => Array.isArray(tied) && tied.every((label) => typeof label === 'string' && label.length <= limits.poll.choiceLabel))
