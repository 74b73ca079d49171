import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { type Asked, asksTheSame } from '#domain/asked-again.ts'
import { sealingLimits } from '#domain/limits.ts'
import { writeInJournal } from '#server/journal.ts'

const what = 'poll-asked-again'

/** Whose poll it is: of the members of a body, or of the people of one of its rolls. */
type Of = { bodyId: string; electorateId?: string | null }

/**
 * The polls that ask the same as a new one of this body, in it, above it or inside it, and how many people their rolls have apart:
 * exactly up to the limit, that limit beyond. Those without a result for ever are not among them.
 */
export async function pollsAskedAlready(db: Db, of: Of, asked: Asked, most = 500) {
  const { bodyId } = of
  const around = await db
    .selectFrom('poll')
    .innerJoin('body', 'body.id', 'poll.bodyId')
    .leftJoin('result', 'result.pollId', 'poll.id')
    .select(['poll.id', 'poll.level', 'poll.question'])
    .select(sql<string[]>`array(select label from choice where choice.poll_id = poll.id)`.as('labels'))
    .where(({ or, eb, selectFrom }) =>
      or([
        eb('body.id', '=', bodyId),
        eb('body.parentId', '=', bodyId),
        eb('body.id', '=', selectFrom('body as mine').select('mine.parentId').where('mine.id', '=', bodyId)),
      ]),
    )
    .where('poll.level', '!=', 'imported')
    .where('poll.cancelledAt', 'is', null)
    .where('poll.givenUpAt', 'is', null)
    .where(({ or, eb }) => or([eb('result.pollId', 'is', null), eb('result.counts', 'is not', null)]))
    .orderBy('poll.closesAt', 'desc')
    .limit(most)
    .execute()
  const same = around.filter(({ question, labels }) => asksTheSame(asked, { question, choices: labels.map((label) => ({ label })) }))
  return Promise.all(same.map(async ({ id, level, question }) => ({ id, level, question, apart: await peopleApart(db, of, id) })))
}

/** Between who would vote now and the roll of a poll, or what it would be now. */
async function peopleApart(db: Db, { bodyId, electorateId }: Of, pollId: string) {
  const mine = electorateId
    ? sql`select member_id from elector where electorate_id = ${electorateId}`
    : sql`select member_id from membership where body_id = ${bodyId} and left_at is null`
  const { rows } = await sql<{ apart: number }>`
    with mine as (${mine}),
    theirs as (
      select member_id from roll_entry where poll_id = ${pollId}
      union
      select member_id from membership join poll using (body_id)
      where poll.id = ${pollId} and poll.roll_frozen_at is null and poll.electorate_id is null and left_at is null
      union
      select member_id from elector join poll using (electorate_id) where poll.id = ${pollId} and poll.roll_frozen_at is null
    )
    select count(*)::int as apart from (
      ((table mine except table theirs) union all (table theirs except table mine)) limit ${sql.lit(sealingLimits.rollsApart)}
    ) as one_only`.execute(db)
  return rows[0]!.apart
}

type Again = { actorId: string; bodyId: string; pollId: string; of: string; apart: number; reason: string }

/** Writes down that a poll asks again what another asked, and why. */
export const writeAskedAgain = (trx: Db, { of, apart, reason, ...deed }: Again) =>
  writeInJournal(trx, { ...deed, what, detail: { of, apart, reason } })

/** Where a poll asks again what another asked, or another what it asked: the other one, and the reason that was given. */
export async function askedAgainAround(db: Db, pollId: string) {
  const other = sql<string>`case when journal.poll_id = ${pollId} then journal.detail ->> 'of' else journal.poll_id end`
  return db
    .selectFrom('journal')
    .innerJoin('poll', (join) => join.on('poll.id', '=', other))
    .select(['poll.id as poll', 'poll.question'])
    .select(sql<string>`journal.detail ->> 'reason'`.as('reason'))
    .where('journal.what', '=', what)
    .where(({ or, eb }) => or([eb('journal.pollId', '=', pollId), eb(sql`journal.detail ->> 'of'`, '=', pollId)]))
    .orderBy('journal.id')
    .execute()
}
