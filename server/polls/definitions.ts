import type { Db } from '#db/connect.ts'
import type { Poll } from '#domain/poll.ts'
import { findPoll } from './queries.ts'

/** What never changes once a poll exists, and is enough to read a ballot. */
export type Definition = Pick<Poll, 'choices' | 'scale' | 'missingGrades'> & { electorateId: string | null; assemblyId: string | null }

/**
 * Definitions kept in this process, the latest used last, so that a cast asks the database one thing only. Instants are not
 * among them: whether a poll is open is judged by the database with each cast.
 */
export function pollDefinitions(db: Db, most = 500) {
  const known = new Map<string, Definition>()

  return async function definitionOf(pollId: string): Promise<Definition | null> {
    const kept = known.get(pollId)
    const found = kept ?? (await findPoll(db, pollId))
    if (!found) return null
    const { choices, scale, missingGrades, electorateId, assemblyId } = found
    const definition = { choices, scale, missingGrades, electorateId, assemblyId }
    known.delete(pollId)
    known.set(pollId, definition)
    if (known.size > most) known.delete(known.keys().next().value!)
    return definition
  }
}
