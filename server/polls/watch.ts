import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { fewAtOnce } from '#server/few-at-once.ts'
import { inRounds } from '#server/rounds.ts'
import { resultOnceCounted } from './counting.ts'
import { freezeRoll } from './roll.ts'
import { destroyPollKey, keysThatMayGo } from './sealed/key-destruction.ts'
import { boardsToSign, signOnceDue } from './sealed/signing.ts'
import { openOnceReady } from './sealed/opening.ts'

/** How many polls are counted at the same time, at most. */
const atOnce = 4
/** So long a count may take to end while the process does, in ms. */
const fewSeconds = 3000

type Log = { error: (facts: object, message: string) => void }

/**
 * Looks every `every` milliseconds for a poll whose instant has passed, so that a roll is frozen, a poll counted, a board
 * signed and a key destroyed even if nobody comes. It only nudges: what it does is what the first visitor would do, and any number of processes may do it.
 */
export function watchPolls(tools: { db: Db; sealing: Sealing }, log: Log, every = 1000) {
  let seen = new Date(0)
  /** The counts under way, and whether each ends well. */
  const counts = new Map<string, Promise<boolean>>()
  const inTurn = fewAtOnce(atOnce)
  const complain = (error: unknown) => void (rounds.isStopped() || log.error({ err: error }, 'watching the polls'))
  const rounds = inRounds(nudge, every, complain)

  const acts: Record<Act, (pollId: string) => Promise<unknown>> = {
    freeze: (id) => freezeRoll(tools, id),
    open: (id) => openOnceReady(tools, id),
    count: async (id) => void (counts.has(id) || counts.set(id, countMeanwhile(id))),
    sign: (id) => signOnceDue(tools.db, tools.sealing, id),
    'destroy-key': (id) => destroyPollKey(tools.db, tools.sealing, id),
  }

  /** A sum may take minutes: what is due of the other polls does not wait for it. */
  async function countMeanwhile(id: string): Promise<boolean> {
    try {
      await inTurn(async () => rounds.isStopped() || resultOnceCounted(tools, id))
      return true
    } catch (error) {
      complain(error)
      return false
    } finally {
      counts.delete(id)
    }
  }

  async function nudge() {
    const begun = Date.now()
    let failed = false
    const fail = (error: unknown) => {
      failed = true
      complain(error)
    }
    const due = await duePolls(tools.db, seen).catch(fail)
    for (const { id, what } of due?.rows ?? []) await acts[what](id).catch(fail)
    // A minute of margin covers clocks that differ. What failed is tried again; a count under way may still fail. A sealed poll that waits for
    // its trustees is counted as far as it goes, once, and then by them.
    void Promise.all(counts.values()).then((ended) => {
      if (!failed && ended.every(Boolean)) seen = new Date(begun - 60_000)
    })
  }

  /** Resolves when the round has ended, and the counts under way, or a few seconds later: one that is cut is made again by whoever comes next. */
  return async function stop() {
    await rounds.stop()
    await Promise.race([Promise.all(counts.values()), wait(fewSeconds, undefined, { ref: false })])
  }
}

type Act = 'freeze' | 'open' | 'count' | 'sign' | 'destroy-key'

/** Polls to freeze, sealed ones to open (those not ready are asked again), those closed since `since` that nobody has counted, boards to sign, keys to destroy. */
function duePolls(db: Db, since: Date) {
  return sql<{ id: string; what: Act }>`
    select id, 'freeze' as what from poll
    where roll_frozen_at is null and cancelled_at is null and level in ('open', 'secret') and opens_at <= clock_timestamp()
    union all
    select id, 'open' from poll
    where level = 'sealed' and opened_at is null and cancelled_at is null and opens_at <= clock_timestamp()
    union all
    select id, 'count' from poll
    where cancelled_at is null and level in ('open', 'secret', 'sealed') and closes_at between ${since} and clock_timestamp()
      and not exists (select from result where poll_id = poll.id)
    union all
    select id, 'sign' from (${boardsToSign}) as grown
    union all
    select id, 'destroy-key' from (${keysThatMayGo}) as settled`.execute(db)
}
