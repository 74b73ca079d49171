import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import { mayRead, mayWrite, type Audience, type Writers } from '#domain/document.ts'
import type { Mode } from '#server/live/connection.ts'
import type { ClosingReason } from '#server/live/messages.ts'

/** What a connection may do now: read, write, or why it must be closed. */
export type Verdict = Mode | (ClosingReason & ('signedOut' | 'noRight' | 'gone' | 'archived'))

export type Asked = { sessionId: string; docId: string }

/** What the door must know of who knocks: their right, and the versions of the text, null where there is no such text. */
export type Entry = { verdict: Verdict; schemaVersion: number | null; generation: number | null }

type Facts = {
  memberId: string | null
  audience: Audience | null
  schemaVersion: number | null
  generation: number | null
  writers: Writers
  archived: boolean
  standing: 'member' | 'coordinator' | null
  inMovement: boolean
}

/** The rights behind many connections, in one statement and in the order asked. */
export async function entriesOf(db: Db, asked: readonly Asked[]): Promise<Entry[]> {
  const { rows } = await sql<Facts>`
    select session.member_id, document.audience, document.writers, document.schema_version, document.generation, document.archived_at is not null as archived, own.standing,
      exists (select from membership join body on body.id = membership.body_id and body.kind = 'movement'
              where member_id = session.member_id and left_at is null) as in_movement
    from unnest(${asked.map(({ sessionId }) => sessionId)}::text[], ${asked.map(({ docId }) => docId)}::text[])
      with ordinality as asked (session_id, doc_id, place)
    left join session on session.id = asked.session_id and session.expires_at > now()
    left join document on document.id = asked.doc_id
    left join membership as own on own.body_id = document.body_id and own.member_id = session.member_id and own.left_at is null
    order by asked.place`.execute(db)
  return rows.map((facts) => ({ verdict: verdictOn(facts), schemaVersion: facts.schemaVersion, generation: facts.generation }))
}

function verdictOn({ memberId, audience, writers, archived, standing, inMovement }: Facts): Verdict {
  if (memberId === null) return 'signedOut'
  if (audience === null) return 'gone'
  if (archived) return 'archived'
  const reader = { standing, inMovement }
  if (!mayRead({ audience, writers }, reader)) return 'noRight'
  return mayWrite({ audience, writers }, reader) ? 'write' : 'read'
}
