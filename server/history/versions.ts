import type { Db } from '#db/connect.ts'
import { cutsBetween, partBefore, type Sitting, sittingsOf } from '#domain/history/sittings.ts'
import { historyLimits as limits, pageSize } from '#domain/limits.ts'
import { firstNames, type Mark, strokesOf } from './queries.ts'

/** A version, and what someone made of it. */
export type DraftVersion = Sitting & { mark: Mark | null }

/** Rows looked at together: a whole number of times `sittingEdits`. */
const reach = 5 * limits.sittingEdits

/** A named version ends with its row; one that was taken up is a row alone. */
const cutsOf = (marks: readonly Mark[]) => marks.flatMap(({ seq, takenFrom }) => (takenFrom === null ? [seq] : [seq - 1, seq]))

async function sittingsBetween(db: Db, id: string, above: number, upto: number, marks: readonly Mark[]): Promise<DraftVersion[]> {
  const cuts = cutsBetween(above, upto, cutsOf(marks))
  const sittings = sittingsOf(await strokesOf(db, id, above, upto, cuts), cuts)
  return sittings.map((sitting) => ({ ...sitting, mark: marks.find(({ seq }) => seq === sitting.uptoSeq) ?? null }))
}

/**
 * A page of versions, the last first, from row `upto` back to `first`, which is not one; and where the next page begins, null at the end. The log
 * is read backwards from cut to cut, where a sitting always begins, until the page is full.
 */
export async function pageOfVersions(db: Db, id: string, first: number, upto: number, marks: readonly Mark[]) {
  const found: DraftVersion[] = []
  for (let end = upto; end > first && found.length <= pageSize;) {
    const above = Math.max(first, partBefore(end) - reach)
    found.unshift(...(await sittingsBetween(db, id, above, end, marks)))
    end = above
  }
  const versions = found.slice(-pageSize).reverse()
  return { versions, older: found.length > pageSize ? versions.at(-1)!.fromSeq - 1 : null }
}

/** The version that ends at a row: the sitting it is in, up to there. */
export async function versionAt(db: Db, id: string, first: number, seq: number, marks: readonly Mark[]): Promise<DraftVersion> {
  const found = await sittingsBetween(db, id, Math.max(first, partBefore(seq)), seq, marks)
  return found.at(-1)!
}

/** Versions as a door tells them. isInside: names are for members of the body; others are told how many people wrote. */
export async function tellVersions(db: Db, versions: readonly DraftVersion[], marks: readonly Mark[], isInside: boolean) {
  const names = isInside ? await firstNames(db, [...new Set(versions.flatMap(({ authors }) => idsOf(authors)))]) : new Map<string, string>()
  return versions.map(({ fromSeq, uptoSeq, from, until, edits, authors, mark }) => ({
    ...{ seq: uptoSeq, fromSeq, from: from.toISOString(), until: until.toISOString(), edits },
    ...tellHands(idsOf(authors), names),
    name: mark?.name ?? null,
    madeBy: isInside ? (mark?.madeBy ?? null) : null,
    takenFrom:
      mark?.takenFrom && mark.takenAt
        ? { seq: mark.takenFrom, until: mark.takenAt.toISOString(), name: marks.find(({ seq }) => seq === mark.takenFrom)?.name ?? null }
        : null,
  }))
}

const idsOf = (authors: Sitting['authors']) => authors.flatMap(({ id }) => id ?? [])

export const tellHands = (ids: readonly string[], names: ReadonlyMap<string, string>) => ({
  people: ids.length,
  authors: ids.flatMap((id) => names.get(id) ?? []),
})
