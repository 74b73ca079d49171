import { CompiledQuery } from 'kysely'
import type { Db } from '#db/connect.ts'
import { awaitTheStandby } from '#db/standby.ts'
import { limits } from '#domain/limits.ts'
import type { Sealing } from '#server/sealing/sealing.ts'
import { microBatcher } from './batcher.ts'
import { freezeRoll } from './roll.ts'

/** A ballot as it is stored: `grades` packed, `counter` 1 for a first cast and one more for each change. */
export type Cast = { pollId: string; memberId: string; id: string; counter: number; grades: Uint8Array }

/** `repeated`: this very ballot was already there, with the instant of its first cast. The others are refusals. */
export type CastOutcome =
  | { outcome: 'cast' | 'repeated'; at: Date }
  | { outcome: 'unknown' | 'cancelled' | 'not-yet-open' | 'closed' | 'roll-not-frozen' | 'not-on-the-roll' }
  | { outcome: 'already-voted' | 'changed-elsewhere' | 'malformed' }

/** Where ballots are handed in: each answer comes after the commit of its batch. `casts` is the ballots' own small pool. */
export function castingDesk({ db, sealing }: { db: Db; sealing: Sealing }, casts: Db) {
  const batcher = microBatcher<Cast, CastOutcome>({
    carry: (items) => castTogether(casts, items),
    key: ({ pollId, memberId }) => `${pollId} ${memberId}`,
    faulty: isOneItemsFault,
    ...limits.casting,
  })
  const freezing = new Map<string, Promise<void>>()

  function freezeOnce(pollId: string) {
    const underWay = freezing.get(pollId) ?? freezeRoll({ db, sealing }, pollId).finally(() => freezing.delete(pollId))
    freezing.set(pollId, underWay)
    return underWay
  }

  /** The first voters past the opening find no roll yet: it is written, then they are judged again. */
  async function cast(item: Cast): Promise<CastOutcome> {
    const first = await batcher.give(item)
    if (first.outcome !== 'roll-not-frozen') return first
    await freezeOnce(item.pollId)
    return batcher.give(item)
  }

  return { cast, settled: batcher.settled }
}

const castBallots = 'select * from cast_ballots($1::text[], $2::text[], $3::uuid[], $4::int[], $5::text[]::bytea[])'

type Judged = { judgedAt: Date; others: { item: number; outcome: CastOutcome['outcome']; at: string }[] | null }

/** One statement for the whole batch, in one transaction: see db/migrations/0002_casting.sql. */
export async function castTogether(casts: Db, items: Cast[]): Promise<CastOutcome[]> {
  const columns = [
    items.map(({ pollId }) => pollId),
    items.map(({ memberId }) => memberId),
    items.map(({ id }) => id),
    items.map(({ counter }) => counter),
    items.map(({ grades }) => `\\x${Buffer.from(grades).toString('hex')}`),
  ]
  const { rows } = await casts.executeQuery<Judged>(CompiledQuery.raw(castBallots, columns))
  const { judgedAt, others } = rows[0]!
  const outcomes: CastOutcome[] = items.map(() => ({ outcome: 'cast', at: judgedAt }))
  if (others?.some(({ outcome }) => outcome === 'repeated')) await awaitTheStandby(casts)
  for (const { item, outcome, at } of others ?? [])
    outcomes[item - 1] = outcome === 'cast' || outcome === 'repeated' ? { outcome, at: new Date(at) } : { outcome }
  return outcomes
}

/** Bad data, a broken constraint, a deadlock, a raised exception: retried in halves. A lost connection fails the whole batch. */
const isOneItemsFault = (error: unknown) => /^(21|22|23|40|P0)...$/.test(String((error as { code?: unknown }).code))
