import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox'
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { maySeeElectorate, refuseFreeze } from '#domain/electorate.ts'
import { pageSize, rollLimits as limits } from '#domain/limits.ts'
import { cleanName, rightsIn } from '#domain/membership.ts'
import type { Tools } from '#server/app.ts'
import { bodyBySlug, lockBody, standingIn } from '#server/bodies/queries.ts'
import { open } from '#server/door.ts'
import { Malformed, orNotFound, Refused, refuseIf } from '#server/errors.ts'
import { newId, newToken } from '#server/ids.ts'
import { writeInJournal } from '#server/journal.ts'
import { claims } from './claims.ts'
import { electorateDoors as doors } from './doors.ts'
import { countRefused, endInterrupted, filesOf, filesUnderWay } from './file-queries.ts'
import { files } from './files.ts'
import { coordinates, managedElectorate, visibleElectorate } from './managing.ts'
import { people } from './people.ts'
import * as queries from './queries.ts'
import { sheets } from './sheets.ts'
import { tellElectorate, tellFile } from './telling.ts'

/** Rolls that a body draws up, for consultations of people who need no account. */
export function electorates(app: FastifyInstance, tools: Tools) {
  const { db } = tools
  // Nothing in a body is turned into what it should have been: no column (null) must never become the first (0).
  app.setValidatorCompiler(TypeBoxValidatorCompiler)
  for (const more of [people, sheets, files, claims]) more(app, tools)

  open(app, doors.listElectorates, async ({ params, me, now }) => {
    const body = orNotFound(await bodyBySlug(db, params.slug))
    const mayManage = await coordinates(db, body.id, me?.memberId ?? null)
    const all = await queries.electoratesOf(db, body.id, limits.perBody)
    return all.filter((one) => maySeeElectorate(one, mayManage, now)).map((one) => tellElectorate(one, mayManage))
  })

  open(app, doors.createElectorate, async ({ params, body: { title: typed, source }, me, now }) => {
    const body = orNotFound(await bodyBySlug(db, params.slug))
    refuseIf(rightsIn(await standingIn(db, body.id, me.memberId)).openPolls ? null : 'not-a-coordinator')
    const title = cleanName(typed, limits.titleCharacters)
    if (!title) throw new Malformed('title', 'format')
    return db.transaction().execute(async (trx) => {
      await lockBody(trx, body.id)
      refuseIf((await queries.electoratesOf(trx, body.id, limits.perBody)).length < limits.perBody ? null : 'too-many')
      const id = newId()
      const key = Buffer.from(newToken(), 'base64url')
      const facts = { id, bodyId: body.id, title, source, key, createdBy: me.memberId }
      await trx.insertInto('electorate').values({ ...facts, membersAt: source === 'members' ? now : null }).execute() // prettier-ignore
      if (source === 'members') await queries.enrolMembers(trx, id, body.id, now)
      await writeInJournal(trx, { actorId: me.memberId, bodyId: body.id, what: 'electorate-created', detail: { electorate: id, source } })
      return { id }
    })
  })

  open(app, doors.getElectorate, async ({ params, query: { page = 1 }, me, now }) => {
    const electorate = await visibleElectorate(db, params.id, me?.memberId ?? null, now)
    const { mayManage, frozenAt, slug, bodyName, claimsTo } = electorate
    if (mayManage) await endInterrupted(db)
    const [added, read, refused] = await Promise.all([
      frozenAt ? queries.additionsSince(db, electorate.id, frozenAt, page) : [],
      mayManage ? filesOf(db, electorate.id) : [],
      mayManage ? countRefused(db, electorate.id) : null,
    ])
    return {
      ...tellElectorate(electorate, mayManage),
      body: { slug, name: bodyName },
      claimsTo,
      // Nobody leaves a roll that is frozen.
      added: electorate.electors - (electorate.admitted ?? electorate.electors),
      page,
      perPage: pageSize,
      additions: added.map(({ addedAt, reason, mark }) => ({ at: addedAt!.toISOString(), reason: reason!, mark: mark.toString('hex') })),
      files: read.map(tellFile),
      refused,
    }
  })

  open(app, doors.freezeElectorate, async ({ params, me, now }) => {
    const { id, bodyId } = await managedElectorate(db, params.id, me.memberId, now)
    await endInterrupted(db)
    await db.transaction().execute(async (trx) => {
      const electorate = await queries.lockElectorate(trx, id)
      refuseIf(refuseFreeze(electorate, electorate.electors, await filesUnderWay(trx, id)))
      await queries.freeze(trx, id, me.memberId)
      const frozen = await queries.lockElectorate(trx, id)
      const detail = { electorate: id, fingerprint: frozen.fingerprint!.toString('hex'), admitted: frozen.admitted!, rejected: frozen.rejected! } // prettier-ignore
      await writeInJournal(trx, { actorId: me.memberId, bodyId, what: 'electorate-frozen', detail })
    })
  })

  open(app, doors.takeListing, async ({ params, me, now, reply }) => {
    const { id, frozenAt } = await visibleElectorate(db, params.id, me?.memberId ?? null, now)
    if (!frozenAt) throw new Refused('not-frozen')
    reply.header('content-disposition', `attachment; filename="liste-${id}.txt"`)
    return Readable.from(queries.listingOnceFrozen(db, id), { objectMode: false })
  })
}
