import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { CeremonyFacts, CeremonySpeech } from '#domain/trustees.ts'

/** Everything a ceremony needs to know of its poll. names: of the trustees, from number 1 on. */
export type Ceremonial = { pollId: string; needed: number; attempt: number; names: string[] }

/** To whom a sealed poll is entrusted, or null for another poll. */
export async function trustOf(db: Db, pollId: string) {
  const poll = await db.selectFrom('sealedPoll').selectAll().where('pollId', '=', pollId).executeTakeFirst()
  if (!poll) return null
  const trustees = await db
    .selectFrom('trustee')
    .select(['number', 'memberId', 'name'])
    .where('pollId', '=', pollId)
    .orderBy('number')
    .execute()
  return { ...poll, trustees, names: trustees.map(({ name }) => name) }
}

export type Trusted = NonNullable<Awaited<ReturnType<typeof trustOf>>>

export const numberOf = ({ trustees }: Trusted, memberId: string) => trustees.find((one) => one.memberId === memberId)?.number ?? null

export type Said = { number: number; step: CeremonySpeech; bytes: Buffer }

/** What was said in the attempt under way, in the order of numbers. */
export const saidIn = (db: Db, { pollId, attempt }: Pick<Ceremonial, 'pollId' | 'attempt'>): Promise<Said[]> =>
  db
    .selectFrom('ceremonyMessage')
    .select(['number', 'step', 'bytes'])
    .where('pollId', '=', pollId)
    .where('attempt', '=', attempt)
    .orderBy('number')
    .execute()

export const factsOf = ({ trustees }: Trusted, said: readonly Said[]): CeremonyFacts => ({ trustees: trustees.length, said })

/** The first names of those to whom a poll is entrusted whom a letter about it cannot reach: without an address, or whose last letter was refused or came back. */
export async function unreachedOf(db: Db, pollId: string) {
  const { rows } = await sql<{ firstName: string }>`
    select first_name from member
    where id in (select registrar_id from sealed_poll where poll_id = ${pollId} union select member_id from trustee where poll_id = ${pollId})
      and (email is null or (select failed_at is not null from delivery join mailing on mailing.id = mailing_id
        where poll_id = ${pollId} and electorate_id is null and delivery.member_id = member.id order by made_at desc limit 1))
    order by first_name`.execute(db)
  return rows.map(({ firstName }) => firstName)
}

/** Whose sheet it is: who was put on a roll without an account has a name there, or an address, or the number of a printed sheet. */
const onTheSheet = sql<string>`coalesce(nullif(member.first_name, ''), nullif(elector.name, ''), member.email, 'n° ' || elector.sheet, '—')`

/** The people of a roll, as the registrar writes to them, in the order of first names. */
export const peopleOfRoll = (db: Db, pollId: string, page: number, perPage: number) =>
  db
    .selectFrom('rollEntry')
    .innerJoin('poll', 'poll.id', 'rollEntry.pollId')
    .innerJoin('member', 'member.id', 'rollEntry.memberId')
    .leftJoin('elector', (join) => join.onRef('elector.memberId', '=', 'member.id').onRef('elector.electorateId', '=', 'poll.electorateId'))
    .select([onTheSheet.as('firstName'), 'member.email'])
    .where('rollEntry.pollId', '=', pollId)
    .orderBy(onTheSheet)
    .orderBy('member.id')
    .limit(perPage)
    .offset((page - 1) * perPage)
    .execute()

export async function rollSizeOf(db: Db, pollId: string) {
  const { size } = await db
    .selectFrom('rollEntry')
    .select(({ fn }) => fn.countAll<number>().as('size'))
    .where('pollId', '=', pollId)
    .executeTakeFirstOrThrow()
  return size
}

/** The public credentials the roll was frozen with, sorted. */
export const frozenCredentials = (db: Db, pollId: string) =>
  db.selectFrom('credential').select('k').where('pollId', '=', pollId).where('addedAt', 'is', null).orderBy('k').execute()

/** The same, joined, some at a time: a row each would cost a second of this process for a hundred thousand. */
export async function* joinedCredentials(db: Db, pollId: string, several = 20_000): AsyncGenerator<Buffer> {
  for (let after: Buffer = Buffer.alloc(0); ;) {
    const { rows } = await sql<{ joined: Buffer | null }>`
      select string_agg(k, '' order by k) as joined from (
        select k from credential where poll_id = ${pollId} and added_at is null and k > ${after} order by k limit ${several}) as page`.execute(
      db,
    )
    const { joined } = rows[0]!
    if (!joined) return
    yield joined
    after = joined.subarray(-32)
  }
}
