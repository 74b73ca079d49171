import { createHash } from 'node:crypto'
import type { Db } from '#db/connect.ts'
import { canonical } from '#domain/ratification/canonical.ts'
import { consolidate } from '#domain/ratification/consolidation.ts'
import { outcomeOf } from '#domain/ratification/outcome.ts'
import { stageOf } from '#domain/ratification/frozen.ts'
import { writeInJournal } from '#server/journal.ts'
import { storedResult } from '#server/polls/queries.ts'
import { amendmentsTo, frozenTexts, type FrozenText, insertVersion, linesOf, lockFrozen, versionOf } from './queries.ts'

/** A value as it is stored and hashed. */
export function fingerprinted(value: unknown) {
  const content = canonical(value)
  return { content, fingerprint: createHash('sha256').update(content).digest() }
}

/** What the vote on a frozen text made of each article; null while it is not counted. */
export async function outcomeOfVote(db: Db, { pollId, threshold }: Pick<FrozenText, 'pollId' | 'threshold'>) {
  const result = pollId && (await storedResult(db, pollId))
  if (!result) return null
  const lines = await linesOf(db, pollId)
  const counts = result.counts as number[][]
  return { result, lines, counts, outcome: outcomeOf(lines, counts, threshold) }
}

/** The version that a counted vote makes, made by whoever comes first after the count. A vote that adopts nothing ends its text without one. */
export async function adoptOnceVoted(db: Db, documentId: string, bodyId: string, now: Date) {
  const [current] = await frozenTexts(db, { documentId })
  if (!current || current.endedAt || stageOf(current, now) !== 'voted' || !(await outcomeOfVote(db, current))) return
  await db.transaction().execute(async (trx) => {
    await lockFrozen(trx, current.id)
    const [frozen] = await frozenTexts(trx, { id: current.id })
    if (!frozen || frozen.endedAt) return
    const voted = (await outcomeOfVote(trx, frozen))!
    const [amendments, before] = await Promise.all([amendmentsTo(trx, frozen.id, null), versionOf(trx, documentId)])
    const version = consolidate(frozen.content, amendments, voted.lines, voted.outcome, before)
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
}
