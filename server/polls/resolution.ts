import { Type } from 'typebox'
import type { Db } from '#db/connect.ts'
import { outcomeOfResolution } from '#domain/minutes.ts'
import type { Counts } from '#domain/tally.ts'
import { findAssembly, quorumAt } from '#server/assemblies/queries.ts'
import { count, oneOf } from '#server/shapes.ts'
import type { FoundPoll } from './queries.ts'

/** What a vote of an assembly decided, and by which rules: those of its convening. Grades are indexes in the scale; quorum: when the vote was opened. */
export const resolutionReply = Type.Object({
  adopted: Type.Boolean(),
  threshold: Type.Integer({ minimum: 0 }),
  majority: Type.Object({ part: count, of: count }),
  quorum: Type.Object({ room: count, remote: count, represented: count, needed: count, missing: count, of: count }),
  kind: oneOf('ordinary', 'extraordinary'),
  second: Type.Boolean(),
  rulesVersion: count,
})

/** That of a poll of an assembly that has been counted. Derived from facts: the counts, the rules, who was there. */
export async function resolutionOf(db: Db, { assemblyId, opensAt }: FoundPoll, { counts }: Counts) {
  const assembly = (await findAssembly(db, assemblyId!))!
  const { rule, kind, version, rollSize } = assembly
  const { room, remote, represented, needed, missing } = await quorumAt(db, assembly, opensAt)
  return {
    adopted: outcomeOfResolution(counts[0]!, rule).adopted,
    ...{ threshold: rule.threshold, majority: rule.majority, kind, second: assembly.afterId !== null, rulesVersion: version },
    quorum: { room, remote, represented, needed, missing, of: rollSize },
  }
}
