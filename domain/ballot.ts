import { type Instants, type Poll, phase } from './poll.ts'

/**
 * A ballot is an envelope with a kind. An open one says what it holds: one grade a choice in the order of the poll
 * (0 the worst), or nothing at all for a blank ballot. Secret and sealed envelopes will be further kinds of this union.
 */
export type Ballot = { kind: 'open'; content: { kind: 'grades'; grades: readonly number[] } | { kind: 'blank' } }

/** A line as it was filled in: which choice, which grade; null says "sans avis". */
export type GradeLine = { choice: string; grade: number | null }

export type BallotProblem = {
  choice: string
  problem: 'missing' | 'foreign' | 'repeated' | 'out-of-scale' | 'no-opinion-not-allowed'
}

/**
 * Reads the lines of a ballot into an envelope, or says everything that is wrong with them, a choice at a time. Where the
 * poll's rule is `worst`, a choice marked "sans avis" gets the worst grade; a choice left out is missing everywhere.
 */
export function readBallot(
  poll: Pick<Poll, 'choices' | 'scale' | 'missingGrades'>,
  lines: readonly GradeLine[],
): { ballot: Ballot } | { problems: BallotProblem[] } {
  const problems: BallotProblem[] = []
  const known = new Set(poll.choices.map(({ id }) => id))
  const given = new Map<string, number | null>()
  for (const { choice, grade } of lines) {
    if (!known.has(choice)) problems.push({ choice, problem: 'foreign' })
    else if (given.has(choice)) problems.push({ choice, problem: 'repeated' })
    else if (grade === null && poll.missingGrades !== 'worst') problems.push({ choice, problem: 'no-opinion-not-allowed' })
    else if (grade !== null && !isGrade(grade, poll.scale.length)) problems.push({ choice, problem: 'out-of-scale' })
    if (!given.has(choice)) given.set(choice, grade)
  }
  for (const { id } of poll.choices) if (!given.has(id)) problems.push({ choice: id, problem: 'missing' })
  if (problems.length > 0) return { problems }
  return { ballot: { kind: 'open', content: { kind: 'grades', grades: poll.choices.map(({ id }) => given.get(id) ?? 0) } } }
}

export const blankBallot: Ballot = { kind: 'open', content: { kind: 'blank' } }

const isGrade = (grade: number, grades: number) => Number.isInteger(grade) && grade >= 0 && grade < grades

/** Someone before a poll: are they on its roll, and how many times have they cast (changes included). */
export type Voter = { onTheRoll: boolean; casts: number }

export type BallotRefusal =
  'not-yet-open' | 'not-ready' | 'closed' | 'cancelled' | 'not-on-the-roll' | 'already-voted' | 'changed-elsewhere'

/**
 * Why this person may not cast a ballot now, or null when they may. `counter` is 1 for a first ballot and one more for
 * each change: another value means that the ballot was changed since this page was opened.
 */
export function refuseBallot(poll: Instants & Pick<Poll, 'changes'>, voter: Voter, counter: number, now: Date): BallotRefusal | null {
  switch (phase(poll, now)) {
    case 'cancelled':
      return 'cancelled'
    case 'upcoming':
      return 'not-yet-open'
    case 'not-ready':
      return 'not-ready'
    case 'closed':
      return 'closed'
    case 'open':
      if (!voter.onTheRoll) return 'not-on-the-roll'
      if (voter.casts > 0 && poll.changes === 'never') return 'already-voted'
      return counter === voter.casts + 1 ? null : 'changed-elsewhere'
  }
}

/** One byte a choice; a blank ballot is no byte at all. */
export function packGrades({ content }: Ballot): Uint8Array {
  return content.kind === 'blank' ? new Uint8Array() : Uint8Array.from(content.grades)
}

export function unpackGrades(bytes: Uint8Array): Ballot {
  return { kind: 'open', content: bytes.length === 0 ? { kind: 'blank' } : { kind: 'grades', grades: [...bytes] } }
}
