import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { trustDoors } from './trust-doors.ts'

/** The door by which those to whom sealed polls are entrusted find that it is their turn. */
export function entrusted(app: FastifyInstance, { db }: Tools) {
  open(app, trustDoors.entrusted, async ({ me, now }) => {
    const waiting = await entrustedTo(db, me.memberId, now)
    return waiting.map(({ slug, name, ...one }) => ({ ...one, body: { slug, name } }))
  })
}

type Entrusted = { id: string; question: string; slug: string; name: string; todo: 'codes' | 'ceremony' | 'count' }

/**
 * What sealed polls wait for from this person, those that close first before: the codes of their registrar; the ceremony, as long as a trustee has not
 * confirmed its key; once they are closed, the part of a trustee, until there is a result.
 */
async function entrustedTo(db: Db, memberId: string, now: Date) {
  const { rows } = await sql<Entrusted>`
    with live as (
      select poll.id, question, body.slug, body.name, closes_at, opened_at, attempt, registrar_id, registrar_key
      from sealed_poll join poll on poll.id = poll_id join body on body.id = body_id
      where cancelled_at is null and given_up_at is null
    ), mine as (
      select poll_id, number from trustee where member_id = ${memberId}
    ), waiting as (
      select live.*, 'codes' as todo from live where registrar_id = ${memberId} and registrar_key is null and closes_at > ${now}
      union all
      select live.*, 'ceremony' from live join mine on mine.poll_id = live.id
      where opened_at is null and closes_at > ${now} and not exists (
        select from ceremony_message said
        where said.poll_id = live.id and said.attempt = live.attempt and said.number = mine.number and step = 'confirmation')
      union all
      select live.*, 'count' from live join mine on mine.poll_id = live.id
      where opened_at is not null and closes_at <= ${now} and not exists (select from result where result.poll_id = live.id) and not exists (
        select from leaf where leaf.poll_id = live.id and kind = 'partial' and get_byte(bytes, 1) = mine.number)
    )
    select id, question, slug, name, todo from waiting order by closes_at, id, todo limit 20`.execute(db)
  return rows
}
