import { mayWrite, type Reader, type Shared } from '../document.ts'
import { historyLimits as limits } from '../limits.ts'

/** A text whose history someone would add to. */
export type Draft = Shared & { archived: boolean }

export type NameRefusal = 'archived' | 'not-a-writer' | 'named-already' | 'too-many'

/** Why this person may not name a version of a draft, or null. taken: it has a name, or is one that was taken up; named: how many of the draft are. */
export function refuseName(draft: Draft, version: { taken: boolean; named: number }, reader: Reader): NameRefusal | null {
  if (draft.archived) return 'archived'
  if (!mayWrite(draft, reader)) return 'not-a-writer'
  if (version.taken) return 'named-already'
  return version.named >= limits.named ? 'too-many' : null
}

export type TakingUpRefusal = 'archived' | 'not-a-writer' | 'same-words'

/** Why this person may not take up a version of a draft, or null. same: the draft says just that already. */
export function refuseTakingUp(draft: Draft, same: boolean, reader: Reader): TakingUpRefusal | null {
  if (draft.archived) return 'archived'
  if (!mayWrite(draft, reader)) return 'not-a-writer'
  return same ? 'same-words' : null
}
