import type { FastifyInstance } from 'fastify'
import type { Db } from '#db/connect.ts'
import { hashToken, newId, newToken } from '#server/ids.ts'

const device = 'démonstration'

export type Knock = Awaited<ReturnType<typeof knockAs>>

/** The people of a group of the demonstration before the doors, as anyone would be, with sessions for the time it takes. */
export async function knockAs(app: FastifyInstance, db: Db, slug: string) {
  const members = await db
    .selectFrom('membership')
    .innerJoin('body', 'body.id', 'membership.bodyId')
    .innerJoin('member', 'member.id', 'membership.memberId')
    .select(['member.id', 'member.firstName'])
    .where('body.slug', '=', slug)
    .orderBy('membership.id')
    .execute()
  const cookies = new Map(await Promise.all(members.map(async ({ id, firstName }) => [firstName, await enter(db, id)] as const)))

  /** Bytes are sent as they are, anything else as JSON; a refusal throws. */
  async function ask<Told>(who: string, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object | Uint8Array): Promise<Told> {
    const bytes = payload instanceof Uint8Array
    const headers = { cookie: cookies.get(who)!, ...(bytes && { 'content-type': 'application/octet-stream' }) }
    const answer = await app.inject({ method, url, headers, ...(payload && { payload: bytes ? Buffer.from(payload) : payload }) })
    if (answer.statusCode >= 400) throw new Error(`the demonstration: ${method} ${url}: ${answer.statusCode} ${answer.body}`)
    return (/json/.test(String(answer.headers['content-type'])) ? answer.json() : answer.rawPayload) as Told
  }

  return { members, ask, leave: () => db.deleteFrom('session').where('device', '=', device).execute() }
}

async function enter(db: Db, memberId: string) {
  const token = newToken()
  const expiresAt = new Date(Date.now() + 600_000)
  await db
    .insertInto('session')
    .values({ id: newId(), memberId, tokenHash: hashToken(token), device, expiresAt })
    .execute()
  return `preau=${token}`
}
