import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { presentAt } from '#domain/quorum.ts'
import { refuseProxyVote } from '#domain/proxy.ts'
import { Malformed, orNotFound, refuseIf } from '#server/errors.ts'
import { together } from '#server/together.ts'
import { findProxy, proxiesOf, staysAt } from '../queries.ts'

type Seat = { assemblyId: string; electorateId: string; memberId: string; by: string; now: Date }

/** Someone is there, in the room or at a distance; one who changes between the two leaves and comes. The proxy they gave is void. */
export async function comeIn(trx: Db, { now, by, ...seat }: Seat & { how: 'room' | 'remote' }) {
  await goOut(trx, { ...seat, by, now })
  await trx
    .insertInto('attendance')
    .values({ ...seat, cameAt: now, cameBy: by })
    .execute()
  await trx
    .updateTable('proxy')
    .set({ endedAt: now, endReason: 'came' })
    .where('assemblyId', '=', seat.assemblyId)
    .where('giverId', '=', seat.memberId)
    .where('endedAt', 'is', null)
    .execute()
}

export const goOut = (trx: Db, { assemblyId, memberId, by, now }: Pick<Seat, 'assemblyId' | 'memberId' | 'by' | 'now'>) =>
  trx
    .updateTable('attendance')
    .set({ leftAt: sql`greatest(came_at, ${now}::timestamptz)`, leftBy: by })
    .where('assemblyId', '=', assemblyId)
    .where('memberId', '=', memberId)
    .where('leftAt', 'is', null)
    .execute()

type Voter = { pollId: string; memberId: string }
type OwnSeat = Voter & { assemblyId: string; electorateId: string; here: boolean; remote: boolean }

/**
 * The voter of a resolution takes their own seat. Who votes without having signed in signs in by it, at a distance, where the rules allow
 * that; elsewhere only who is in the room votes. A poll that is not open and someone off the roll are left to the desk, which says so. In
 * the rush of a national vote those who come together take their seats together.
 */
export function ownSeats(db: Db) {
  const take = together(async (voters: Voter[]): Promise<OwnSeat[]> => {
    const found = await ownSeatsOf(db, voters)
    const coming = found.filter(({ here, remote }) => !here && remote)
    for (const [assemblyId, seats] of Map.groupBy(coming, (seat) => seat.assemblyId)) await comeInTogether(db, assemblyId, seats)
    const byVoter = new Map(found.map((seat) => [`${seat.pollId} ${seat.memberId}`, seat]))
    return voters.map(({ pollId, memberId }) => byVoter.get(`${pollId} ${memberId}`) as OwnSeat)
  })
  return async (pollId: string, memberId: string) => {
    const seat = (await take({ pollId, memberId })) as OwnSeat | undefined
    if (seat && !seat.here) refuseIf(seat.remote ? null : 'not-present')
  }
}

async function ownSeatsOf(db: Db, voters: readonly Voter[]) {
  const { rows } = await sql<OwnSeat>`
    select asked.poll_id, asked.member_id, assembly.id as assembly_id, assembly.electorate_id,
      coalesce((rules.rules ->> 'remote')::boolean, false) as remote,
      exists (select from attendance where assembly_id = assembly.id and attendance.member_id = asked.member_id and left_at is null) as here
    from unnest(${voters.map(({ pollId }) => pollId)}::text[], ${voters.map(({ memberId }) => memberId)}::text[]) as asked (poll_id, member_id)
    join poll on poll.id = asked.poll_id
    join assembly_item on assembly_item.id = poll.agenda_item_id join assembly on assembly.id = assembly_item.assembly_id
    join assembly_rules as rules on rules.body_id = assembly.body_id and rules.version = assembly.rules_version
    join elector on elector.electorate_id = assembly.electorate_id and elector.member_id = asked.member_id
    where poll.closes_at > clock_timestamp() and poll.cancelled_at is null`.execute(db)
  return rows
}

/** As comeIn, of many who were not there; one whom the desk has ticked meanwhile stays as they are. The proxies they gave are void. */
const comeInTogether = (db: Db, assemblyId: string, seats: readonly OwnSeat[]) =>
  db.transaction().execute(async (trx) => {
    const people = [...new Set(seats.map(({ memberId }) => memberId))]
    await trx.selectFrom('assembly').select('id').where('id', '=', assemblyId).forUpdate().execute()
    await sql`
      insert into attendance (assembly_id, electorate_id, member_id, how, came_at, came_by)
      select ${assemblyId}, ${seats[0]!.electorateId}, member_id, 'remote', clock_timestamp(), member_id from unnest(${people}::text[]) as member_id
      on conflict (assembly_id, member_id) where left_at is null do nothing`.execute(trx)
    await sql`
      update proxy set ended_at = clock_timestamp(), end_reason = 'came'
      where assembly_id = ${assemblyId} and giver_id = any (${people}) and ended_at is null`.execute(trx)
  })

/** Whether the ballot of someone that counts so far was cast by themselves. */
const castThemself = (pollId: string, giverId: string) => sql<boolean>`exists (select from ballot
  where ballot.poll_id = ${pollId} and ballot.member_id = ${giverId}
    and not exists (select from proxy_ballot where ballot_id = ballot.id and proxy_ballot.poll_id = ballot.poll_id and giver_id = ballot.member_id))`

type Cast = { pollId: string; giverId: string; proxyId: string; ballotId: string; counter: number }

/** Whether this very cast is in: the ballot that counts so far for who gave the proxy, cast by it, under this id and this counter. */
async function isIn(db: Db, { pollId, giverId, proxyId, ballotId, counter }: Cast) {
  const row = await db
    .selectFrom('ballot')
    .innerJoin('proxyBallot', 'proxyBallot.ballotId', 'ballot.id')
    .select('ballot.id')
    .where('ballot.pollId', '=', pollId)
    .where('ballot.memberId', '=', giverId)
    .where('ballot.id', '=', ballotId)
    .where('ballot.counter', '=', counter)
    .where('proxyBallot.proxyId', '=', proxyId)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * The holder of a proxy takes the giver's seat for one ballot: whose line of the roll it is. Who casts it is written down before, under the
 * id of the ballot; between that and the cast only the counter of the ballot decides, so that a giver who votes meanwhile wins.
 */
export async function takeSeatOf(
  db: Db,
  {
    pollId,
    assemblyId,
    proxyId,
    ballotId,
    counter,
    me,
    now,
  }: { pollId: string; assemblyId: string; proxyId: string; ballotId: string; counter: number; me: string; now: Date },
) {
  // prettier-ignore
  const proxy = orNotFound(await findProxy(db, proxyId))
  orNotFound(proxy.assemblyId === assemblyId ? proxy : null)
  const { giverId } = proxy
  const [stays, already, { rows }] = await Promise.all([
    staysAt(db, assemblyId, [me, giverId]),
    isIn(db, { pollId, giverId, proxyId, ballotId, counter }),
    sql<{ themself: boolean }>`select ${castThemself(pollId, giverId)} as themself`.execute(db),
  ])
  // The same ballot again is a retry: whatever happened since, it is there.
  if (!already) refuseIf(refuseProxyVote(proxy, me, presentAt(stays, now), rows[0]!.themself))
  refuseIf(proxy.holderId === me ? null : 'not-yours')
  const row = { ballotId, pollId, giverId, proxyId, holderId: me, at: now }
  await db
    .insertInto('proxyBallot')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const kept = await db.selectFrom('proxyBallot').select(['pollId', 'proxyId']).where('ballotId', '=', ballotId).executeTakeFirstOrThrow()
  if (kept.pollId !== pollId || kept.proxyId !== proxyId) throw new Malformed('id', 'used')
  return giverId
}

/** The seats that someone holds in an open vote, one for each proxy they may still cast, with the ballot it has so far. */
export async function seatsHeldIn(db: Db, pollId: string, assemblyId: string, me: string, now: Date) {
  const mine = (await proxiesOf(db, assemblyId, [me])).filter((proxy) => proxy.holderId === me)
  const present = presentAt(await staysAt(db, assemblyId, [me, ...mine.map(({ giverId }) => giverId)]), now)
  const seats = await Promise.all(
    mine.map(async ({ id, giver, giverId, ...proxy }) => {
      const { rows } = await sql<{ themself: boolean }>`select ${castThemself(pollId, giverId)} as themself`.execute(db)
      if (refuseProxyVote({ giverId, ...proxy }, me, present, rows[0]!.themself)) return []
      const ballot = await db
        .selectFrom('ballot')
        .select(['counter', 'grades', 'castAt'])
        .where('pollId', '=', pollId)
        .where('memberId', '=', giverId)
        .executeTakeFirst()
      return [{ proxy: id, giver, casts: ballot?.counter ?? 0, castAt: ballot?.castAt ?? null, grades: ballot?.grades ?? null }]
    }),
  )
  return seats.flat()
}
