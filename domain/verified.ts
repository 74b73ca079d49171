import type { Board } from './sealing/board.ts'
import { countsOf } from './sealing/open-aggregate.ts'
import { wordsOf } from './sealing/words.ts'
import { type Counts, refuseCounts } from './tally.ts'

/** What a verified board holds, in the figures that a person is told. counts: null when nothing was opened. */
export type Verified = {
  question: string
  pollId: string
  level: 'secret' | 'sealed'
  /** Labels, in the order of the histograms; grades from the worst to the best. */
  choices: string[]
  grades: readonly string[]
  rollSize: number
  /** Credentials added after the roll was frozen, and those that were taken away. */
  added: number
  revoked: number
  /** Leaves that are ballots, people who cast one or more, ballots that count, ballots in whose place a later one counts. */
  ballots: number
  voters: number
  counting: number
  replaced: number
  cancelled: number
  /** Who gave a part of the opening; null is the server. */
  holders: (string | null)[]
  needed: number
  counts: Counts | null
  /** Eight words that stand for the whole board: two people who read the same ones verified the same thing. */
  words: string[]
}

/** Told from a board that verifyDossier found right, and its root. */
export function verified(board: Board, root: Uint8Array): Verified {
  const { manifest, holders } = board.poll
  const voters = [...board.voters.values()]
  const cast = voters.filter(({ lastCounter }) => lastCounter > 0)
  const ballots = cast.reduce((sum, { lastCounter }) => sum + lastCounter, 0)
  // With those that were added and without those that were taken away.
  const rollSize = voters.reduce((sum, { weight, revoked }) => sum + (revoked ? 0 : weight), 0)
  const counts = board.result && { ...countsOf(board.poll, board.result), rollSize }
  const problem = counts && refuseCounts(counts)
  if (problem) throw new Error(`the counts of a verified board are none: ${problem}`)
  const valid = cast.filter(({ revoked }) => !revoked).reduce((sum, voter) => sum + voter.valid, 0)
  return {
    question: manifest.question,
    pollId: manifest.pollId,
    level: manifest.level,
    choices: manifest.choices.map(({ label }) => label),
    grades: manifest.grades,
    rollSize: manifest.roll.size,
    added: board.voters.size - manifest.roll.size,
    revoked: voters.filter(({ revoked }) => revoked).length,
    ballots,
    voters: cast.length,
    counting: board.aggregate.ballots,
    replaced: valid - board.aggregate.ballots,
    cancelled: ballots - valid,
    holders: board.partials.map(({ holder }) => holders[holder]!.name),
    needed: manifest.needed,
    counts,
    words: wordsOf(root, 8),
  }
}
