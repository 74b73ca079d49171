import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { mailingLimits } from '#domain/mailing.ts'
import { entrustedLetters, letterToTheEntrusted } from '#domain/trustees.ts'
import { newId } from '#server/ids.ts'
import { turns } from '#server/polls/sealed/queries.ts'

type Waiting = {
  pollId: string
  madeBy: string
  announcedAt: Date
  opensAt: Date
  closed: boolean
  entrustedAt: Date | null
  countAt: Date | null
  written: string[]
}

/** Writes to those whose turn it is in sealed polls, to each once for each of its letters: whoever carries the mail comes first does it. */
export async function writeToTheEntrusted(db: Db, now: Date) {
  const { rows } = await sql<Waiting>`
    select poll.id as poll_id, created_by as made_by, created_at as announced_at, opens_at, closes_at <= ${now} as closed,
      (select made_at from mailing where poll_id = poll.id and kind = 'entrusted') as entrusted_at,
      (select made_at from mailing where poll_id = poll.id and kind = 'count') as count_at,
      array(select kind from mailing where poll_id = poll.id and kind = any (${[...entrustedLetters]})) as written
    from poll where id in (select poll_id from (${turns(now)}) as turn)`.execute(db)
  for (const { pollId, madeBy, ...facts } of rows) {
    const kind = letterToTheEntrusted(facts, now)
    if (!kind || facts.written.includes(kind)) continue
    const mailing = { id: newId(), pollId, kind, pace: mailingLimits.usual, madeBy, madeAt: now }
    await db.transaction().execute(async (trx) => {
      const made = trx.insertInto('mailing').values(mailing).onConflict((conflict) => conflict.doNothing()) // prettier-ignore
      if ((await made.executeTakeFirst()).numInsertedOrUpdatedRows === 0n) return
      await sql`
        insert into delivery (mailing_id, member_id, place)
        select ${mailing.id}, member.id, split_part(email, '@', 2)
        from (${turns(now)}) as turn join member on member.id = turn.member_id
        where turn.poll_id = ${pollId} and email is not null`.execute(trx)
    })
  }
}

/** What those letters say of their poll, and to whom: its registrar, the others as trustees. */
export const entrustedPoll = (db: Db, pollId: string) =>
  db
    .selectFrom('sealedPoll')
    .innerJoin('poll', 'poll.id', 'sealedPoll.pollId')
    .innerJoin('body', 'body.id', 'poll.bodyId')
    .select(['question', 'body.name as body', 'opensAt', 'closesAt', 'needed', 'registrarId', 'codesGivenAt'])
    .where('poll.id', '=', pollId)
    .executeTakeFirstOrThrow()
