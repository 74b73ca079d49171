import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { discussionLimits as limits } from '#domain/limits.ts'

type Row = {
  threadId: string
  documentId: string
  title: string
  bodyName: string
  author: string
  addressed: boolean
  saidAt: Date
}

/**
 * The open threads where others have addressed this person, or answered in a thread where they spoke, since they last said anything
 * there: the last said first. Derived from what was said: it goes when one answers, or agrees, when the thread is resolved, or after some days.
 */
export async function answersFor(db: Db, memberId: string, now: Date) {
  const since = new Date(now.getTime() - limits.waitingDays * 86_400_000)
  const { rows } = await sql<Row>`
    with own as (
      select thread_id, max(said_at) as last from remark where author_id = ${memberId} group by thread_id),
    news as (
      select remark.thread_id, remark.author_id, remark.said_at, own.last,
        exists (select from addressee where remark_id = remark.id and member_id = ${memberId}) as addressed
      from remark left join own using (thread_id)
      where author_id <> ${memberId} and removed_at is null and said_at > ${since} and said_at > coalesce(own.last, '-infinity')
        and (remark.thread_id in (select thread_id from own)
          or remark.thread_id in (select thread_id from addressee join remark on remark.id = remark_id where member_id = ${memberId})))
    select thread.id as thread_id, document.id as document_id, title, body.name as body_name, member.first_name as author,
      addressed, said_at
    from (
      select thread_id, bool_or(addressed) as addressed, max(last) as last, max(said_at) as said_at,
        (array_agg(author_id order by addressed desc, said_at desc))[1] as author_id
      from news group by thread_id) as last_news
    join thread on thread.id = thread_id and resolved_at is null
    join document on document.id = document_id and archived_at is null
    join body on body.id = body_id
    join member on member.id = author_id
    where (addressed or last is not null)
      and exists (select from membership where body_id = body.id and member_id = ${memberId} and left_at is null)
    order by said_at desc limit ${limits.waiting}`.execute(db)
  return rows.map(({ saidAt, ...row }) => ({ ...row, saidAt: saidAt.toISOString() }))
}
