import type { Db } from '#db/connect.ts'
import { openPoll, type OpenPoll } from '#domain/sealing/open-poll.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { boardOf } from './queries.ts'

export type Opened = { poll: OpenPoll; manifest: Buffer }

/** Manifests as they were frozen, read once: the latest used last. Null for a poll that has no board (yet). */
export function openedPolls(db: Db, { group }: Pick<Sealing, 'group'>, most = 200) {
  const known = new Map<string, Opened>()
  return async function opened(pollId: string): Promise<Opened | null> {
    let found = known.get(pollId)
    if (!found) {
      const board = await boardOf(db, pollId)
      if (!board) return null
      found = { poll: openPoll(group, board.manifest), manifest: board.manifest }
    }
    known.delete(pollId)
    known.set(pollId, found)
    if (known.size > most) known.delete(known.keys().next().value!)
    return found
  }
}
