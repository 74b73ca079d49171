import type { Db } from '#db/connect.ts'
import type { Connection } from '#server/live/connection.ts'
import { entriesOf, type Verdict } from '#server/live/rights.ts'
import type { Room } from '#server/live/room.ts'
import type { Rooms } from '#server/live/rooms.ts'
import { frozenTeller } from '#server/live/frozen.ts'
import { onRightsChanged } from '#server/rights-changed.ts'

/** A right that changes anywhere acts here within a second: this, and the time of one statement. */
const everyMs = 600

/**
 * Asks, for every open connection of this process, whether its session lives and what it may do, and applies the answer. One
 * statement a round whatever the number of connections; rounds never overlap. The locks of the texts are checked on the way, and what was frozen
 * of them, which another process may have done. `ask` begins a round now.
 */
export function watchRights(db: Db, rooms: Rooms, warn: (error: unknown) => void): { ask(): void; stop(): Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | null = null
  let again = false
  const tellFrozen = frozenTeller(db)

  async function check() {
    await rooms.checkOwnership().catch(warn)
    const present = [...rooms.open()].flatMap((room) => [...room.people].map((connection) => ({ room, connection })))
    if (present.length === 0) return
    const entries = await entriesOf(
      db,
      present.map(({ room, connection }) => ({ sessionId: connection.sessionId, docId: room.docId })),
    )
    present.forEach(({ room, connection }, i) => apply(room, connection, entries[i]!.verdict))
    await tellFrozen([...rooms.open()])
  }

  function run() {
    clearTimeout(timer)
    if (round) return void (again = true)
    round = check()
      .catch(warn)
      .finally(() => {
        round = null
        if (stopped) return
        timer = setTimeout(run, again ? 0 : everyMs)
        again = false
      })
  }

  const forget = onRightsChanged(run)
  run()
  return {
    ask: run,
    stop: async () => {
      stopped = true
      forget()
      clearTimeout(timer)
      await round
    },
  }
}

function apply(room: Room, connection: Connection, verdict: Verdict) {
  if (verdict === 'read' || verdict === 'write') room.turn(connection, verdict)
  else connection.cut(verdict)
}
