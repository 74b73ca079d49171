import type { Db } from '#db/connect.ts'
import { inRounds } from '#server/rounds.ts'
import { adoptOnceVoted } from './adopting.ts'

type Log = { error: (facts: object, message: string) => void }

/**
 * Looks every `every` milliseconds for a frozen text whose vote is counted, so that its version is there even if nobody comes to read it: what is
 * in force is asked of the database by lists too. It does what the first reader would do, and any number of processes may.
 */
export function watchVoted(db: Db, log: Log, every = 1000) {
  async function adoptAll() {
    for (const { documentId, bodyId } of await voted(db)) await adoptOnceVoted(db, documentId, bodyId, new Date())
  }
  return inRounds(adoptAll, every, (error) => log.error({ err: error }, 'watching the texts that were voted')).stop
}

/** Texts that wait for what their vote made of them: counted, or given up. */
const voted = (db: Db) =>
  db
    .selectFrom('frozenText')
    .innerJoin('document', 'document.id', 'frozenText.documentId')
    .innerJoin('poll', 'poll.id', 'frozenText.pollId')
    .leftJoin('result', 'result.pollId', 'poll.id')
    .select(['documentId', 'document.bodyId'])
    .where('frozenText.endedAt', 'is', null)
    .where('poll.cancelledAt', 'is', null)
    .where(({ or, eb }) => or([eb('result.pollId', 'is not', null), eb('poll.giveUpReason', 'is not', null)]))
    .execute()
