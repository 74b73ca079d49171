import { type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { asKept, type AssemblyKind, type AssemblyRules, inForceFor, modelRules } from '#domain/assembly-rules.ts'
import { stageOf } from '#domain/assembly.ts'
import { type Heads, missingTo, quorumNeeded, type Stay } from '#domain/quorum.ts'

type RulesRow = { version: number; rules: AssemblyRules; ownWords: string }

/** A version of the rules of a body, the last when none is asked for; the model as version 0 while nobody adopted any. */
export async function rulesOf(db: Db, bodyId: string, version?: number | null): Promise<RulesRow> {
  const row = await db
    .selectFrom('assemblyRules')
    .select(['version', 'rules', 'ownWords'])
    .where('bodyId', '=', bodyId)
    .$if(version != null, (query) => query.where('version', '=', version!))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { ...row, rules: asKept(row.rules as AssemblyRules) } : { version: 0, rules: modelRules, ownWords: '' }
}

/** An assembly with its body, and the rules that it obeys: those of its convening, or the last while it is prepared. */
export async function findAssembly(db: Db, id: string) {
  const row = await db
    .selectFrom('assembly')
    .innerJoin('body', 'body.id', 'assembly.bodyId')
    .leftJoin('electorate', 'electorate.id', 'assembly.electorateId')
    .selectAll('assembly')
    .select(['body.slug', 'body.name', 'electorate.fingerprint'])
    .select(sql<number>`coalesce(electorate.electors, 0)::int`.as('rollSize'))
    .select(
      sql<string | null>`(
      select next.id from assembly as next
      where next.after_id = case when assembly.cancelled_at is null then assembly.id else assembly.after_id end and next.cancelled_at is null)`.as(
        'followedBy',
      ),
    )
    .where('assembly.id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  const { version, rules, ownWords } = await rulesOf(db, row.bodyId, row.rulesVersion)
  const kind = row.kind as AssemblyKind
  return { ...row, kind, stage: stageOf(row), version, rules, ownWords, rule: inForceFor(rules, kind, row.afterId !== null) }
}

export type FoundAssembly = NonNullable<Awaited<ReturnType<typeof findAssembly>>>

/** Alone with an assembly: nobody comes, gives a proxy, opens or ends it meanwhile. */
export const lockAssembly = (trx: Db, id: string) => trx.selectFrom('assembly').select('id').where('id', '=', id).forUpdate().execute()

export const itemsOf = (db: Db, assemblyId: string) =>
  db
    .selectFrom('assemblyItem')
    .select(['id', 'title', 'text', 'resolution'])
    .where('assemblyId', '=', assemblyId)
    .orderBy('position')
    .execute()

export async function isElector(db: Db, electorateId: string | null, memberId: string) {
  if (!electorateId) return false
  const row = await db
    .selectFrom('elector')
    .select('memberId')
    .where('electorateId', '=', electorateId)
    .where('memberId', '=', memberId)
    .executeTakeFirst()
  return row !== undefined
}

/** How someone is called on a roll: as they say, else as its file does. */
const called = (member: string, elector: string) =>
  sql<string>`coalesce(nullif(${sql.ref(`${member}.firstName`)}, ''), nullif(${sql.ref(`${elector}.name`)}, ''), '—')`
export const calledOnRoll = called('member', 'elector')

/** Stays at an assembly, of these people. */
export async function staysAt(db: Db, assemblyId: string, people: readonly string[]): Promise<(Stay & { byDesk: boolean })[]> {
  const rows = await db
    .selectFrom('attendance')
    .select(['memberId', 'how', 'cameAt', 'leftAt', 'cameBy'])
    .where('assemblyId', '=', assemblyId)
    .where('memberId', '=', sql<string>`any (${people})`)
    .orderBy('id')
    .execute()
  return rows.map(({ how, cameBy, ...row }) => ({ ...row, how: how as Stay['how'], byDesk: cameBy !== row.memberId }))
}

/** Proxies that these people gave or hold, ended ones too, in the order in which they were given. */
export const proxiesOf = (db: Db, assemblyId: string, people: readonly string[]) =>
  db
    .selectFrom('proxy')
    .innerJoin('member as giver', 'giver.id', 'giverId')
    .innerJoin('elector as given', (join) =>
      join.onRef('given.memberId', '=', 'giverId').onRef('given.electorateId', '=', 'proxy.electorateId'),
    )
    .leftJoin('member as holder', 'holder.id', 'holderId')
    .leftJoin('elector as held', (join) =>
      join.onRef('held.memberId', '=', 'holderId').onRef('held.electorateId', '=', 'proxy.electorateId'),
    )
    .select(['proxy.id', 'giverId', 'holderId', 'proxy.blank', 'givenAt', 'acceptedAt', 'endedAt', 'endReason'])
    .select([called('giver', 'given').as('giver')])
    .select(sql<string | null>`case when holder_id is not null then ${called('holder', 'held')} end`.as('holder'))
    .where('assemblyId', '=', assemblyId)
    .where(sql<boolean>`(giver_id = any (${people}) or holder_id = any (${people}))`)
    .orderBy('givenAt')
    .orderBy('proxy.id')
    .execute()

export const findProxy = (db: Db, id: string) => db.selectFrom('proxy').selectAll().where('id', '=', id).executeTakeFirst()

/** The quorum of an assembly at an instant: who counts, how many it takes, how many are missing. blank: proxies that nobody carries yet. */
export async function quorumAt(db: Db, { id, rollSize, rule }: Pick<FoundAssembly, 'id' | 'rollSize' | 'rule'>, at: Date) {
  const [heads, { blank }] = await Promise.all([headsThen(db, id, at), blankProxies(db, id)])
  const needed = quorumNeeded(rollSize, rule.quorum)
  return { ...heads, needed, missing: missingTo(needed, heads), blank }
}

/** Who was there, and represented, at an instant: headsAt of domain/quorum.ts, counted where hundreds of thousands of stays are. A test holds the two together. */
export async function headsThen(db: Db, assemblyId: string, at: Date): Promise<Heads> {
  const { rows } = await sql<Heads>`
    with present as materialized (
      select distinct on (member_id) member_id, how from attendance
      where assembly_id = ${assemblyId} and came_at <= ${at} and (left_at is null or left_at > ${at}) order by member_id, id desc)
    select (count(*) filter (where how = 'room'))::int as room, (count(*) filter (where how = 'remote'))::int as remote,
      (select count(*)::int from proxy where assembly_id = ${assemblyId} and ${stoodAt(sql`${at}`)}) as represented
    from present`.execute(db)
  return rows[0]!
}

/** Whether the proxy of the row counted at an instant, `present` being who was there: standingProxies of domain/quorum.ts. */
const stoodAt = (at: RawBuilder<unknown>) => sql`(
  accepted_at <= ${at} and (ended_at is null or ended_at > ${at})
  and holder_id in (select member_id from present) and giver_id not in (select member_id from present))`

/** How many came at all; how many proxies were given and not taken back, and how many counted at one of these instants at least. */
export async function attendanceInAll(db: Db, assemblyId: string, instants: readonly Date[]) {
  const counted = new Set<string>()
  for (const at of instants) {
    const { rows } = await sql<{ id: string }>`
      with present as materialized (
        select distinct member_id from attendance
        where assembly_id = ${assemblyId} and came_at <= ${at} and (left_at is null or left_at > ${at}))
      select id from proxy where assembly_id = ${assemblyId} and ${stoodAt(sql`${at}`)}`.execute(db)
    for (const { id } of rows) counted.add(id)
  }
  const { rows } = await sql<{ came: number; given: number }>`
    select (select count(distinct member_id)::int from attendance where assembly_id = ${assemblyId}) as came,
      (select count(*)::int from proxy where assembly_id = ${assemblyId} and end_reason is distinct from 'revoked') as given`.execute(db)
  return { ...rows[0]!, counted: counted.size }
}

/** Proxies that nobody carries yet, in the order in which they were given. */
const blanksOf = (db: Db, assemblyId: string) =>
  db.selectFrom('proxy').where('assemblyId', '=', assemblyId).where('holderId', 'is', null).where('endedAt', 'is', null)

export const blankProxies = (db: Db, assemblyId: string) =>
  blanksOf(db, assemblyId)
    .select(sql<number>`count(*)::int`.as('blank'))
    .executeTakeFirstOrThrow()

export const blanksToAssign = (db: Db, assemblyId: string) =>
  blanksOf(db, assemblyId).select(['id', 'giverId']).orderBy('givenAt').orderBy('id').execute()

/** Everyone who is there now, with how many proxies they carry. */
export async function bearersAt(db: Db, assemblyId: string) {
  const { rows } = await sql<{ memberId: string; firstName: string; holds: number }>`
    select member.id as member_id, ${calledOnRoll} as first_name,
      (select count(*)::int from proxy where assembly_id = ${assemblyId} and holder_id = member.id and accepted_at is not null and ended_at is null) as holds
    from attendance join member on member.id = attendance.member_id
      join elector on elector.member_id = attendance.member_id and elector.electorate_id = attendance.electorate_id
    where assembly_id = ${assemblyId} and left_at is null`.execute(db)
  return rows
}

/** The polls of an agenda, with their counts once they have any; of one point the one that stands first, whatever a clock said, then those that were cancelled. */
export const pollsOfAgenda = (db: Db, assemblyId: string) =>
  db
    .selectFrom('assemblyItem')
    .innerJoin('poll', 'poll.agendaItemId', 'assemblyItem.id')
    .leftJoin('result', 'result.pollId', 'poll.id')
    .select(['assemblyItem.id as itemId', 'poll.id', 'poll.opensAt', 'poll.closesAt', 'poll.cancelledAt', 'poll.scale'])
    .select(['result.rollSize', 'result.voters', 'result.blank', 'result.counts'])
    .select(
      sql<number>`(select count(*)::int from ballot join proxy_ballot on ballot_id = ballot.id and giver_id = ballot.member_id
        where ballot.poll_id = poll.id and proxy_ballot.poll_id = poll.id)`.as('byProxy'),
    )
    .where('assemblyItem.assemblyId', '=', assemblyId)
    .orderBy('assemblyItem.position')
    .orderBy(sql`poll.cancelled_at is null`, 'desc')
    .orderBy('poll.opensAt', 'desc')
    .execute()

export const minutesRow = (db: Db, assemblyId: string) =>
  db.selectFrom('minutes').selectAll().where('assemblyId', '=', assemblyId).executeTakeFirst()

export const certificatesOf = (db: Db, assemblyId: string) =>
  db
    .selectFrom('attendanceCertificate')
    .innerJoin('member', 'member.id', 'memberId')
    .select(['memberId', 'firstName', 'at'])
    .where('assemblyId', '=', assemblyId)
    .orderBy('at')
    .execute()

/** How someone on the roll of an assembly is called. */
export async function nameOf(db: Db, electorateId: string, id: string) {
  const { firstName } = await db
    .selectFrom('member')
    .innerJoin('elector', 'elector.memberId', 'member.id')
    .select(calledOnRoll.as('firstName'))
    .where('elector.electorateId', '=', electorateId)
    .where('member.id', '=', id)
    .executeTakeFirstOrThrow()
  return firstName
}
