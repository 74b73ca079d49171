import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '#db/connect.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { trustDoors } from './trust-doors.ts'
import { type Turn, turns } from './queries.ts'

/** The door by which those to whom sealed polls are entrusted find that it is their turn. */
export function entrusted(app: FastifyInstance, { db }: Tools) {
  open(app, trustDoors.entrusted, async ({ me, now }) => {
    const waiting = await entrustedTo(db, me.memberId, now)
    return waiting.map(({ slug, name, ...one }) => ({ ...one, body: { slug, name } }))
  })
}

type Entrusted = { id: string; question: string; slug: string; name: string; todo: Turn }

/** What sealed polls wait for from this person, those that close first before. */
async function entrustedTo(db: Db, memberId: string, now: Date) {
  const { rows } = await sql<Entrusted>`
    select poll.id, question, slug, name, todo
    from (${turns(now)}) as turn join poll on poll.id = turn.poll_id join body on body.id = body_id
    where turn.member_id = ${memberId} order by closes_at, poll.id, todo limit 20`.execute(db)
  return rows
}
