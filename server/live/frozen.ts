import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { messageBeside, ownFrame } from '#server/live/messages.ts'
import type { Room } from '#server/live/room.ts'

/**
 * Tells the people of open rooms to look again at what was frozen of their text, when that has changed since the last time it was asked: whatever
 * process froze it, put it to the vote, gave it up or adopted it. A room that is new is told as well, for it may have changed while people came in.
 */
export function frozenTeller(db: Db): (rooms: readonly Room[]) => Promise<void> {
  const known = new WeakMap<Room, string | null>()
  return async (rooms) => {
    const states = await lastFrozenOf(db, [...new Set(rooms.map(({ docId }) => docId))])
    for (const room of rooms) {
      const state = states.get(room.docId) ?? null
      if (state === (known.get(room) ?? null)) continue
      known.set(room, state)
      room.tell(ownFrame(messageBeside, 2))
    }
  }
}

/** Where the text that was last frozen of each document stands, in words that change when it does; none for those of which nothing ever was. */
async function lastFrozenOf(db: Db, documentIds: readonly string[]): Promise<Map<string, string>> {
  if (documentIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; state: string }>`
    select asked.id, last.state from unnest(${documentIds}::text[]) as asked (id), lateral (
      select concat_ws(' ', frozen_text.id, poll_id, cancelled_at, ended_at) as state from frozen_text left join poll on poll.id = poll_id
      where document_id = asked.id order by frozen_at desc limit 1) as last`.execute(db)
  return new Map(rows.map(({ id, state }) => [id, state]))
}
