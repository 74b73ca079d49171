import { type SelectQueryBuilder, sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Database } from '#db/schema.ts'
import { oneLine, soughtAs } from '#domain/electorate.ts'
import { type Apart, toldApart } from '#domain/namesakes.ts'
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
  const everyone = db
    .selectFrom('elector')
    .innerJoin('member', 'member.id', 'elector.memberId')
    .where('electorateId', '=', assembly.electorateId!)
  const asking = asked !== ''
  const onPage = everyone
    .$if(asking, (query) => query.where('sought', 'like', `${soughtAs(asked).replace(/[\\%_]/g, '\\$&')}%`))
    .$if(!whole && !who.runs, (query) => query.where('elector.memberId', '=', who.memberId))
    .$if(!whole && who.runs && !asking, (query) => query.where('elector.memberId', 'in', concerned(assembly.id)))
  const [people, all, { total }] = await Promise.all([
    told(onPage, assembly)
      .$if(!whole, (query) => query.limit(limits.sheetPage).offset((page - 1) * limits.sheetPage))
      .execute(),
    // Who is looked for may share their name with someone who is not found.
    whole && asking ? told(everyone, assembly).execute() : null,
    onPage.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow(),
  ])
  return { people, total, whole, apart: whole ? apartOnWhole(all ?? people) : apartOnPage(people) }
}

/** People of the roll in the order of names, with what may tell them apart. */
const told = (people: SelectQueryBuilder<Database, 'elector' | 'member', object>, assembly: FoundAssembly) =>
  people
    .select(['member.id', calledOnRoll.as('firstName'), 'unit', 'line', 'addedAt', since(assembly).as('since')])
    .orderBy(sql`${calledOnRoll} collate "fr-x-icu"`)
    .orderBy('member.id')

/** Since when someone is a member of the body, which its members see: asked where its members are the roll. */
const since = ({ bodyId, rollId }: FoundAssembly) =>
  sql<Date | null>`(select max(joined_at) from membership where ${rollId === null} and body_id = ${bodyId} and member_id = member.id)`

type OnPage = { id: string; firstName: string; unit: string; line: number | null; addedAt: Date | null; since: Date | null }

/** Who came to the roll later is numbered after the others, who keep their number. */
const apartOnWhole = (people: readonly OnPage[]) =>
  toldApart(people.toSorted((a, b) => Number(a.addedAt) - Number(b.addedAt)).map(({ firstName: name, ...person }) => ({ ...person, name })))

/** A page of a large roll does not have all namesakes: each is told with their group, and the line of the file they came from. */
const apartOnPage = (people: readonly OnPage[]) =>
  new Map<string, Apart>(people.map(({ id, unit, line, since }) => [id, { unit: unit || null, since, number: line }]))

/** Those of whom a sheet has something to say. */
const concerned = (assemblyId: string) => sql<string>`(
  select member_id from attendance where assembly_id = ${assemblyId}
  union select giver_id from proxy where assembly_id = ${assemblyId} and ended_at is null
  union select holder_id from proxy where assembly_id = ${assemblyId} and ended_at is null and holder_id is not null)`
