import type { Db } from '#db/connect.ts'
import { consolidate } from '#domain/ratification/consolidation.ts'
import { outcomeOf } from '#domain/ratification/outcome.ts'
import { stageOf } from '#domain/ratification/frozen.ts'
import { frozenChanged } from '#server/beside-the-text.ts'
import { writeInJournal } from '#server/journal.ts'
import { storedResult } from '#server/polls/queries.ts'
import { amendmentsTo, fingerprinted, frozenText, type FrozenText, insertVersion, linesOf, lockFrozen, versionOf } from './queries.ts'

/** What the vote on a frozen text made of each article; null while it is not counted, and when it had too few secret ballots to be opened. */
export async function outcomeOfVote(db: Db, { pollId, threshold }: Pick<FrozenText, 'pollId' | 'threshold'>) {
  const result = pollId && (await storedResult(db, pollId))
  if (!result || result.counts === null) return null
  const lines = await linesOf(db, pollId)
  const counts = result.counts as number[][]
  return { result, lines, counts, outcome: outcomeOf(lines, counts, threshold) }
}

/**
 * The version that a counted vote makes, made by whoever comes first after the count. A vote that adopts nothing, is never opened, or whose count was
 * given up ends its text without one.
 */
export async function adoptOnceVoted(db: Db, documentId: string, bodyId: string, now: Date) {
  const current = await frozenText(db, { documentId })
  if (!current || current.endedAt || stageOf(current, now) !== 'voted') return
  if (current.givenUp === null && !(await storedResult(db, current.pollId!))) return
  await db.transaction().execute(async (trx) => {
    await lockFrozen(trx, current.id)
    const frozen = await frozenText(trx, { id: current.id })
    if (!frozen || frozen.endedAt) return
    const voted = await outcomeOfVote(trx, frozen)
    const [amendments, before] = await Promise.all([amendmentsTo(trx, frozen.id, null), versionOf(trx, documentId)])
    const version = voted && consolidate(frozen.content, amendments, voted.lines, voted.outcome, before)
    const adoptedAt = frozen.poll!.closesAt
    if (version) {
      const { number, articles } = version
      await insertVersion(trx, { documentId, number, frozenId: frozen.id, adoptedAt, ...fingerprinted(version.content) }, articles)
    }
    await trx.updateTable('frozenText').set({ endedAt: now }).where('id', '=', frozen.id).execute()
    await writeInJournal(trx, {
      ...{ actorId: null, bodyId, pollId: frozen.pollId!, what: 'text-voted' },
      detail: { document: documentId, version: version?.number ?? 0 },
    })
  })
  frozenChanged(documentId)
}
