import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { sealingLimits } from '#domain/limits.ts'
import type { Missing } from '#domain/trustees.ts'

/** What a poll was frozen as, or undefined before its opening and for polls that have no board. */
export const boardOf = (db: Db, pollId: string) =>
  db.selectFrom('board').select(['manifest', 'size']).where('pollId', '=', pollId).executeTakeFirst()

/** The ballot that counts so far for a person of the roll, and her credential; `k` is null while none is bound to her. */
export async function castsOf(db: Db, pollId: string, memberId: string) {
  const row = await db
    .selectFrom('rollEntry')
    .leftJoin('credential', (join) =>
      join.onRef('credential.pollId', '=', 'rollEntry.pollId').onRef('credential.memberId', '=', 'rollEntry.memberId'),
    )
    .leftJoin('sealedBallot', (join) =>
      join.onRef('sealedBallot.pollId', '=', 'credential.pollId').onRef('sealedBallot.k', '=', 'credential.k'),
    )
    .leftJoin('leaf', (join) => join.onRef('leaf.pollId', '=', 'sealedBallot.pollId').onRef('leaf.position', '=', 'sealedBallot.position'))
    .select(['credential.k', 'sealedBallot.counter', 'leaf.at as castAt', 'leaf.hash'])
    .where('rollEntry.pollId', '=', pollId)
    .where('rollEntry.memberId', '=', memberId)
    .orderBy('sealedBallot.counter', (order) => order.desc().nullsLast())
    .limit(1)
    .executeTakeFirst()
  return { onTheRoll: row !== undefined, k: row?.k ?? null, casts: row?.counter ?? 0, castAt: row?.castAt ?? null, hash: row?.hash ?? null }
}

/** Whose a credential is, and its last counter (0 before the first); undefined when it is not on the roll. */
export async function credentialOn(db: Db, pollId: string, k: Uint8Array) {
  return db
    .selectFrom('credential')
    .select(['memberId', 'revokedAt'])
    .select(({ selectFrom, fn, val }) =>
      fn
        .coalesce(
          selectFrom('sealedBallot')
            .select(({ fn }) => fn.max<number>('counter').as('last'))
            .where('sealedBallot.pollId', '=', pollId)
            .where('sealedBallot.k', '=', Buffer.from(k)),
          val(0),
        )
        .as('lastCounter'),
    )
    .where('pollId', '=', pollId)
    .where('k', '=', Buffer.from(k))
    .executeTakeFirst()
}

/** Puts credentials on a roll, some at a time: one statement takes 65,535 values at most. */
export async function insertCredentials(
  trx: Db,
  pollId: string,
  holders: readonly { memberId?: string; k: Uint8Array }[],
  several = 10_000,
) {
  for (let at = 0; at < holders.length; at += several) {
    const rows = holders.slice(at, at + several).map(({ memberId, k }) => ({ pollId, memberId, k: Buffer.from(k) }))
    await trx.insertInto('credential').values(rows).execute()
  }
}

/** The leaf of a ballot by its credential and counter: what a retry is recognised by. */
export const ballotAt = (db: Db, pollId: string, k: Uint8Array, counter: number) =>
  db
    .selectFrom('sealedBallot')
    .innerJoin('leaf', (join) => join.onRef('leaf.pollId', '=', 'sealedBallot.pollId').onRef('leaf.position', '=', 'sealedBallot.position'))
    .select(['leaf.hash', 'leaf.at', 'leaf.position'])
    .where('sealedBallot.pollId', '=', pollId)
    .where('sealedBallot.k', '=', Buffer.from(k))
    .where('sealedBallot.counter', '=', counter)
    .executeTakeFirst()

/** Signed heads, the latest first. */
export const headsOf = (db: Db, pollId: string, most = 100) =>
  db.selectFrom('boardHead').select(['size', 'at', 'bytes']).where('pollId', '=', pollId).orderBy('size', 'desc').limit(most).execute()

/** The signed heads of more than `from` leaves and at most `to`, the earliest first. */
export const headsUpTo = (db: Db, pollId: string, from: number, to: number) =>
  db
    .selectFrom('boardHead')
    .select(['size', 'bytes'])
    .where('pollId', '=', pollId)
    .where('size', '>', from)
    .where('size', '<=', to)
    .orderBy('size')
    .execute()

/** Lines of the roll after one, in their order, those that were added later included. */
export const rollFrom = (db: Db, pollId: string, after: Buffer, most: number) =>
  db.selectFrom('credential').select('k').where('pollId', '=', pollId).where('k', '>', after).orderBy('k').limit(most).execute()

/** The leaves that added someone to a frozen roll. */
export const additionsTo = (db: Db, pollId: string) =>
  db.selectFrom('leaf').select('bytes').where('pollId', '=', pollId).where('kind', '=', 'roll-add').execute()

/** Whether a board has its close: its poll is over, whatever the clock says since. */
export async function isClosedOnBoard(db: Db, pollId: string) {
  const close = db.selectFrom('leaf').select('position').where('pollId', '=', pollId).where('kind', '=', 'close')
  return (await close.executeTakeFirst()) !== undefined
}

export const leavesFrom = (db: Db, pollId: string, from: number, most: number) =>
  db
    .selectFrom('leaf')
    .select(['position', 'kind', 'at', 'hash', 'bytes'])
    .where('pollId', '=', pollId)
    .where('position', '>=', from)
    .orderBy('position')
    .limit(most)
    .execute()

/** The ballot whose hash begins with these 100 bits: the first 12 bytes are looked for, then the rest is compared. */
export async function ballotOfTracker(db: Db, pollId: string, first: Uint8Array, isIt: (hash: Uint8Array) => boolean) {
  const rows = await db
    .selectFrom('leaf')
    .select(['position', 'at', 'hash', 'bytes'])
    .where('pollId', '=', pollId)
    .where('kind', '=', 'ballot')
    .where('hash', '>=', Buffer.concat([first, Buffer.alloc(20)]))
    .where('hash', '<=', Buffer.concat([first, Buffer.alloc(20, 255)]))
    .orderBy('position')
    .limit(2)
    .execute()
  return rows.find(({ hash }) => isIt(hash))
}

/** Whether a later ballot of the same credential counts in the place of this one. */
export async function isReplaced(db: Db, pollId: string, k: Uint8Array, counter: number) {
  const later = await db
    .selectFrom('sealedBallot')
    .select('counter')
    .where('pollId', '=', pollId)
    .where('k', '=', Buffer.from(k))
    .where('counter', '>', counter)
    .limit(1)
    .executeTakeFirst()
  return later !== undefined
}

/** The hashes of these perfect subtrees, by "level index". */
export async function subtreesOf(db: Db, pollId: string, nodes: readonly { level: number; index: number }[]) {
  if (nodes.length === 0) return new Map<string, Buffer>()
  const rows = await db
    .selectFrom('leafTree')
    .select(['level', 'index', 'hash'])
    .where('pollId', '=', pollId)
    .where(({ or, and }) => or(nodes.map(({ level, index }) => and({ level, index }))))
    .execute()
  return new Map(rows.map(({ level, index, hash }) => [`${level} ${index}`, hash]))
}

/** A page in which ballots are sealed, by the hash that manifests name. */
export const boothOf = (db: Db, hash: Uint8Array) =>
  db.selectFrom('booth').select('page').where('hash', '=', Buffer.from(hash)).executeTakeFirst()

/** What a sealed poll waits for from someone to whom it is entrusted. */
export type Turn = Missing | 'count'

/**
 * Whose turn it is in each sealed poll: its registrar, to draw the codes, then to hand them over; the ceremony, as long as a trustee has not confirmed its
 * key; once it is closed with ballots enough to be opened, the part of a trustee, until there is a result.
 */
export const turns = (now: Date): RawBuilder<{ pollId: string; memberId: string; todo: Turn }> => sql`
  with live as (
    select poll_id, closes_at, opened_at, attempt, registrar_id, codes_given_at, codes_handed_at
    from sealed_poll join poll on poll.id = poll_id
    where cancelled_at is null and given_up_at is null
  )
  select poll_id, registrar_id as member_id, case when codes_given_at is null then 'codes' else 'handing' end as todo
  from live where opened_at is null and codes_handed_at is null and closes_at > ${now}
  union all
  select poll_id, member_id, 'ceremony' from live join trustee using (poll_id)
  where opened_at is null and closes_at > ${now} and not exists (
    select from ceremony_message as said
    where said.poll_id = live.poll_id and said.attempt = live.attempt and said.number = trustee.number and step = 'confirmation')
  union all
  select poll_id, member_id, 'count' from live join trustee using (poll_id)
  where opened_at is not null and closes_at <= ${now} and not exists (select from result where result.poll_id = live.poll_id)
    and ${sealingLimits.fewestBallots} <= (
      select count(*) from (
        select distinct k from sealed_ballot join credential using (poll_id, k)
        where poll_id = live.poll_id and revoked_at is null limit ${sealingLimits.fewestBallots}) as given)
    and not exists (select from leaf where leaf.poll_id = live.poll_id and kind = 'partial' and get_byte(bytes, 1) = trustee.number)`
