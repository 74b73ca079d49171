import type { Db } from '#db/connect.ts'
import { turnoutOf } from './queries.ts'

const fresh = 5_000

/** The turnout of open polls, counted at most once in five seconds a poll: a hall that reloads its page costs one count. */
export function turnoutCache(db: Db) {
  const counted = new Map<string, { at: number; turnout: ReturnType<typeof turnoutOf> }>()

  return function turnoutNow(pollId: string, now = Date.now()) {
    const kept = counted.get(pollId)
    if (kept && now - kept.at < fresh) return kept.turnout
    for (const [id, { at }] of counted) if (now - at >= fresh) counted.delete(id)
    const turnout = turnoutOf(db, pollId)
    counted.set(pollId, { at: now, turnout })
    turnout.catch(() => counted.delete(pollId))
    return turnout
  }
}
