import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { oneLine, soughtAs } from '#domain/electorate.ts'
import { assemblyLimits as limits } from '#domain/limits.ts'
import { calledOnRoll, type FoundAssembly } from './queries.ts'
import type { Who } from './visible.ts'

/**
 * Who is on a page of the attendance sheet, in the order of names; those whose name begins so when `start` says. Up to some thousands it is
 * whole, one page for everyone of the roll. Above, it holds those who came or gave or carry a proxy, for who runs the assembly, who may look for
 * anyone; others see their own line: a roll of a whole country is no directory.
 */
export async function sheetOf(db: Db, assembly: FoundAssembly, who: Who, { start, page }: { start: string; page: number }) {
  const whole = assembly.rollSize <= limits.wholeSheet
  const asked = oneLine(start)
  const onRoll = db
    .selectFrom('elector')
    .innerJoin('member', 'member.id', 'elector.memberId')
    .where('electorateId', '=', assembly.electorateId!)
    .$if(asked !== '', (query) => query.where('sought', 'like', `${soughtAs(asked).replace(/[\\%_]/g, '\\$&')}%`))
    .$if(!whole && !who.runs, (query) => query.where('elector.memberId', '=', who.memberId))
    .$if(!whole && who.runs && asked === '', (query) => query.where('elector.memberId', 'in', concerned(assembly.id)))
  const [people, { total }] = await Promise.all([
    onRoll
      .select(['member.id', calledOnRoll.as('firstName')])
      .orderBy(sql`${calledOnRoll} collate "fr-x-icu"`)
      .orderBy('member.id')
      .$if(!whole, (query) => query.limit(limits.sheetPage).offset((page - 1) * limits.sheetPage))
      .execute(),
    onRoll.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow(),
  ])
  return { people, total, whole }
}

/** Those of whom a sheet has something to say. */
const concerned = (assemblyId: string) => sql<string>`(
  select member_id from attendance where assembly_id = ${assemblyId}
  union select giver_id from proxy where assembly_id = ${assemblyId} and ended_at is null
  union select holder_id from proxy where assembly_id = ${assemblyId} and ended_at is null and holder_id is not null)`
