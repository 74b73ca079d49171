import { stepOf } from '#domain/electorate.ts'
import type { Selectable } from 'kysely'
import type { ElectorateFileTable, ElectorateTable } from '#db/schema.ts'

/** What everyone who sees a roll may know of it; before it is frozen, only its coordination knows how many are on it. */
export function tellElectorate(electorate: Selectable<ElectorateTable>, mayManage: boolean) {
  const { id, title, source, membersAt, createdAt, claimsUntil, frozenAt, fingerprint, admitted, rejected, electors, votes } = electorate
  const numbers = mayManage || frozenAt !== null
  return {
    ...{ id, title, source, admitted, rejected, mayManage },
    membersAt: membersAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    claimsUntil: claimsUntil?.toISOString() ?? null,
    frozenAt: frozenAt?.toISOString() ?? null,
    fingerprint: fingerprint?.toString('hex') ?? null,
    electors: numbers ? electors : null,
    votes: numbers ? votes : null,
  }
}

export function tellFile(file: Selectable<ElectorateFileTable> & { readAgain: boolean }) {
  const { id, electorateId, name, failure, bytes, readBytes, lines, added, already, rejected, readAgain, startedAt } = file
  return {
    ...{ id: String(id), electorate: electorateId, name, failure, bytes, readBytes, lines, added, already, rejected, readAgain },
    step: stepOf(file),
    startedAt: startedAt.toISOString(),
  }
}
