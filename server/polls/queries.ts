import { type Insertable, type RawBuilder, sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { PollTable } from '#db/schema.ts'
import type { CountsFile } from '#domain/counts-file.ts'
import type { Votes } from '#domain/tally.ts'
import { pageSize } from '#domain/limits.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'

/** from: in a poll of a consultation, the group that proposed it, or who the body that asks says did. */
type Choice = { id: string; label: string; description: string; from: string | null }
type Extension = { at: string; from: string; to: string; reason: string }

const choicesOfPoll = sql<Choice[]>`(
  select json_agg(json_build_object('id', id, 'label', label, 'description', description, 'from', case when poll.consultation_id is not null then (
    select coalesce(body.name, nullif(source, '')) from consulted_choice left join body on body.id = group_id
    where consulted_choice.consultation_id = poll.consultation_id and consulted_choice.position = choice.position) end) order by position)
  from choice where poll_id = poll.id)`
const extensionsOfPoll = sql<Extension[]>`coalesce((
  select json_agg(detail || jsonb_build_object('at', at) order by id) from journal where poll_id = poll.id and what = 'poll-extended'), '[]')`

/** A poll with its choices, the body that holds it and how its closing was moved (oldest first), in one statement; or undefined. */
export const findPoll = (db: Db, pollId: string) =>
  db
    .selectFrom('poll')
    .innerJoin('body', 'body.id', 'poll.bodyId')
    .leftJoin('frozenText', 'frozenText.pollId', 'poll.id')
    .leftJoin('electorate', 'electorate.id', 'poll.electorateId')
    .leftJoin('pollRoll', 'pollRoll.pollId', 'poll.id')
    .leftJoin('assemblyItem', 'assemblyItem.id', 'poll.agendaItemId')
    .leftJoin('consultation', 'consultation.id', 'poll.consultationId')
    .selectAll('poll')
    .select(['electorate.title as rollTitle', 'electorate.fingerprint as rollFingerprint', 'pollRoll.fingerprint as membersFingerprint'])
    .select(['body.slug as bodySlug', 'body.name as bodyName', 'frozenText.id as ratifies', 'assemblyItem.assemblyId'])
    .select(['consultation.title as consultationTitle', 'consultation.closesAt as consultationClosesAt'])
    .select([choicesOfPoll.as('choices'), extensionsOfPoll.as('extensions')])
    .where('poll.id', '=', pollId)
    .executeTakeFirst()

export type FoundPoll = NonNullable<Awaited<ReturnType<typeof findPoll>>>

export async function storedResult(db: Db, pollId: string) {
  const stored = await db.selectFrom('result').selectAll().where('pollId', '=', pollId).executeTakeFirst()
  if (!stored) return undefined
  const { rollVotes, castVotes, blankVotes, ...result } = stored
  return { ...result, votes: castVotes === null ? null : { roll: rollVotes!, cast: castVotes, blank: blankVotes! } }
}

/** Whether its count was given up: there never will be a result. */
export async function isGivenUp(db: Db, pollId: string) {
  const found = db.selectFrom('poll').select('id').where('id', '=', pollId).where('givenUpAt', 'is not', null)
  return (await found.executeTakeFirst()) !== undefined
}

/** What people have to do with polls: on its roll, and the ballot of theirs that counts so far. One for each that is asked, in that order. */
export async function votersOf(db: Db, asked: readonly { pollId: string; memberId: string }[]) {
  const { rows } = await sql<VoterRow>`
    select member.id is not null as on_the_roll, email, language, counter, grades, cast_at
    from unnest(${asked.map(({ pollId }) => pollId)}::text[], ${asked.map(({ memberId }) => memberId)}::text[])
      with ordinality as asked (poll_id, member_id, place)
    left join roll_entry using (poll_id, member_id)
    left join member on member.id = roll_entry.member_id
    left join ballot on ballot.poll_id = roll_entry.poll_id and ballot.member_id = roll_entry.member_id
    order by place`.execute(db)
  return rows.map(({ onTheRoll, email, language, counter, grades, castAt }) => {
    return { onTheRoll, person: onTheRoll ? { email, language } : null, casts: counter ?? 0, grades, castAt }
  })
}

type VoterRow = {
  onTheRoll: boolean
  email: string | null
  language: string
  counter: number | null
  grades: Buffer | null
  castAt: Date | null
}

/** How many are on the roll and how many have cast: never by choice or grade. */
export async function turnoutOf(db: Db, pollId: string) {
  const { rows } = await sql<{ rollSize: number; voters: number }>`
    select (select count(*) from roll_entry where poll_id = ${pollId}) as roll_size,
      (select count(*) from ballot where poll_id = ${pollId})
        + (select count(*) from sealed_ballot join credential using (poll_id, k)
            where poll_id = ${pollId} and counter = 1 and revoked_at is null) as voters`.execute(db)
  return rows[0]!
}

/** Whether a ballot of this person is in a poll, by show of hands or on its board. Either may be a column of the row. */
export const hasBallot = (poll: string | RawBuilder<unknown>, member: string | RawBuilder<unknown>) => sql<boolean>`(
  exists (select from ballot where ballot.poll_id = ${poll} and ballot.member_id = ${member})
  or exists (select from credential join sealed_ballot using (poll_id, k) where credential.poll_id = ${poll} and credential.member_id = ${member}))`

/** Whether a poll on a drawn-up roll takes this person: who is added to that roll once the poll has opened votes in those to come, not in it. */
export const takesIn = (poll: string | RawBuilder<unknown>, member: string | RawBuilder<unknown>) => sql<boolean>`(
  exists (select from roll_entry where roll_entry.poll_id = ${poll} and roll_entry.member_id = ${member})
  or (select roll_frozen_at is null from poll as waiting where waiting.id = ${poll}))`

/** What someone cast by show of hands, in all polls: theirs to take away. */
export const ballotsBy = (db: Db, memberId: string) =>
  db
    .selectFrom('ballot')
    .innerJoin('poll', 'poll.id', 'ballot.pollId')
    .select(['question', 'scale', 'grades', 'castAt'])
    .where('memberId', '=', memberId)
    .execute()

/** Puts on a roll the people of the one that was drawn up, with their weights: in the order in which its keys are filled fastest. */
export async function enrolElectors(trx: Db, pollId: string, electorateId: string) {
  await trx
    .insertInto('rollEntry')
    .columns(['pollId', 'memberId', 'weight'])
    .expression((eb) =>
      eb
        .selectFrom('elector')
        .select([sql.lit(pollId).as('pollId'), 'memberId', 'weight'])
        .where('electorateId', '=', electorateId)
        .orderBy('memberId'),
    )
    .execute()
}

/** Writes down the fingerprint of a roll of members, once it is whole. */
export const fingerprintRoll = (trx: Db, pollId: string) => sql`select fingerprint_roll(${pollId})`.execute(trx)

/** A text, or a column that holds it. */
export type Text = string | RawBuilder<unknown>

/**
 * Whether the member of the row of membership is on the roll of another group of the same consultation, or in a group to which this body passed
 * the question on and whose roll is still to be written: onTheRollOf in domain/consulted.ts, which a test holds beside this.
 */
export const votesElsewhere = (consultationId: Text, bodyId: Text) => sql<boolean>`(exists (
  select from poll join roll_entry on roll_entry.poll_id = poll.id
  where poll.consultation_id = ${consultationId} and poll.cancelled_at is null and roll_entry.member_id = membership.member_id)
  or membership.member_id in (
    with recursive inside as (
      select first.body_id from consultation_group first where first.consultation_id = ${consultationId} and first.through_id = ${bodyId}
      union all select g.body_id from consultation_group g join inside on g.through_id = inside.body_id where g.consultation_id = ${consultationId})
    select m.member_id from membership m join inside using (body_id) where m.left_at is null and not exists (
      select from poll where poll.consultation_id = ${consultationId} and poll.body_id = inside.body_id
        and poll.cancelled_at is null and poll.roll_frozen_at is not null)))`

/** Whether this person's ballot is on the board of the poll of the row. */
const hasSealed = (memberId: string) => sql<boolean>`exists (
  select from credential join sealed_ballot using (poll_id, k) where credential.poll_id = poll.id and credential.member_id = ${memberId})`

/** The polls of a body, those that close last first; `voted` is null for who is not on the roll. */
export async function pollsOf(db: Db, bodyId: string, memberId: string, page: number) {
  const [polls, { total }] = await Promise.all([
    db
      .selectFrom('poll')
      .leftJoin('rollEntry', (join) => join.onRef('rollEntry.pollId', '=', 'poll.id').on('rollEntry.memberId', '=', memberId))
      .leftJoin('ballot', (join) =>
        join.onRef('ballot.pollId', '=', 'rollEntry.pollId').onRef('ballot.memberId', '=', 'rollEntry.memberId'),
      )
      .select(['poll.id', 'question', 'level', 'opensAt', 'closesAt', 'openedAt', 'cancelledAt', 'choiceCount'])
      .select(['rollEntry.pollId as onTheRollOf', 'ballot.counter', hasSealed(memberId).as('sealed')])
      .where('bodyId', '=', bodyId)
      .orderBy('closesAt', 'desc')
      .orderBy('poll.id')
      .limit(pageSize)
      .offset((page - 1) * pageSize)
      .execute(),
    db
      .selectFrom('poll')
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .where('bodyId', '=', bodyId)
      .executeTakeFirstOrThrow(),
  ])
  return {
    polls: polls.map(({ onTheRollOf, counter, sealed, ...poll }) => ({
      ...poll,
      voted: onTheRollOf === null ? null : counter !== null || sealed,
    })),
    total,
  }
}

/** The polls this person may vote in now, those that close first first: the home page's things to do. */
export async function openPollsOf(db: Db, memberId: string, now: Date) {
  const polls = await db
    .selectFrom('rollEntry')
    .innerJoin('poll', 'poll.id', 'rollEntry.pollId')
    .innerJoin('body', 'body.id', 'poll.bodyId')
    .leftJoin('ballot', (join) => join.onRef('ballot.pollId', '=', 'rollEntry.pollId').onRef('ballot.memberId', '=', 'rollEntry.memberId'))
    .select([
      'poll.id as pollId',
      'poll.question',
      'poll.level',
      'poll.closesAt',
      'body.name as bodyName',
      'ballot.counter',
      hasSealed(memberId).as('sealed'),
      sql<boolean>`poll.agenda_item_id is not null`.as('ofAssembly'),
    ])
    .where('rollEntry.memberId', '=', memberId)
    .where('poll.opensAt', '<=', now)
    .where('poll.closesAt', '>', now)
    .where('poll.cancelledAt', 'is', null)
    .where((or) => or.or([or('poll.level', '!=', 'sealed'), or('poll.openedAt', 'is not', null)]))
    .orderBy('poll.closesAt')
    .limit(pageSize)
    .execute()
  return polls.map(({ counter, sealed, ...poll }) => ({ ...poll, voted: counter !== null || sealed }))
}

const ofPoll = (pollId: string) => sql<string>`(select electorate_id from poll where id = ${pollId})`
/** Who was put on a roll by their address has a name there, or none. */
const calledOnRoll = sql<string>`coalesce(nullif(member.first_name, ''), nullif(elector.name, ''), '—')`

/** Who graded what, in the order of first names: only for those whom `mayReadNames` lets in, after the count. */
export async function namedBallots(db: Db, pollId: string, page: number) {
  return db
    .selectFrom('ballot')
    .innerJoin('member', 'member.id', 'ballot.memberId')
    .leftJoin('elector', (join) => join.onRef('elector.memberId', '=', 'member.id').on('elector.electorateId', '=', ofPoll(pollId)))
    .select(['ballot.grades', calledOnRoll.as('firstName')])
    .where('ballot.pollId', '=', pollId)
    .orderBy(sql`${calledOnRoll} collate "fr-x-icu"`)
    .orderBy('member.id')
    .limit(pageSize)
    .offset((page - 1) * pageSize)
    .execute()
}

/** How many polls of a body are upcoming or open. */
export async function pendingPolls(db: Db, bodyId: string, now: Date) {
  const { count } = await db
    .selectFrom('poll')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('bodyId', '=', bodyId)
    .where('closesAt', '>', now)
    .where('cancelledAt', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

export type NewPoll = Omit<Insertable<PollTable>, 'choiceCount'> & { choices: readonly { label: string; description: string }[] }

/** Writes a poll and its choices, in the order in which ballots and counts will name them. */
export async function insertPoll(trx: Db, { choices, ...poll }: NewPoll) {
  await trx
    .insertInto('poll')
    .values({ ...poll, choiceCount: choices.length })
    .execute()
  await trx
    .insertInto('choice')
    .values(choices.map((choice, position) => ({ ...choice, pollId: poll.id, position, id: newId() })))
    .execute()
}

/** Where people have several votes: the three numbers as a result keeps them, and back. */
export const votesColumns = (votes: Votes | null | undefined) =>
  votes ? { rollVotes: votes.roll, castVotes: votes.cast, blankVotes: votes.blank } : {}

type Import = { bodyId: string; by: string; file: CountsFile; description?: string; closedAt?: Date; now: Date }

/** Writes a past vote and its counts; gives back its id. The vote is said to have closed when its file says so, else now. */
export async function storeImportedResult(trx: Db, { bodyId, by, file, description = '', now, ...told }: Import): Promise<string> {
  const id = newId()
  const { question, scale, source, rollSize, voters, blank, spoiled, votes } = file
  const closesAt = told.closedAt ?? new Date(file.closedAt ?? now)
  const opensAt = new Date(closesAt.getTime() - 60_000)
  const choices = file.choices.map(({ label }) => ({ label, description: '' }))
  await insertPoll(trx, {
    id,
    bodyId,
    level: 'imported',
    question,
    description,
    scale: [...scale],
    opensAt,
    closesAt,
    createdBy: by,
    choices,
  })
  await trx
    .insertInto('result')
    .values({
      pollId: id,
      rollSize,
      voters,
      blank,
      spoiled,
      ...votesColumns(votes),
      counts: file.choices.map(({ counts }) => counts),
      source,
      countedAt: now,
    }) // prettier-ignore
    .execute()
  await writeInJournal(trx, { actorId: by, bodyId, pollId: id, what: 'result-imported' })
  return id
}
