import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { asKept, type AssemblyKind, type AssemblyRules, inForceFor, modelRules } from '#domain/assembly-rules.ts'
import { stageOf } from '#domain/assembly.ts'
import { headsAt, missingTo, quorumNeeded, type Stay } from '#domain/quorum.ts'

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
    .select(sql<number>`(select count(*)::int from elector where elector.electorate_id = assembly.electorate_id)`.as('rollSize'))
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

/** Everyone on the roll of an assembly, in the order of first names. */
export const electorsOf = (db: Db, electorateId: string) =>
  db
    .selectFrom('elector')
    .innerJoin('member', 'member.id', 'elector.memberId')
    .select(['member.id', 'member.firstName', 'member.email', 'member.language'])
    .where('electorateId', '=', electorateId)
    .orderBy(sql`member.first_name collate "fr-x-icu"`)
    .orderBy('member.id')
    .execute()

export async function staysAt(db: Db, assemblyId: string): Promise<(Stay & { byDesk: boolean })[]> {
  const rows = await db
    .selectFrom('attendance')
    .select(['memberId', 'how', 'cameAt', 'leftAt', 'cameBy'])
    .where('assemblyId', '=', assemblyId)
    .orderBy('id')
    .execute()
  return rows.map(({ how, cameBy, ...row }) => ({ ...row, how: how as Stay['how'], byDesk: cameBy !== row.memberId }))
}

/** Proxies, ended ones too, in the order in which they were given. */
export const proxiesOf = (db: Db, assemblyId: string) =>
  db
    .selectFrom('proxy')
    .innerJoin('member as giver', 'giver.id', 'giverId')
    .leftJoin('member as holder', 'holder.id', 'holderId')
    .select(['proxy.id', 'giverId', 'holderId', 'blank', 'givenAt', 'acceptedAt', 'endedAt', 'endReason'])
    .select(['giver.firstName as giver', 'holder.firstName as holder'])
    .where('assemblyId', '=', assemblyId)
    .orderBy('givenAt')
    .orderBy('proxy.id')
    .execute()

export const findProxy = (db: Db, id: string) => db.selectFrom('proxy').selectAll().where('id', '=', id).executeTakeFirst()

/** The quorum of an assembly at an instant: who counts, how many it takes, how many are missing. blank: proxies that nobody carries yet. */
export async function quorumAt(db: Db, { id, rollSize, rule }: Pick<FoundAssembly, 'id' | 'rollSize' | 'rule'>, at: Date) {
  const [stays, proxies] = await Promise.all([staysAt(db, id), proxiesOf(db, id)])
  const heads = headsAt(stays, proxies, at)
  const needed = quorumNeeded(rollSize, rule.quorum)
  const blank = proxies.filter(({ holderId, endedAt }) => holderId === null && endedAt === null).length
  return { ...heads, needed, missing: missingTo(needed, heads), blank }
}

/** The polls of an agenda, with their counts once they have any. */
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

/** Someone's first name, whoever they are. */
export async function firstNameOf(db: Db, id: string) {
  const { firstName } = await db.selectFrom('member').select('firstName').where('id', '=', id).executeTakeFirstOrThrow()
  return firstName
}
