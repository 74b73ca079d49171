import type { FastifyInstance } from 'fastify'
import { memberLimits, refuseNewBody, slugOf } from '#domain/body.ts'
import { pageSize } from '#domain/limits.ts'
import { cleanName, refuseStanding } from '#domain/membership.ts'
import type { Tools } from '#server/app.ts'
import { open } from '#server/door.ts'
import { Malformed, NotFound, orNotFound, refuseIf, Refused } from '#server/errors.ts'
import { newId } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { bodyDoors as doors } from './doors.ts'
import * as queries from './queries.ts'
import { rightsOf } from '#server/rights.ts'

export function bodies(app: FastifyInstance, { db }: Tools) {
  open(app, doors.listBodies, () => queries.allBodies(db))

  open(app, doors.createBody, async ({ body: { parent: parentSlug, kind, name: typed }, me, now }) => {
    const name = cleanName(typed, memberLimits.bodyName)
    if (!name || !slugOf(name)) throw new Malformed('name', 'format')
    return db.transaction().execute(async (trx) => {
      await queries.lockNames(trx)
      const parent = orNotFound(await queries.bodyBySlug(trx, parentSlug))
      const siblings = (await queries.childrenOf(trx, parent.id)).map((child) => child.name)
      const { createIn } = (await rightsOf(trx, parent, me.memberId)).may
      refuseIf(refuseNewBody({ kind, name }, { kind: parent.kind, siblings }, createIn))
      const slug = await freeSlug(trx, slugOf(name))
      const id = newId()
      await trx.insertInto('body').values({ id, kind, name, slug, parentId: parent.id, parentKind: parent.kind }).execute()
      await queries.joinBody(trx, id, me.memberId, now, 'coordinator')
      await writeInJournal(trx, { actorId: me.memberId, bodyId: id, what: 'body-created' })
      return { slug }
    })
  })

  open(app, doors.readBody, async ({ params, me }) => {
    const { id, slug, name, kind, parentId, members } = orNotFound(await queries.bodyBySlug(db, params.slug))
    const [children, parent, mine] = await Promise.all([
      queries.childrenOf(db, id),
      parentId ? queries.bodyById(db, parentId) : null,
      me ? rightsOf(db, { id, parentId }, me.memberId) : null,
    ])
    return { slug, name, kind, members, children, parent: parent ? { slug: parent.slug, name: parent.name } : null, me: mine }
  })

  open(app, doors.listPeople, async ({ params, query: { page }, me }) => {
    const body = orNotFound(await queries.bodyBySlug(db, params.slug))
    const { standing, may } = await rightsOf(db, body, me.memberId)
    if (!standing && !may.nameCoordinators) throw new NotFound()
    const people = await queries.peopleOf(db, body.id, { limit: pageSize, offset: (page - 1) * pageSize })
    return {
      members: people.map(({ joinedAt, ...person }) => ({ ...person, joinedAt: joinedAt.toISOString() })),
      total: body.members,
      page,
    }
  })

  open(app, doors.giveStanding, async ({ params, body: { standing }, me }) => {
    await db.transaction().execute(async (trx) => {
      const body = orNotFound(await queries.bodyBySlug(trx, params.slug))
      await queries.lockBody(trx, body.id)
      const mine = await rightsOf(trx, body, me.memberId)
      if (!mine.standing && !mine.may.nameCoordinators) throw new NotFound()
      const current = orNotFound(await queries.standingIn(trx, body.id, params.memberId))
      const { coordinators } = await queries.headsOf(trx, body.id)
      refuseIf(refuseStanding(mine.may, current, standing, coordinators))
      if (current === standing) return
      await queries.giveStanding(trx, body.id, params.memberId, standing)
      await writeInJournal(trx, {
        actorId: me.memberId,
        bodyId: body.id,
        what: 'standing-given',
        detail: { memberId: params.memberId, standing },
      })
    })
  })

  open(app, doors.removeMember, async ({ params, me, now }) => {
    await db.transaction().execute(async (trx) => {
      const body = orNotFound(await queries.bodyBySlug(trx, params.slug))
      const mine = await rightsOf(trx, body, me.memberId)
      if (!mine.standing) throw new NotFound()
      const leaving = params.memberId === me.memberId
      if (!leaving && !mine.may.remove) throw new Refused('not-a-coordinator')
      await queries.leaveBody(trx, body.id, params.memberId, now)
      if (!leaving)
        await writeInJournal(trx, { actorId: me.memberId, bodyId: body.id, what: 'member-removed', detail: { memberId: params.memberId } })
    })
  })
}

/** Two groups of the same name in two places get addresses that a number tells apart. */
async function freeSlug(trx: Tools['db'], wanted: string) {
  for (let n = 1; ; n++) {
    const slug = n === 1 ? wanted : `${wanted}-${n}`
    if (!(await queries.bodyBySlug(trx, slug))) return slug
  }
}
